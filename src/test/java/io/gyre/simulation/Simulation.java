package io.gyre.simulation;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.KafkaInternals;
import io.gyre.replica.SimulatedReplica;
import io.gyre.simulation.SimulatedInstance.Learned;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Instances of an application on a cluster in memory, a step at a time, while things happen to
 * them. All follows from the seed and the faults.
 */
public final class Simulation {

  /** What may happen between any two steps, or within one. */
  enum Fault {
    /** kill -9 of an instance, at one of its next calls, and a start. */
    KILL,
    /** An instance is stopped (SIGSTOP), and the group goes on without it. */
    SLEEP,
    /** All that sleep wake. */
    WAKE,
    /** A coordinator aborts an open transaction, as after its time. */
    ABORT,
    /** One that was given up wakes amid the save of another, begins to write, and sleeps again. */
    MEET,
    /** An instance loses its folder. */
    LOSE_FOLDER,
    /** An instance is stopped as by Ctrl-C, and started again later. */
    STOP,
    /** One more instance. */
    JOIN,
    /**
     * Commits were in vain, and tasks begin again from the last one; or behind what they had read,
     * by a fault of Kafka Streams (KAFKA-12486).
     */
    REVIVE,
    /** The group gives each partition to any member. */
    REBALANCE,
    /** The topic of points has one more partition. */
    GROW,
    /** All instances end, and start with other learners and windows. */
    CHANGE,
    /** One instance ends, and starts with other learners and windows, beside others. */
    CHANGE_ONE,
    /** Changelogs are compacted. */
    COMPACT,
    /** Old records of topics that are read are deleted, whether or not they were read. */
    DELETE,
    /** The journal is trimmed up to what is committed. */
    TRIM,
    /** Somebody asks for a version. */
    VERSION,
    /** All instances that are awake end, and somebody goes back to a version. */
    RETURN
  }

  /**
   * @param at the step before which it happens
   */
  record Happening(int at, Fault fault) {

    @Override
    public String toString() {
      return "new Happening(%d, Fault.%s)".formatted(at, fault);
    }
  }

  /** What happens; its text is Java, for a test that repeats it. */
  record Schedule(Scene scene, long seed, List<Happening> happenings, boolean ofAmounts) {

    Schedule(Scene scene, long seed, List<Happening> happenings) {
      this(scene, seed, happenings, false);
    }

    static final int STEPS = 260;

    static Schedule draw(Random random) {
      List<Happening> happenings = new ArrayList<>();
      for (int i = random.nextInt(9); i >= 0; i--) {
        Fault[] faults = Fault.values();
        happenings.add(
            new Happening(random.nextInt(STEPS), faults[random.nextInt(Fault.RETURN.ordinal())]));
      }
      Scene[] scenes = Scene.values();
      Scene scene = scenes[random.nextInt(scenes.length)];
      long seed = random.nextLong();
      boolean ofAmounts = random.nextInt(4) == 0;
      if (random.nextInt(4) == 0) {
        int half = STEPS / 2;
        happenings.add(new Happening(20 + random.nextInt(half), Fault.VERSION));
        for (int i = random.nextInt(3); i >= 0; i--) {
          happenings.add(new Happening(half + random.nextInt(half), Fault.RETURN));
        }
      }
      happenings.sort(Comparator.comparingInt(Happening::at));
      return new Schedule(scene, seed, happenings, ofAmounts);
    }

    @Override
    public String toString() {
      return "new Schedule(Scene.%s, %dL, List.of(%s), %b)"
          .formatted(
              scene,
              seed,
              happenings.stream().map(String::valueOf).collect(Collectors.joining(", ")),
              ofAmounts);
    }

    /** Returns what is wrong with what comes out; null if nothing is. */
    Throwable fault() {
      try {
        new Simulation(this).run();
        return null;
      } catch (RuntimeException | AssertionError e) {
        return e;
      }
    }

    /** Fails with the fewest happenings that still make it fail. */
    void require() {
      Throwable fault = fault();
      if (fault == null) {
        return;
      }
      Schedule smallest = this;
      for (int i = happenings.size() - 1; i >= 0; i--) {
        List<Happening> fewer = new ArrayList<>(smallest.happenings);
        fewer.remove(i);
        Schedule smaller = new Schedule(scene, seed, fewer, ofAmounts);
        Throwable still = smaller.fault();
        if (still != null) {
          smallest = smaller;
          fault = still;
        }
      }
      throw new AssertionError(smallest + " fails", fault);
    }
  }

  private static final int POINTS = 90;
  private static final int MOST_STEPS = 20_000;
  private static final int MOST_INSTANCES = 4;

  final Scene scene;
  final SimulatedCluster cluster;

  /** What was learned, by the partition of the model, in its order. */
  final Map<Integer, List<Learned>> learned = new TreeMap<>();

  SimulatedReplica replica;

  /** The names of the versions that were asked for. */
  final List<String> requested = new ArrayList<>();

  private final Schedule schedule;
  private final IntFunction<ApplicationSettings> variants;

  /** Those at the first start. */
  private final ApplicationSettings settings;

  private final Random random;
  final List<SimulatedInstance> instances = new ArrayList<>();
  private final List<Scene.Made> records;
  private final RecordReader questions;
  private Transaction input;

  /** Whether a replica follows, which knows whether there are keys and what a point has. */
  boolean replicates = true;

  /** Is called when all instances have ended, to start with other settings. */
  Runnable changed = () -> {};

  /** Is told why an instance ended for good; returns whether it may. */
  Predicate<SimulatedInstance> refusals = instance -> false;

  private int sent;
  private int variant;
  private SimulatedReturn returning;
  private boolean over;

  Simulation(Schedule schedule) {
    this(schedule, POINTS, 0);
  }

  Simulation(Schedule schedule, int points, int variant) {
    this(
        schedule,
        drawn -> schedule.scene().records(drawn, points, schedule.ofAmounts()),
        variant,
        each -> schedule.scene().settings(each, schedule.ofAmounts()));
  }

  /**
   * @param variants the settings of the first start, and after each change
   */
  Simulation(
      Schedule schedule,
      Function<Random, List<Scene.Made>> making,
      int variant,
      IntFunction<ApplicationSettings> variants) {
    this.schedule = schedule;
    this.variant = variant;
    this.variants = variants;
    scene = schedule.scene();
    random = new Random(schedule.seed());
    cluster = new SimulatedCluster(random);
    records = making.apply(random);
    settings = variants.apply(0);
    questions =
        RecordReader.of(
            scene == Scene.SCHEMAS ? RecordSettings.standard() : settings.fold().records(),
            RecordReader.Accepts.POINTS_AND_LABELS);
    cluster.create(Scene.POINTS, scene.partitions);
    if (scene.hasLabelsTopic()) {
      cluster.create(Scene.LABELS_TOPIC, 2);
    }
    Topic.outputs().forEach(output -> cluster.create(output.name(), 1));
    cluster.create(Topic.VERSIONS.name(), 1);
    for (int i = random.nextInt(3); i >= 0; i--) {
      add();
    }
  }

  private void add() {
    SimulatedInstance made =
        new SimulatedInstance(
            "instance-" + instances.size(),
            cluster,
            this::learned,
            variants.apply(variant),
            random);
    made.schemas = scene.schemas(what -> made.calls.accept(what));
    instances.add(made);
  }

  /** Lets something be told each call of its instances. */
  void onCall(Consumer<String> told) {
    instances.forEach(each -> each.calls = told);
  }

  private void learned(Learned part) {
    learned.computeIfAbsent(part.source().partition(), first -> new ArrayList<>()).add(part);
  }

  /** Returns the number of the first of some schedules that fails, and how; null if none does. */
  public static String firstFault(long seed, int most) {
    for (int i = 0; i < most; i++) {
      Throwable fault = Schedule.draw(new Random(seed + i)).fault();
      if (fault != null) {
        return "%d%n%s".formatted(i + 1, fault);
      }
    }
    return null;
  }

  /** Lets it all happen, then lets all end well, and judges. */
  void run() {
    int happened = 0;
    List<Happening> happenings = schedule.happenings();
    for (int step = 0; step < Schedule.STEPS; step++) {
      while (happened < happenings.size() && happenings.get(happened).at() <= step) {
        happen(happenings.get(happened), new Random(schedule.seed() + happened));
        happened++;
      }
      step();
    }
    finish();
    new Judge(this).judge();
  }

  private void step() {
    cluster.now += random.nextInt(60);
    if (returning != null && random.nextInt(3) == 0) {
      // It may be killed at any step; its transaction stays open.
      returning = random.nextInt(30) > 0 && returning.step() ? returning : null;
    }
    int what = random.nextInt(10);
    if (what < 3) {
      produce();
    } else if (what == 3) {
      cluster.deliverAny();
    } else if (what == 4) {
      replicate();
    } else {
      SimulatedInstance any = instances.get(random.nextInt(instances.size()));
      if (!any.isAsleep()) {
        stepOf(any);
      }
    }
  }

  private void stepOf(SimulatedInstance instance) {
    instance.step();
    if (instance.failure != null && !refusals.test(instance)) {
      throw new AssertionError(instance.name + " ended for good", instance.failure);
    }
  }

  /** Sends some records, maybe in a transaction that ends later; some of a transaction in vain. */
  private void produce() {
    if (input == null && random.nextInt(4) == 0) {
      input = new Transaction();
      cluster.begin(input);
    }
    boolean inVain = input != null && random.nextInt(4) == 0;
    for (int i = random.nextInt(4); i >= 0 && (inVain || sent < records.size()); i--) {
      Scene.Made next = records.get(inVain ? random.nextInt(records.size()) : sent++);
      send(next.topic(), input, next.value(), new RecordHeaders());
    }
    if (inVain || (input != null && random.nextInt(3) == 0)) {
      endInput(!inVain);
    }
  }

  private void endInput(boolean commit) {
    if (input != null) {
      cluster.end(input, commit);
      cluster.deliver(input);
    }
    input = null;
  }

  private void send(String topic, Transaction of, byte[] value, Headers headers) {
    int partition = random.nextInt(cluster.topics.get(topic));
    long timestamp = cluster.now - random.nextInt(50);
    cluster.log(new TopicPartition(topic, partition)).append(of, null, value, headers, timestamp);
  }

  private void replicate() {
    List<SimulatedLog> states = cluster.logs(settings.changelog());
    if (replica == null && replicates && !states.isEmpty() && variant != Scene.ONE_LEARNER) {
      Set<TopicPartition> partitions =
          states.stream().map(log -> log.partition).collect(Collectors.toSet());
      String keys =
          scene.hasKeys()
              ? KafkaInternals.changelogOf(settings.application(), LearnerTopology.KEYS)
              : null;
      replica = new SimulatedReplica(cluster::log, partitions, keys, random);
    }
    if (replica != null) {
      replica.step();
      if (random.nextInt(4) == 0) {
        replica.ask(question());
      }
    }
  }

  private Fields question() {
    try {
      return questions.read(Scene.question(random)).fields();
    } catch (InvalidPointException e) {
      throw new AssertionError(e);
    }
  }

  private void happen(Happening happening, Random draw) {
    SimulatedInstance any = instances.get(draw.nextInt(instances.size()));
    switch (happening.fault()) {
      case KILL -> {
        int[] left = {draw.nextInt(40)};
        any.calls =
            call -> {
              if (left[0]-- == 0) {
                throw new SimulatedInstance.Killed();
              }
            };
      }
      case SLEEP ->
          instances.stream().filter(SimulatedInstance::isBusy).findFirst().orElse(any).sleep();
      case WAKE -> instances.forEach(SimulatedInstance::wake);
      case ABORT -> cluster.abortAny(draw, input);
      case MEET -> meet(any, draw);
      case LOSE_FOLDER -> any.loseFolder();
      case STOP -> stop(any);
      case JOIN -> {
        if (instances.size() < MOST_INSTANCES) {
          add();
        }
      }
      case REVIVE -> any.revive(draw.nextBoolean());
      case REBALANCE -> cluster.rebalance(Set.copyOf(cluster.owners.keySet()));
      case GROW -> grow(draw);
      case CHANGE -> {
        variant++;
        instances.forEach(each -> change(each, draw));
        changed.run();
      }
      case CHANGE_ONE -> {
        variant++;
        change(any, draw);
      }
      case COMPACT -> compact(draw);
      case DELETE -> delete(draw);
      case VERSION -> requested.add(cluster.request("v-" + requested.size()));
      case TRIM -> {
        for (SimulatedLog log : cluster.logs(journal())) {
          // Who trims has begun with offsets for which no marker is late.
          if (returning == null && cluster.isSettled(log.partition)) {
            log.deleteBefore(cluster.committed(log.partition), cluster.committed(log.partition));
          }
        }
      }
      case RETURN -> {
        for (SimulatedInstance each : instances) {
          if (!each.isAsleep() && draw.nextBoolean()) {
            each.stop();
          } else if (!each.isAsleep()) {
            each.die();
            each.rest();
          }
        }
        cluster.abortInstances(); // They time out while it waits.
        returning = SimulatedReturn.begin(cluster, this::learned, draw);
      }
    }
  }

  private void meet(SimulatedInstance saving, Random draw) {
    int[] left = {draw.nextInt(12)};
    saving.calls =
        call -> {
          if (!over && call.startsWith("put") && left[0]-- == 0) {
            Transaction zombie = new Transaction();
            cluster.begin(zombie);
            for (SimulatedLog log : cluster.logs(settings.changelog())) {
              log.append(zombie, new byte[] {'x'}, new byte[] {1}, null, cluster.now);
            }
          }
        };
  }

  static String journal() {
    return TopicNames.journalOf(Scene.APPLICATION);
  }

  private void stop(SimulatedInstance instance) {
    if (!instance.isAsleep()) {
      instance.stop();
    }
  }

  private void change(SimulatedInstance instance, Random draw) {
    if (draw.nextBoolean()) {
      stop(instance);
    }
    instance.die();
    become(instance);
  }

  private void become(SimulatedInstance instance) {
    instance.settings = variants.apply(variant);
    instance.schemas = scene.schemas(what -> instance.calls.accept(what));
    instance.failure = null;
  }

  /** All instances get the settings of before the last change back. */
  void setBack() {
    variant--;
    instances.forEach(SimulatedInstance::die);
    instances.forEach(this::become);
  }

  /** Whether instances run with the settings of a change. */
  boolean isChanged() {
    return variant > 0;
  }

  /**
   * All end, since the topology may be another; those that read the topic see that it has grown.
   */
  private void grow(Random draw) {
    if (scene.mayGrow()) {
      instances.forEach(each -> change(each, draw));
      cluster.create(Scene.POINTS, cluster.topics.get(Scene.POINTS) + 1);
    }
  }

  /** Deletions are kept for as long as any store may still have to hear of them. */
  private void compact(Random draw) {
    boolean tombstones = draw.nextInt(3) == 0;
    for (String changelog : settings.changelogs()) {
      for (SimulatedLog log : cluster.logs(changelog)) {
        boolean read = replica == null || replica.position(log.partition) >= log.stable();
        log.compact(draw.nextInt((int) log.end() + 1), tombstones && read);
      }
    }
    if (tombstones) {
      instances.forEach(SimulatedInstance::age);
    }
  }

  private void delete(Random draw) {
    List<String> topics =
        scene.hasLabelsTopic() ? List.of(Scene.POINTS, Scene.LABELS_TOPIC) : List.of(Scene.POINTS);
    for (String topic : topics) {
      for (SimulatedLog log : cluster.logs(topic)) {
        boolean again = returning != null && returning.log.equals(log.partition);
        long committed = again ? 0 : cluster.committed(log.partition);
        log.deleteBefore(draw.nextInt((int) log.end() + 1), committed);
      }
    }
  }

  /** Nothing happens any more: all must be read, and nothing may fail for long. */
  private void finish() {
    over = true;
    returning = null; // It is killed.
    cluster.atOnce = true;
    endInput(true);
    for (SimulatedInstance instance : instances) {
      instance.wake();
    }
    cluster.abortAll();
    while (sent < records.size()) {
      cluster.now += 20;
      Scene.Made next = records.get(sent++);
      send(next.topic(), null, next.value(), new RecordHeaders());
    }
    // Who passed records over sees it with the next one.
    for (String topic : List.of(Scene.POINTS, Scene.LABELS_TOPIC)) {
      cluster
          .logs(topic)
          .forEach(log -> log.append(null, null, Scene.last(), new RecordHeaders(), cluster.now));
    }
    settle();
    Headers end = new RecordHeaders().add(PointHeaders.END, new byte[0]);
    for (SimulatedLog log : cluster.logs(Scene.POINTS)) {
      log.append(null, null, null, end, cluster.now);
    }
    settle();
    for (int i = 0; replica != null && i < 12; i++) {
      replicate();
    }
  }

  private void settle() {
    for (int step = 0; !isSettled(); step++) {
      if (step > MOST_STEPS) {
        throw new AssertionError(
            "there is no end of %s: %s".formatted(unread(), instances.get(0).last));
      }
      cluster.now += 10;
      if (step % 2_000 == 1_999) {
        cluster.abortAll(); // They time out.
      }
      cluster.deliverAny();
      SimulatedInstance any = instances.get(random.nextInt(instances.size()));
      stepOf(any);
      if (random.nextInt(10) == 0) {
        replicate();
      }
    }
  }

  private boolean isSettled() {
    return !cluster.hasMarkers() && unread().isEmpty();
  }

  /** Whether a topic is read with the settings of now: that of labels may not be. */
  boolean isRead(String topic) {
    return !topic.equals(Scene.LABELS_TOPIC) || instances.get(0).settings.inputs().labels() != null;
  }

  /** The partitions of which not all is committed. */
  private List<TopicPartition> unread() {
    return List.of(Scene.POINTS, Scene.LABELS_TOPIC, journal()).stream()
        .filter(this::isRead)
        .flatMap(topic -> cluster.logs(topic).stream())
        .filter(log -> log.holdsRecord(cluster.committed(log.partition), log.end()))
        .map(log -> log.partition)
        .toList();
  }
}
