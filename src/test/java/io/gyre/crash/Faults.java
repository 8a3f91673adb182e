package io.gyre.crash;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What befalls three brokers, the links and the instances: one fault of each kind at a time, so
 * three in combination. At any time two brokers can do their work, but for some seconds half way.
 */
final class Faults {

  private static final Duration CATCH_UP = Duration.ofSeconds(90);

  /** One thing that may happen. */
  private interface Fault {
    void happen() throws InterruptedException;
  }

  private final ThreeBrokers cluster;
  private final Instances instances;
  private final String application;
  private final Timeline timeline;
  private final Admin admin;
  private final long seed;
  private final long endNanos;

  /** The broker that does not work, or 0. */
  private final AtomicInteger away = new AtomicInteger();

  /** A broker that is cut off from another, or 0. */
  private final AtomicInteger apart = new AtomicInteger();

  private final AtomicInteger count = new AtomicInteger();
  private final long startNanos = System.nanoTime();

  /** Whether two brokers have been killed at once. */
  private boolean twoKilled;

  Faults(
      ThreeBrokers cluster,
      Instances instances,
      String application,
      Timeline timeline,
      Admin admin,
      long seed,
      Duration duration) {
    this.cluster = cluster;
    this.instances = instances;
    this.application = application;
    this.timeline = timeline;
    this.admin = admin;
    this.seed = seed;
    endNanos = startNanos + duration.toNanos();
  }

  /** Lets them happen, and returns how many did when all is well again. */
  int run() throws InterruptedException {
    Random brokers = new Random(seed);
    Random links = new Random(seed + 1);
    Random learners = new Random(seed + 2);
    List<Thread> lanes =
        List.of(
            lane("brokers", brokers, () -> disturbBrokers(brokers)),
            lane("links", links, () -> cutLink(links)),
            lane("instances", learners, () -> disturbInstances(learners)));
    for (Thread lane : lanes) {
      lane.join();
    }
    cluster.heal();
    for (int broker = 1; broker <= ThreeBrokers.COUNT; broker++) {
      cluster.awaitReady(broker);
    }
    return count.get();
  }

  private Thread lane(String name, Random random, Fault next) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (rest(3_000 + random.nextInt(15_000))) {
                  next.happen();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.start();
    return thread;
  }

  /** Waits, and tells whether there is time left. */
  private boolean rest(long millis) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    Thread.sleep(Math.max(0, Math.min(millis, left)));
    return System.nanoTime() < endNanos;
  }

  /** Begins a fault, holds it, and ends it. */
  private void hold(String what, long millis, Fault begin, Fault end) throws InterruptedException {
    count.incrementAndGet();
    timeline.note("%s, for %.1f s".formatted(what, millis / 1000.0));
    begin.happen();
    rest(millis);
    end.happen();
    timeline.note(what + ": over");
  }

  private void disturbBrokers(Random random) throws InterruptedException {
    awaitInSync();
    int broker = 1 + random.nextInt(ThreeBrokers.COUNT);
    int kind = random.nextInt(10);
    boolean halfWay = System.nanoTime() > startOfSecondHalf();
    long millis = 1_000 + random.nextInt(14_000);
    if (halfWay && !twoKilled) {
      twoKilled = true;
      killTwo(broker, 5_000 + random.nextInt(5_000));
    } else if (apart.get() != 0 && apart.get() != broker) {
      // A second broker would be out of reach of the third.
      return;
    } else if (kind < 3) {
      killBroker("broker " + broker + ": kill -9", broker, millis);
    } else if (kind < 6) {
      pauseBroker(broker, kind < 5 ? millis : 12_000 + random.nextInt(13_000));
    } else if (kind < 8) {
      bounceController(random.nextBoolean());
    } else {
      slowDisk(broker, random);
    }
  }

  private long startOfSecondHalf() {
    return startNanos + (endNanos - startNanos) / 2;
  }

  private void awaitInSync() {
    try {
      Awaitility.await()
          .atMost(CATCH_UP)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> System.nanoTime() > endNanos || cluster.inSync(admin));
    } catch (ConditionTimeoutException e) {
      timeline.note("replicas behind");
    }
  }

  private void killBroker(String what, int broker, long millis) throws InterruptedException {
    away.set(broker);
    hold(what, millis, () -> cluster.process(broker).kill(), () -> cluster.launch(broker));
    cluster.awaitReady(broker);
    timeline.note("broker %d is back".formatted(broker));
    away.set(0);
  }

  private void killTwo(int first, long millis) throws InterruptedException {
    int second = first % ThreeBrokers.COUNT + 1;
    hold(
        "brokers %d and %d: kill -9".formatted(first, second),
        millis,
        () -> {
          cluster.process(first).kill();
          cluster.process(second).kill();
        },
        () -> {
          cluster.launch(first);
          cluster.launch(second);
        });
    cluster.awaitReady(first);
    cluster.awaitReady(second);
    timeline.note("brokers %d and %d are back".formatted(first, second));
  }

  private void pauseBroker(int broker, long millis) throws InterruptedException {
    away.set(broker);
    hold(
        "broker %d: paused".formatted(broker),
        millis,
        () -> cluster.process(broker).suspend(),
        () -> cluster.process(broker).resume());
    away.set(0);
  }

  /** By a signal, on which it hands over first, or by a kill. */
  private void bounceController(boolean inOrder) throws InterruptedException {
    int broker = cluster.controller(admin);
    if (broker == 0) {
      return;
    }
    if (!inOrder) {
      killBroker("controller, broker " + broker + ": kill -9", broker, 0);
      return;
    }
    away.set(broker);
    hold(
        "controller, broker %d: stopped in order".formatted(broker),
        0,
        () -> {
          cluster.process(broker).terminate();
          awaitEnd(broker);
        },
        () -> cluster.launch(broker));
    cluster.awaitReady(broker);
    timeline.note("broker %d is back".formatted(broker));
    away.set(0);
  }

  private void awaitEnd(int broker) {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !cluster.process(broker).isAlive());
    } catch (ConditionTimeoutException e) {
      timeline.note("broker %d did not stop within a minute, and is killed".formatted(broker));
      cluster.process(broker).kill();
    }
  }

  /** A broker that stands still most of the time, as one does whose disk is slow. */
  private void slowDisk(int broker, Random random) throws InterruptedException {
    int bursts = 10 + random.nextInt(15);
    int still = 300 + random.nextInt(700);
    hold(
        "broker %d: slow, %d times still for %d ms".formatted(broker, bursts, still),
        0,
        () -> {
          for (int i = 0; i < bursts; i++) {
            cluster.process(broker).suspend();
            Thread.sleep(still);
            cluster.process(broker).resume();
            Thread.sleep(100);
          }
        },
        () -> {});
  }

  private void cutLink(Random random) throws InterruptedException {
    long millis = 5_000 + random.nextInt(25_000);
    Link.State state = random.nextBoolean() ? Link.State.HANGING : Link.State.REFUSING;
    int kind = random.nextInt(10);
    int from = 1 + random.nextInt(ThreeBrokers.COUNT);
    int to = (from + random.nextInt(2)) % ThreeBrokers.COUNT + 1;
    int instance = random.nextInt(instances.count());
    if (kind < 4) {
      cutBrokers(from, to, kind < 2, state, millis);
    } else if (kind < 7) {
      int coordinator = coordinator();
      cut("instance %d to its coordinator, broker %d", instance, coordinator, state, millis);
    } else if (kind < 9) {
      cut("instance %d to broker %d", instance, to, state, millis);
    } else {
      Link link = instances.link(instance, to);
      int delay = 50 + random.nextInt(250);
      hold(
          "link from instance %d to broker %d: slower by %d ms".formatted(instance, to, delay),
          millis,
          () -> link.delay(delay),
          () -> link.delay(0));
    }
  }

  private void cut(String which, int instance, int broker, Link.State state, long millis)
      throws InterruptedException {
    Link link = instances.link(instance, broker);
    hold(
        "link from %s: %s".formatted(which.formatted(instance, broker), state),
        millis,
        () -> link.set(state),
        () -> link.set(Link.State.OPEN));
  }

  /** Connections between two brokers that one of them makes, or both. */
  private void cutBrokers(int from, int to, boolean both, Link.State state, long millis)
      throws InterruptedException {
    int gone = away.get();
    if (gone != 0 && gone != from && gone != to) {
      // There would be no two left.
      return;
    }
    apart.set(from);
    List<Link> links =
        both
            ? List.of(cluster.link(from, to), cluster.link(to, from))
            : List.of(cluster.link(from, to));
    hold(
        "link from broker %d to %d%s: %s".formatted(from, to, both ? " and back" : "", state),
        millis,
        () -> links.forEach(link -> link.set(state)),
        () -> links.forEach(link -> link.set(Link.State.OPEN)));
    apart.set(0);
  }

  private int coordinator() {
    try {
      return admin
          .describeConsumerGroups(List.of(application))
          .describedGroups()
          .get(application)
          .get()
          .coordinator()
          .id();
    } catch (ExecutionException | InterruptedException e) {
      return 1;
    }
  }

  private void disturbInstances(Random random) throws InterruptedException {
    int instance = random.nextInt(instances.count());
    int kind = random.nextInt(10);
    long millis = random.nextInt(10_000);
    if (kind < 4) {
      hold(
          "instance %d: kill -9".formatted(instance),
          millis,
          () -> instances.kill(instance),
          () -> instances.start(instance));
    } else if (kind < 7) {
      long paused = kind < 6 ? millis : 15_000 + random.nextInt(35_000);
      hold(
          "instance %d: paused".formatted(instance),
          paused,
          () -> instances.suspend(instance),
          () -> instances.resume(instance));
    } else if (kind < 9) {
      hold("instances: restarted one by one with another build", 0, this::upgradeAll, () -> {});
    } else {
      IntStream all = IntStream.range(0, instances.count());
      IntStream again = IntStream.range(0, instances.count());
      hold(
          "all instances: kill -9",
          millis / 2,
          () -> all.forEach(instances::kill),
          () -> again.forEach(instances::start));
    }
  }

  private void upgradeAll() throws InterruptedException {
    for (int instance = 0; instance < instances.count(); instance++) {
      instances.upgrade(instance);
      Thread.sleep(3_000);
    }
  }
}
