package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.TestPorts;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas and the learners themselves are asked while they and the broker are killed: no
 * answer is wrong, none of a torn state, and each says truly how old it is.
 */
@Tag("processes")
class KilledServeIT {

  private static final int PER_SECOND = 300;
  private static final int READY_WITHIN_MS = 3_000;

  @TempDir Path folder;

  private final ServedAnswers answers = new ServedAnswers("gyre");
  private final TopicNames names = TopicNames.standard();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private final List<Asker> askers = new ArrayList<>();
  private Random random;

  /** A process that is asked again and again, by a thread, until the test ends. */
  private final class Asker extends Thread {

    final int port = TestPorts.reserve();
    private final boolean isReplica;
    private final AtomicBoolean going;
    private final int rows;
    private final Random random;
    private final long pauseNanos;

    /** The last answer of the process that runs; null before its first. */
    volatile ServedAnswers.Reply last;

    /** Counts the processes; answers of an earlier one say nothing of a later one. */
    private volatile int life;

    Asker(String name, boolean isReplica, AtomicBoolean going, int rows, long seed) {
      super(name);
      this.isReplica = isReplica;
      this.going = going;
      this.rows = rows;
      random = new Random(seed);
      pauseNanos = rows > 20 ? 0 : 20_000_000;
      askers.add(this);
    }

    void begin() {
      life++;
      last = null;
    }

    @Override
    public void run() {
      try {
        for (int i = 0; going.get(); i++) {
          ask(i);
          if (pauseNanos > 0) {
            ByteProducer.awaitDue(System.nanoTime() + pauseNanos);
          }
        }
      } catch (Exception | AssertionError e) {
        failed.set(e);
      }
    }

    private void ask(int i) throws Exception {
      String model = answers.anyModel(random);
      int asked = life;
      try {
        long begun = System.nanoTime();
        boolean ready = isReplica && i % 10 == 0 && answers.isReady(port);
        ServedAnswers.Reply before = last;
        ServedAnswers.Reply reply =
            answers.ask(
                port, model, null, 1 + random.nextInt(rows), random, isReplica && i % 50 == 0);
        if (asked != life) {
          return;
        }
        if (reply.status() != 200) {
          assertThat(reply.status()).as(reply.body()).isEqualTo(503);
          assertThat(ready).as("ready, and yet: " + reply.body()).isFalse();
          return;
        }
        assertThat(reply.ageMs() >= 0).as("an age: " + reply.body()).isEqualTo(isReplica);
        if (ready) {
          assertThat(reply.ageMs()).as("age though ready").isLessThan(mostMs(begun));
        }
        if (isReplica && before != null) {
          assertThat(reply.offset())
              .as("offset after a later one")
              .isGreaterThanOrEqualTo(before.offset());
        }
        last = reply;
      } catch (IOException e) {
        // It was killed, or has just been started.
      }
    }
  }

  /** Below this is the age of what was ready after a moment: it grows as fast as time passes. */
  private static long mostMs(long nanos) {
    return READY_WITHIN_MS + (System.nanoTime() - nanos) / 1_000_000 + 2;
  }

  @Test
  void shouldAnswerWhatALoopAnswersWhileAllAreKilled() throws Exception {
    run(3_000, 1, 5, TestCluster.seed());
  }

  /** As many as -Dgyre.answers says. */
  @Test
  @LongRunning
  void shouldGiveAMillionAnswersThatALoopGives() throws Exception {
    run(Integer.getInteger("gyre.answers", 1_000_000), 5, 100, TestCluster.seed());
  }

  private void run(long wanted, int rounds, int rows, long seed) throws Exception {
    random = new Random(seed);
    Path list = Files.writeString(folder.resolve("learners.json"), ServedAnswers.LEARNERS);
    AtomicBoolean going = new AtomicBoolean(true);
    try (TestCluster cluster = TestCluster.start(folder);
        PointStream stream =
            new PointStream(cluster.servers(), names.points(), 1, ServedAnswers::record)) {
      cluster.createTopics(names, 1);
      Asker learners = new Asker("learners", false, going, rows, seed);
      Asker first = new Asker("first", true, going, rows, seed + 1);
      Asker second = new Asker("second", true, going, rows, seed + 2);
      String[] learn = {"--learners=" + list, "--http-port=" + learners.port};
      JavaProcess replica = serve(cluster, first);
      awaitUntil(() -> reason(first, "there is no topic gyre-state-changelog"));
      assertThat(answers.behind(first.port)).isNaN();

      JavaProcess learner = cluster.learn("gyre", "state", learn);
      serve(cluster, second);
      Thread sending = stream.sendInBackground(1, PER_SECOND, going::get);
      askers.forEach(Thread::start);
      awaitAnswers(1_000);
      for (int round = 0; round < rounds; round++) {
        learner.kill();
        note("the learner is killed at " + first.last.offset());
        learner = cluster.learn("gyre", "state", learn);
        learners.begin();
        awaitAnswers(first.last.offset() + 500 + random.nextInt(500));

        note("a replica is killed at " + first.last.offset());
        replica.kill();
        first.begin();
        replica = serve(cluster, first);
        awaitAnswers(second.last.offset() + random.nextInt(500));

        awaitUntil(() -> answers.isReady(first.port));
        note("the broker is killed at " + first.last.offset());
        killBroker(cluster, first);
        awaitAnswers(first.last.offset() + 500);
      }
      note("%,d answers".formatted(answers.count()));
      awaitUntil(() -> answers.count() >= wanted);
      going.set(false);
      sending.join();
      for (Asker each : askers) {
        each.join();
      }
      requireNoFailure();
      long count = answers.count();
      long sent = stream.sent();
      awaitUntil(
          () ->
              answers.ask(first.port, "gyre", null, 3, random).offset() >= sent
                  && answers.ask(second.port, "gyre", null, 3, random).offset() >= sent);
      note("nothing is behind");
      int places =
          answers.requireAsLoop(
              ServedAnswers.SETTINGS,
              new Outputs(cluster.servers(), names).read(names.points()),
              false);
      note("%,d answers compared, at %,d of %,d offsets".formatted(count, places, sent));
      assertThat(count).isGreaterThanOrEqualTo(wanted);
    }
  }

  private static JavaProcess serve(TestCluster cluster, Asker as) {
    return cluster.gyre(
        List.of(
            "serve",
            "--bootstrap-server=" + cluster.servers(),
            "--http-port=" + as.port,
            "--ready-within=" + READY_WITHIN_MS / 1_000));
  }

  /** It answers from memory, says how old that is, and soon is not ready; then it follows again. */
  private void killBroker(TestCluster cluster, Asker replica) throws Exception {
    long killed = System.nanoTime();
    cluster.killBroker();
    ServedAnswers.Reply before = replica.last;
    awaitUntil(() -> !answers.isReady(replica.port));
    for (String probe : List.of("/health/ready", "/v2/health/ready", "/v2/models/gyre/ready")) {
      HttpResponse<String> said = answers.get(replica.port, probe);
      assertThat(said.statusCode()).as("%s: %s", probe, said.body()).isEqualTo(503);
      assertThat(said.body()).contains("ms behind");
    }
    assertThat(answers.get(replica.port, "/health/live").statusCode()).isEqualTo(200);
    long goneMs = (System.nanoTime() - killed) / 1_000_000;
    ServedAnswers.Reply reply = answers.ask(replica.port, "gyre", null, 3, random);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.offset()).isGreaterThanOrEqualTo(before.offset());
    assertThat(reply.ageMs()).isGreaterThan(READY_WITHIN_MS);
    assertThat(answers.behind(replica.port)).isGreaterThanOrEqualTo(reply.ageMs() / 1e3);
    note("not ready %,d ms after the broker's death".formatted(goneMs));

    note("the broker is started");
    cluster.launchBroker();
    AtomicLong asked = new AtomicLong();
    awaitUntil(
        () -> {
          asked.set(System.nanoTime());
          return answers.isReady(replica.port);
        });
    note("ready again");
    double seconds = answers.behind(replica.port);
    assertThat(seconds).isLessThan(mostMs(asked.get()) / 1e3);
  }

  private boolean reason(Asker of, String contained) throws Exception {
    try {
      HttpResponse<String> ready = answers.get(of.port, "/health/ready");
      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(503);
      return ready.body().contains(contained);
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Waits until each has answered at an offset. */
  private void awaitAnswers(long offset) {
    awaitUntil(
        () -> askers.stream().allMatch(each -> each.last != null && each.last.offset() >= offset));
  }

  private final long begun = System.nanoTime();

  private void note(String what) {
    System.out.printf("%5.1f s: %s%n", (System.nanoTime() - begun) / 1e9, what);
  }

  private void awaitUntil(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofMinutes(20))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              requireNoFailure();
              return condition.call();
            });
  }

  private void requireNoFailure() {
    if (failed.get() != null) {
      throw new AssertionError("an answer was not as it must be", failed.get());
    }
  }
}
