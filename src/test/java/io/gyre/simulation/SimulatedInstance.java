package io.gyre.simulation;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.LostPlaces;
import io.gyre.registry.UsedSchemas;
import io.gyre.simulation.SimulatedLog.Entry;
import io.gyre.stream.RunFailure;
import io.gyre.stream.processor.CommitOffsetCheck;
import io.gyre.stream.processor.CommitStore;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.LearningProcessor;
import io.gyre.stream.processor.MergeProcessor;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.SimulatedStart;
import io.gyre.stream.start.StartDecision;
import io.gyre.stream.start.StartRefusal;
import io.gyre.topic.Origin;
import io.gyre.topic.OutputSerializers;
import io.gyre.topic.TopicNames;
import io.gyre.version.Version;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * An instance of the application as a step function: what Kafka Streams' one thread does with the
 * real processors between two points at which it may be killed, put to sleep or given up. The order
 * of a commit is that of {@code TaskExecutor.commitTasksAndMaybeUpdateCommittableOffsets}: stores
 * are flushed, offsets sent, the transaction ended; what restoring waits for is that of {@code
 * StoreChangelogReader}, which asks for ends with read_uncommitted. {@link CommitOrderIT} compares
 * both with a run on a broker.
 */
final class SimulatedInstance {

  /** The death of the process, at any call. */
  static final class Killed extends Error {}

  /**
   * A part of a log that was learned and committed: which records, and with which settings.
   *
   * @param back the version that was returned to instead; else null
   */
  record Learned(
      TopicPartition source,
      long upTo,
      Set<Long> read,
      ApplicationSettings settings,
      Version back) {}

  private enum Phase {
    RUNNING,
    PREPARED,
    OFFSETS_SENT
  }

  /** The stores of a partition; without checkpoints after a crash, and while they are open. */
  private static final class Disk {
    final Map<String, SimulatedStore> stores = new HashMap<>();
    Map<String, Long> checkpoints;
  }

  private static final int MOST_POLLED = 12;

  final String name;
  ApplicationSettings settings;
  UsedSchemas schemas;

  /** Is told each call of the cluster, the disk or the registry, and may throw. */
  Consumer<String> calls = what -> {};

  /** What ended its last run, or a try to start. */
  RuntimeException last;

  /** Why it would not start or go on again. */
  RuntimeException failure;

  private final SimulatedCluster cluster;
  private final Consumer<Learned> judge;
  private final Random random;
  private final Map<Integer, Disk> disks = new HashMap<>();
  private boolean asleep;

  /** So many steps pass until it is started again. */
  private int rest;

  private boolean begun;

  /** Whether it was killed while stores were open. */
  private boolean crashed;

  /** Whether changelogs have lost deletions since its stores were closed. */
  private boolean aged;

  private Transaction transaction;
  private Run run;

  SimulatedInstance(
      String name,
      SimulatedCluster cluster,
      Consumer<Learned> judge,
      ApplicationSettings settings,
      Random random) {
    this.name = name;
    this.cluster = cluster;
    this.judge = judge;
    this.settings = settings;
    this.random = random;
  }

  /** The source of a task, its processor, and what it has read. */
  private final class Task {
    final TopicPartition source;
    final Deque<Entry> buffer = new ArrayDeque<>();

    /** What is to be done before its processor can begin, in any order. */
    final List<Runnable> opening = new ArrayList<>();

    final Processor<byte[], byte[], byte[], ?> processor;
    final boolean learns;
    Map<String, Long> ends = new HashMap<>();
    MockProcessorContext<byte[], Object> context;
    CommitStore commits;
    Disk disk;
    long position = -1;
    Set<Long> processed = new HashSet<>(); // since the last commit
    boolean consumed;
    boolean touched;
    boolean open;

    Task(TopicPartition source) {
      this.source = source;
      learns = source.topic().equals(run.inputs.log());
      processor = learns ? learning() : merge(source.topic());
    }

    private LearningProcessor learning() {
      SnapshotRule snapshots =
          new SnapshotRule(
              1 + random.nextInt(30),
              512 << 10,
              Long.MAX_VALUE,
              Duration.ofMinutes(1).toNanos(),
              () -> 0,
              () -> Duration.ofMillis(cluster.now).toNanos());
      return new LearningProcessor(run.topology, snapshots);
    }

    private MergeProcessor merge(String topic) {
      RecordSettings points = run.topology.fold().records();
      boolean labels = topic.equals(run.inputs.labels());
      return new MergeProcessor(
          run.topology.source(),
          labels ? Origin.Kind.LABEL : Origin.Kind.POINT,
          schemas,
          RecordReader.of(
              labels ? points.ofLabels() : points, RecordReader.Accepts.POINTS_AND_LABELS));
    }

    void prepareToOpen() {
      open = false;
      buffer.clear();
      processed.clear();
      position = -1;
      opening.add(this::fetchPosition);
      if (learns) {
        disk = disks.computeIfAbsent(source.partition(), first -> new Disk());
        if (disk.checkpoints == null) {
          disk.stores.clear();
          disk.checkpoints = Map.of();
        }
        ends = new HashMap<>(disk.checkpoints);
        disk.checkpoints = null;
        stores().forEach(store -> opening.add(() -> restore(store, -1)));
        Collections.shuffle(opening, random);
      }
    }

    private List<String> stores() {
      List<String> stores = new ArrayList<>(List.of(LearnerTopology.STORE));
      if (run.topology.fold().lateLabels() != null) {
        stores.add(LearnerTopology.WAITING);
      }
      if (run.topology.fold().hasKeys()) {
        stores.add(LearnerTopology.KEYS);
      }
      return stores;
    }

    private TopicPartition changelog(String store) {
      return new TopicPartition(
          KafkaInternals.changelogOf(settings.application(), store), source.partition());
    }

    private void fetchPosition() {
      calls.accept("offsets of the group");
      if (!cluster.isSettled(source)) {
        opening.add(this::fetchPosition); // again
        return;
      }
      position = cluster.committed(source);
    }

    /**
     * Reads the changelog up to an end that holds what is not committed, too: Kafka Streams waits
     * for that.
     */
    private void restore(String store, long known) {
      calls.accept("restore");
      SimulatedLog log = cluster.log(changelog(store));
      long wanted = known < 0 ? log.end() : known;
      SimulatedStore entries = disk.stores.computeIfAbsent(store, SimulatedStore::new);
      for (Entry entry : log.read(ends.getOrDefault(store, 0L), Integer.MAX_VALUE)) {
        entries.restore(entry.key(), (byte[]) entry.value());
      }
      ends.merge(store, log.stable(), Math::max);
      if (ends.get(store) < wanted) {
        opening.add(() -> restore(store, wanted));
      }
    }

    void init() {
      Properties properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.application());
      properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
      context = new Context<>(new TaskId(0, source.partition()), properties);
      context.setCurrentSystemTimeMs(cluster.now);
      context.setRecordMetadata(source.topic(), source.partition(), Math.max(0, position));
      if (learns) {
        for (String store : stores()) {
          SimulatedStore entries = disk.stores.get(store);
          entries.changelog = (key, value) -> log(store, key, value);
          if (store.equals(LearnerTopology.STORE)) {
            commits = new CommitStore(entries);
            context.addStateStore(commits);
          } else {
            context.addStateStore(entries);
          }
        }
      }
      initProcessor();
      open = true;
    }

    @SuppressWarnings("unchecked")
    private void initProcessor() {
      ((Processor<byte[], byte[], byte[], Object>) processor).init(context);
    }

    private void log(String store, byte[] key, byte[] value) {
      calls.accept("put of the store " + store);
      SimulatedLog log = cluster.log(changelog(store));
      ends.put(store, send(log, key, value, null, 0) + 1);
    }

    /** What a task sends goes into the transaction of the thread. */
    private final class Context<F> extends MockProcessorContext<F, Object> {

      Context(TaskId task, Properties properties) {
        super(properties, task, null);
      }

      @Override
      public <K extends F, V> void forward(Record<K, V> record) {
        SimulatedLog journal = cluster.log(new TopicPartition(run.inputs.journal(), 0));
        send(journal, (byte[]) record.key(), record.value(), record.headers(), record.timestamp());
      }

      @Override
      public <K extends F, V> void forward(Record<K, V> record, String sink) {
        SimulatedLog output = cluster.log(new TopicPartition(sink, 0));
        send(output, (byte[]) record.key(), record.value(), record.headers(), record.timestamp());
      }
    }

    void poll() {
      calls.accept("poll");
      SimulatedLog log = cluster.log(source);
      if (position < log.start()) {
        run.lost.note(Map.of(source, position));
        position = log.start();
      }
      List<Entry> read = log.read(position, 1 + random.nextInt(MOST_POLLED));
      List<ConsumerRecord<byte[], byte[]>> records =
          read.stream().map(entry -> entry.read(source)).toList();
      run.commits.read(new ConsumerRecords<>(Map.of(source, records), Map.of()));
      position = log.after(position, read);
      buffer.addAll(read);
    }

    void process() {
      Entry next = buffer.remove();
      processed.add(next.offset());
      ConsumerRecord<byte[], byte[]> read = next.read(source);
      context.setCurrentSystemTimeMs(cluster.now);
      context.setRecordMetadata(source.topic(), source.partition(), next.offset());
      consumed = true;
      touched = true;
      processor.process(new Record<>(read.key(), read.value(), read.timestamp(), read.headers()));
    }

    void punctuate() {
      context.setCurrentSystemTimeMs(cluster.now);
      context.scheduledPunctuators().stream()
          .filter(schedule -> !schedule.cancelled())
          .forEach(
              schedule -> {
                touched = true;
                schedule.getPunctuator().punctuate(cluster.now);
              });
    }

    long committable() {
      return buffer.isEmpty() ? position : buffer.element().offset();
    }

    /** Closes it, and keeps its stores if all in them is committed. */
    void close(boolean clean) {
      if (open) {
        processor.close();
      }
      if (disk != null) {
        disk.checkpoints = clean && open ? Map.copyOf(ends) : null;
      }
      open = false;
    }

    /** Kafka Streams may do so before it gives a task up. */
    void flushInVain() {
      try {
        if (open && learns && random.nextBoolean()) {
          commits.flushCache();
        }
      } catch (RuntimeException e) {
        // As it must be if the transaction has ended.
      }
    }
  }

  /** What there is between a start and its end. */
  private final class Run implements SourceLog {
    final InputTopics inputs;
    final TopologySettings topology;
    final CommitOffsetCheck commits =
        new CommitOffsetCheck(committed -> calls.accept("look at topics"));
    final LostPlaces lost = new LostPlaces();
    final Map<TopicPartition, Task> tasks = new LinkedHashMap<>();
    Map<TopicPartition, Long> offsets;
    Phase phase = Phase.RUNNING;
    int generation = -1;

    Run(InputTopics inputs) {
      this.inputs = inputs;
      topology =
          settings.topology(
              this,
              inputs,
              false,
              new LiveFolds(),
              commits,
              schemas,
              OutputSerializers.JSON,
              settings.versions() == null ? null : settings.versions().keeping(cluster::requests));
    }

    Set<TopicPartition> partitions() {
      return inputs.all().stream()
          .flatMap(topic -> cluster.logs(topic).stream())
          .map(log -> log.partition)
          .collect(toSet());
    }

    @Override
    public String topicId(String topic) {
      return SimulatedStart.id(topic);
    }

    @Override
    public int partitions(String topic) {
      return cluster.topics.get(topic);
    }

    @Override
    public long earliestOffset(String topic, int partition) {
      return cluster.log(new TopicPartition(topic, partition)).start();
    }

    @Override
    public long committedOffset(String topic, int partition) {
      calls.accept("offsets of the group");
      return cluster.committed(new TopicPartition(topic, partition));
    }

    @Override
    public long takeLostPlace(String topic, int partition, long from, long to) {
      return lost.take(topic, partition, from, to);
    }

    @Override
    public boolean holdsRecord(String topic, int partition, long from, long to) {
      return cluster.log(new TopicPartition(topic, partition)).holdsRecord(from, to);
    }
  }

  private long send(SimulatedLog log, byte[] key, Object value, Headers headers, long timestamp) {
    calls.accept("send to " + log.partition.topic());
    beginTransaction();
    SimulatedCluster.requireOpen(transaction);
    return log.append(transaction, key, value, headers, timestamp);
  }

  /** Begins a transaction unless there is one, be it that a coordinator has aborted it. */
  private void beginTransaction() {
    if (isInTransaction()) {
      return;
    }
    if (transaction != null) {
      cluster.deliver(transaction);
    }
    transaction = new Transaction();
    transaction.ofInstance = true;
    cluster.begin(transaction);
  }

  private boolean isInTransaction() {
    return transaction != null && transaction.state != Transaction.State.COMMITTED;
  }

  boolean isAsleep() {
    return asleep;
  }

  /** Whether it has read what it has not learned yet. */
  boolean isBusy() {
    return run != null
        && run.tasks.values().stream().anyMatch(task -> task.learns && !task.buffer.isEmpty());
  }

  boolean isRunning() {
    return run != null;
  }

  /** Does the next thing. */
  void step() {
    if (run != null || --rest < 0) {
      attempt(run == null ? this::start : this::goOn);
    }
  }

  /** What is thrown has the consequences that it has for the process. */
  private void attempt(Runnable work) {
    try {
      try {
        work.run();
      } catch (ProducerFencedException | CommitFailedException migrated) {
        // Kafka Streams gives all tasks up, and joins its group again.
        giveUp();
        cluster.members.remove(this);
      } catch (RuntimeException e) {
        end(e);
      }
    } catch (Killed killed) {
      die();
    }
  }

  /** Ends the run as {@code RunSupervisor} does. */
  private void end(RuntimeException e) {
    RunFailure.Kind kind = RunFailure.of(e, settings).kind();
    last = e;
    stopRun(false);
    switch (kind) {
      case TRANSIENT, AWAITS_SCHEMA -> {}
      case DAMAGED_STATE -> disks.clear();
      default -> failure = e;
    }
  }

  private void start() {
    StartDecision decision = null;
    while (decision == null || !decision.create().isEmpty()) {
      calls.accept("look at the cluster");
      try {
        decision = decide();
      } catch (StartRefusal refusal) {
        if (refusal.mayPass) {
          return;
        }
        throw refusal;
      }
      decision.create().values().forEach(topic -> cluster.create(topic, 1));
    }
    decision.grow().forEach(cluster::create);
    if (decision.deleteStores()) {
      disks.clear();
    }
    abort(); // The new producer has the id of the one before.
    crashed = false;
    aged = false;
    begun = true;
    run = new Run(decision.inputs());
    int models = run.inputs.merges() ? 1 : cluster.topics.get(run.inputs.points());
    settings.changelogs().forEach(changelog -> cluster.create(changelog, models));
    join();
  }

  private StartDecision decide() {
    String journal = TopicNames.journalOf(settings.application());
    Set<String> written =
        cluster.topics.keySet().stream()
            .filter(topic -> cluster.logs(topic).stream().anyMatch(log -> log.end() > 0))
            .collect(toSet());
    return SimulatedStart.decide(
        settings,
        !begun,
        cluster.topics,
        written,
        cluster.logs(journal).stream().anyMatch(log -> log.holdsRecord(0, log.stable())),
        Map.copyOf(cluster.committed),
        position(),
        crashed,
        aged ? Duration.ofDays(1) : Duration.ZERO);
  }

  private LogPosition position() {
    byte[] last = null;
    for (SimulatedLog log : cluster.logs(settings.changelog()).stream().limit(1).toList()) {
      for (Entry entry : log.read(0, Integer.MAX_VALUE)) {
        if (Bytes.wrap(entry.key()).equals(Bytes.wrap(LogPosition.KEY.getBytes()))) {
          last = (byte[]) entry.value();
        }
      }
    }
    return last == null ? null : LogPosition.read(last, name);
  }

  private void join() {
    cluster.members.add(this);
    cluster.rebalance(run.partitions());
  }

  private void goOn() {
    switch (run.phase) {
      case RUNNING -> work();
      case PREPARED -> sendOffsets();
      case OFFSETS_SENT -> commit();
    }
  }

  private void work() {
    List<Task> tasks = new ArrayList<>(run.tasks.values());
    if (!cluster.members.contains(this)) {
      goOnAsleep(tasks);
      return;
    }
    if (run.generation != cluster.generation) {
      rejoin();
      return;
    }
    if (tasks.isEmpty()) {
      return;
    }
    Task task = tasks.get(random.nextInt(tasks.size()));
    if (!task.open) {
      openFurther(task);
    } else if (random.nextInt(20) == 0) {
      tasks.stream().filter(each -> each.open && each.learns).forEach(Task::punctuate);
    } else if (random.nextInt(6) == 0) {
      prepare();
    } else if (task.buffer.isEmpty()) {
      task.poll();
    } else {
      for (int i = random.nextInt(8); i >= 0 && !task.buffer.isEmpty(); i--) {
        task.process();
      }
    }
  }

  /** One that slept hears with its next poll that the group went on without it. */
  private void goOnAsleep(List<Task> tasks) {
    tasks.removeIf(task -> !task.open || task.buffer.isEmpty());
    if (!touched().isEmpty() && random.nextBoolean()) {
      prepare();
    } else if (!tasks.isEmpty() && random.nextInt(4) > 0) {
      tasks.get(random.nextInt(tasks.size())).process();
    } else {
      rejoin();
    }
  }

  private void openFurther(Task task) {
    if (!task.opening.isEmpty()) {
      task.opening.remove(0).run();
    } else {
      task.init();
    }
  }

  /** Gives up what it lost, and takes what it was given and nobody has any more. */
  private void rejoin() {
    if (!cluster.members.contains(this)) {
      giveUp();
      join();
      return;
    }
    Map<TopicPartition, Task> lost = new LinkedHashMap<>(run.tasks);
    lost.keySet().removeIf(source -> cluster.owners.get(source) == this);
    if (!lost.isEmpty()) {
      commitAll();
      lost.values().forEach(task -> task.close(true));
      run.tasks.keySet().removeAll(lost.keySet());
    }
    boolean all = true;
    for (Map.Entry<TopicPartition, SimulatedInstance> owned : cluster.owners.entrySet()) {
      TopicPartition source = owned.getKey();
      if (owned.getValue() == this && !run.tasks.containsKey(source)) {
        boolean free = cluster.members.stream().noneMatch(member -> member.has(source));
        all &= free;
        if (free) {
          Task task = new Task(source);
          run.tasks.put(source, task);
          task.prepareToOpen();
        }
      }
    }
    if (all) {
      run.generation = cluster.generation;
    }
  }

  private boolean has(TopicPartition source) {
    return run != null && run.tasks.containsKey(source);
  }

  private List<Task> touched() {
    return run.tasks.values().stream().filter(task -> task.open && task.touched).toList();
  }

  private void prepare() {
    List<Task> touched = touched();
    for (Task task : touched) {
      if (task.learns) {
        task.commits.flushCache();
      }
    }
    run.offsets =
        touched.stream()
            .filter(task -> task.consumed)
            .collect(toMap(task -> task.source, Task::committable));
    if (!run.offsets.isEmpty() || isInTransaction()) {
      run.phase = Phase.PREPARED;
    }
  }

  private void sendOffsets() {
    calls.accept("send offsets");
    if (!run.offsets.isEmpty()) {
      run.commits.beforeCommit(
          run.offsets.entrySet().stream()
              .collect(toMap(Map.Entry::getKey, of -> new OffsetAndMetadata(of.getValue()))));
      beginTransaction();
      cluster.sendOffsets(transaction, run.offsets, this);
    }
    run.phase = Phase.OFFSETS_SENT;
  }

  private void commit() {
    calls.accept("commit");
    ApplicationSettings used = settings;
    for (Task task : touched()) {
      if (task.learns) {
        long upTo = task.committable();
        Set<Long> read = Set.copyOf(task.processed);
        Learned learned = new Learned(task.source, upTo, read, used, null);
        transaction.notes.add(() -> judge.accept(learned));
      }
      task.processed.clear();
    }
    cluster.end(transaction, true);
    touched().forEach(task -> task.touched = false);
    run.phase = Phase.RUNNING;
    calls.accept("commit has ended");
  }

  private void commitAll() {
    prepare();
    if (run.phase == Phase.PREPARED) {
      sendOffsets();
      commit();
    }
  }

  /**
   * A commit was in vain, as after a time without a broker: the same tasks begin again.
   *
   * @param passOver whether they go on behind what was read
   */
  void revive(boolean passOver) {
    if (run != null && run.phase == Phase.RUNNING) {
      attempt(() -> beginAgain(passOver));
    }
  }

  private void beginAgain(boolean passOver) {
    touched().forEach(Task::flushInVain);
    abort();
    for (Task task : touched()) {
      task.close(false);
      task.touched = false;
      long read = task.position;
      task.prepareToOpen();
      if (passOver) {
        task.opening.add(() -> task.position = read);
      }
    }
  }

  private void abort() {
    if (transaction != null && transaction.state == Transaction.State.OPEN) {
      cluster.end(transaction, false);
    }
    if (transaction != null) {
      cluster.deliver(transaction);
    }
    transaction = null;
  }

  private void giveUp() {
    run.tasks.values().forEach(Task::flushInVain);
    abort();
    run.tasks.values().forEach(task -> task.close(false));
    run.tasks.clear();
    run.phase = Phase.RUNNING;
    run.generation = -1;
  }

  private void stopRun(boolean clean) {
    if (run == null) {
      return;
    }
    if (clean) {
      commitAll();
      run.tasks.values().forEach(task -> task.close(true));
    } else {
      giveUp();
    }
    Set<TopicPartition> partitions = run.partitions();
    run = null;
    cluster.members.remove(this);
    cluster.rebalance(partitions);
  }

  /** Ends as by Ctrl-C. */
  void stop() {
    while (run != null && run.phase != Phase.RUNNING) {
      step();
    }
    attempt(() -> stopRun(true));
    attempt(() -> stopRun(false));
    rest();
  }

  /** Stays away for a while. */
  void rest() {
    rest = random.nextInt(60);
  }

  /** Ends as by kill -9: nothing is closed, and its transaction stays open. */
  void die() {
    asleep = false;
    if (run == null) {
      return;
    }
    crashed = true;
    run.tasks.values().stream()
        .filter(task -> task.disk != null)
        .forEach(task -> task.disk.checkpoints = null);
    Set<TopicPartition> partitions = run.partitions();
    run = null;
    cluster.members.remove(this);
    cluster.rebalance(partitions);
  }

  void loseFolder() {
    die();
    disks.clear();
    crashed = false;
    begun = false;
    transaction = null; // Its producer has another id from now on.
  }

  /** Is stopped (SIGSTOP), for so long that the group goes on without it. */
  void sleep() {
    if (run != null) {
      asleep = true;
      cluster.rebalance(run.partitions());
    }
  }

  void wake() {
    asleep = false;
  }

  /**
   * Its closed stores are older than what changelogs tell of deletions. While it runs, Kafka
   * Streams deletes those of tasks that have gone elsewhere.
   */
  void age() {
    if (run == null) {
      aged = true;
    } else {
      disks.values().removeIf(disk -> disk.checkpoints != null);
    }
  }
}
