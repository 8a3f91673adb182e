package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.cli.terminal.Advice;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.Provisioner;
import io.gyre.topic.ProvisioningReport.State;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.version.SavedVersions;
import io.gyre.version.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;

/**
 * An application of its own on a broker that tests share, with topics, points and a key of its own;
 * its instances run in this JVM, since nobody kills them.
 */
public final class Bed implements AutoCloseable {

  public static final List<LearnerSettings> LEARNERS =
      LearnersJson.parse(
          """
          [{"name": "network", "kind": "network", "learningRate": 1.2},
           {"name": "logistic", "kind": "logistic", "learningRate": 1.2, "optimiser": "momentum"}]
          """,
          "test");

  public final String servers;
  public final String application;
  public final TopicNames names;
  public final Path state;
  public final PointStream stream;
  public final Admin admin;

  /** Finds the schemas that outputs name. */
  public Function<String, Schema> schemas = id -> null;

  private static final Duration POLL = Duration.ofMillis(100);

  private final State pointsAre;
  private final int partitions;

  private Bed(String servers, String application, TopicNames names, Path folder, int partitions) {
    this.servers = servers;
    this.partitions = partitions;
    this.application = application;
    this.names = names;
    state = folder.resolve(application);
    admin = Admin.create(Map.of("bootstrap.servers", servers));
    pointsAre =
        new Provisioner(admin).provision(names, partitions, Map.of()).outcomes().get(0).state();
    Spirals spirals = Examples.spirals(5);
    PointJson json = new PointJson();
    stream =
        new PointStream(
            servers, names.points(), partitions, i -> json.write(PointStream.placed(spirals, i)));
  }

  /** Makes topics that begin with the application's name. */
  public static Bed make(String servers, String application, Path folder, int partitions) {
    TopicNames names = TopicNames.standard().withPrefix(application + ".");
    Bed bed = new Bed(servers, application, names, folder, partitions);
    assertThat(bed.pointsAre).as("another test's topic " + names.points()).isEqualTo(State.CREATED);
    return bed;
  }

  /** Makes an application that reads the points of another, which are there. */
  public static Bed make(String servers, String application, TopicNames names, Path folder) {
    return new Bed(servers, application, names, folder, 1);
  }

  public ApplicationSettings settings() {
    return settings(state, LEARNERS);
  }

  /** With something said of the topics that are read. */
  public ApplicationSettings settings(InputSettings inputs) {
    return reading(settings(), inputs);
  }

  /** Other settings, with something said of the topics that are read. */
  public static ApplicationSettings reading(ApplicationSettings settings, InputSettings inputs) {
    return new ApplicationSettings(
        settings.application(),
        settings.topics(),
        inputs,
        settings.fold(),
        settings.published(),
        settings.format(),
        settings.state(),
        settings.client());
  }

  public ApplicationSettings settings(Path folder, List<LearnerSettings> learners) {
    return settings(folder, learners, Map.of("bootstrap.servers", servers));
  }

  public ApplicationSettings settings(
      Path folder, List<LearnerSettings> learners, Map<String, String> client) {
    return new ApplicationSettings(
        application,
        names,
        InputSettings.standard(),
        fold(learners),
        PredictionSampling.ALL,
        OutputFormat.JSON,
        folder,
        client);
  }

  /**
   * Of points that wait for labels on a topic of their own.
   *
   * @param folder the name of the state folder
   * @param more properties of the clients
   */
  public ApplicationSettings lateSettings(
      String folder, List<LearnerSettings> learners, Map<String, String> more) {
    Map<String, String> client = new HashMap<>(more);
    client.put("bootstrap.servers", servers);
    // The others hear with their next heartbeat of one that joins.
    client.put("heartbeat.interval.ms", "300");
    return new ApplicationSettings(
        application,
        names,
        new InputSettings(labels(), false, InputSettings.JOURNAL_BYTES),
        late(learners),
        PredictionSampling.ALL,
        OutputFormat.JSON,
        state.resolveSibling(application + "-" + folder),
        client);
  }

  private static FoldSettings fold(List<LearnerSettings> learners) {
    return new FoldSettings(learners, WindowSettings.standard())
        .withRecords(RecordSettings.standard().withKeys(List.of(PointStream.PLACE)));
  }

  /** What is learned with {@link #lateSettings}. */
  public static FoldSettings late(List<LearnerSettings> learners) {
    return fold(learners).with(FoldLoop.LATE);
  }

  private String labels() {
    return application + ".labels";
  }

  /** Returns the options of {@code gyre learn} that name the topics, that of labels among them. */
  List<String> topicOptions() {
    return List.of("--prefix=" + application + ".", "--labels-topic=" + labels());
  }

  public String journal() {
    return TopicNames.journalOf(application);
  }

  /** Makes points whose labels come later, and the topic of these. */
  public LateStream lateStream(long seed) throws Exception {
    createLabels();
    return new LateStream(servers, names.points(), partitions, labels(), seed);
  }

  /** As above, with other points. */
  LateStream lateStream(long seed, LateStream.Content content) throws Exception {
    createLabels();
    return new LateStream(servers, names.points(), partitions, labels(), seed, content);
  }

  private void createLabels() throws Exception {
    createTopic(admin, LateStream.labels(labels(), 1));
  }

  public void finish(LateStream stream, LearnerApplication running) {
    finish(stream, running::throwFailure);
  }

  /**
   * Sends what is left, and waits until all windows are closed.
   *
   * @param check throws what an instance has failed with
   */
  void finish(LateStream stream, Runnable check) {
    stream.finish();
    awaitJournal(stream, check);
    stream.end();
    awaitJournal(stream, check);
    awaitNoTransaction();
  }

  private void awaitJournal(LateStream stream, Runnable check) {
    Map<String, Long> ends = stream.ends();
    long sent = ends.values().stream().mapToLong(n -> n).sum();
    awaitAtLeast(
        sent,
        "merged",
        check,
        () -> {
          Map<String, Long> merged = committed();
          return ends.keySet().stream().mapToLong(end -> merged.getOrDefault(end, 0L)).sum();
        });
    List<ConsumerRecord<byte[], byte[]>> found = awaitJournal(sent);
    awaitAtLeast(
        found.get(found.size() - 1).offset() + 1, "learned", check, () -> committedOfJournal());
  }

  /**
   * Waits until this many records of the journal are committed. A commit returns, and its offsets
   * are there, before the end of the transaction has reached the journal.
   */
  public List<ConsumerRecord<byte[], byte[]>> awaitJournal(long records) {
    return Awaitility.await("all to be on the journal")
        .until(() -> outputs().read(journal()), read -> read.size() == records);
  }

  /** Waits until a number is reached, as long as it grows. */
  private static void awaitAtLeast(
      long wanted, String what, Runnable check, Callable<Long> number) {
    for (long found = -1; found < wanted; ) {
      long before = found;
      found =
          Awaitility.await("%d %s, more than %d".formatted(wanted, what, before))
              .pollInterval(POLL)
              .until(
                  () -> {
                    check.run();
                    return number.call();
                  },
                  now -> now > before);
    }
  }

  /**
   * Fails unless all that has come out is what a plain loop over the journal gives.
   *
   * @return the loop
   */
  public TopicLoop requireAsLoop(FoldSettings settings) {
    TopicLoop loop = new TopicLoop(settings);
    outputs().read(journal()).forEach(loop::add);
    assertThat(outputs().answers().differences(loop.answers())).isEmpty();
    assertThat(outputs().digests()).isEqualTo(loop.digests()).hasSize(settings.learners().size());
    assertThat(outputs().windows()).isEqualTo(loop.windows());
    assertThat(outputs().alerts()).isEqualTo(loop.alerts());
    assertThat(outputs().refused()).isEqualTo(loop.refused());
    return loop;
  }

  /**
   * Fails unless each version that was asked for was saved once, and each that there is is what a
   * plain loop over the journal gives at its offset.
   */
  void requireVersions(FoldSettings settings, List<String> names) {
    requireVersions(
        outputs(), application, names, new TopicLoop(settings), outputs().read(journal()), true);
  }

  /**
   * As {@link #requireVersions(FoldSettings, List)}, of any application.
   *
   * @param loop at the beginning
   * @param records of its log, which may be a journal
   */
  static void requireVersions(
      Outputs outputs,
      String application,
      List<String> names,
      TopicLoop loop,
      List<ConsumerRecord<byte[], byte[]>> records,
      boolean journal) {
    String topic = TopicNames.versionsOf(application);
    SavedVersions saved = new SavedVersions();
    outputs.read(topic).forEach(saved::add);
    SavedVersions begun = new SavedVersions();
    outputs.readUncommitted(topic).forEach(begun::add);
    System.out.printf(
        "%d versions, of which %d were written again%n",
        saved.all().size(), begun.all().size() - saved.all().size());
    assertThat(saved.all()).extracting(Version::name).containsExactlyInAnyOrderElementsOf(names);
    assertThat(saved.all()).extracting(Version::number).doesNotHaveDuplicates();
    List<Version> left = new ArrayList<>(saved.all());
    left.sort(Comparator.comparing(Version::offset));
    for (ConsumerRecord<byte[], byte[]> record : records) {
      while (!left.isEmpty() && left.get(0).offset() <= record.offset()) {
        requireVersion(left.remove(0), saved, loop);
      }
      loop.add(record, journal);
    }
    left.forEach(last -> requireVersion(last, saved, loop));
  }

  /**
   * Fails unless a version is what a plain loop over the journal gives at its offset.
   *
   * @param leftOut the offsets of the journal that were left out by a return
   */
  void requireVersion(FoldSettings settings, Version version, LongPredicate leftOut) {
    SavedVersions saved = new SavedVersions();
    outputs().read(TopicNames.versionsOf(application)).forEach(saved::add);
    TopicLoop loop = new TopicLoop(settings);
    outputs().read(journal()).stream()
        .filter(each -> each.offset() < version.offset() && !leftOut.test(each.offset()))
        .forEach(loop::add);
    requireVersion(version, saved, loop);
  }

  private static void requireVersion(Version version, SavedVersions saved, TopicLoop loop) {
    Map<String, String> expected = loop.fold().report().digests();
    assertThat(version.digests()).as(version.name()).isEqualTo(expected);
    assertThat(saved.open(version).report().digests()).isEqualTo(expected);
  }

  /** The offset of the journal that the group has committed. */
  long committedOfJournal() throws Exception {
    return committed().getOrDefault(journal() + "-0", 0L);
  }

  /** The offsets up to which partitions have been read, by their names. */
  private Map<String, Long> committed() throws Exception {
    Map<String, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets(application)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, committed) -> offsets.put(partition.toString(), committed.offset()));
    return offsets;
  }

  /** A model for each partition. */
  public static final InputSettings PER_PARTITION =
      new InputSettings(null, true, InputSettings.JOURNAL_BYTES);

  /** Starts an instance, waits until this many predictions are committed, and stops it. */
  public void learn(long predictions) {
    learn(settings(), predictions);
  }

  public void learn(ApplicationSettings settings, long predictions) {
    try (LearnerApplication application = LearnerApplication.start(settings)) {
      awaitAnswers(application, predictions);
    }
  }

  /** Waits until this many predictions are committed, as long as there are more of them. */
  public void awaitAnswers(LearnerApplication running, long predictions) {
    long[] count = {0};
    try (KafkaConsumer<byte[], byte[]> consumer = Outputs.consumer(servers)) {
      awaitAtLeast(
          predictions,
          "predicted",
          running::throwFailure,
          () -> {
            assignAll(consumer, names.of(Topic.PREDICTIONS));
            return count[0] += consumer.poll(POLL).count();
          });
    }
  }

  /** Reads partitions that are new from their beginning, and the others on. */
  private void assignAll(KafkaConsumer<byte[], byte[]> consumer, String topic) throws Exception {
    int partitions =
        admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().partitions().size();
    int known = consumer.assignment().size();
    if (known < partitions) {
      List<TopicPartition> all =
          IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all.subList(known, partitions));
    }
  }

  /** Starts an instance that must be refused, at once or soon, and returns what it says. */
  public String refusal(ApplicationSettings settings) {
    GyreException[] refusal = new GyreException[1];
    assertThatThrownBy(
            () -> {
              try (LearnerApplication application = LearnerApplication.start(settings)) {
                application.await();
              }
            })
        .isInstanceOfSatisfying(GyreException.class, thrown -> refusal[0] = thrown);
    String said = Advice.STANDARD.after(refusal[0].getMessage(), refusal[0].remedies);
    System.out.println("refused: " + said);
    return said;
  }

  /**
   * Waits until the group is empty. An instance that failed may end before Kafka Streams could
   * leave the group; the broker then misses it after the session timeout.
   */
  void awaitNoMembers() {
    Awaitility.await("an empty group")
        .until(
            () ->
                admin
                    .describeConsumerGroups(List.of(application))
                    .describedGroups()
                    .get(application)
                    .get()
                    .members()
                    .isEmpty());
  }

  /**
   * Waits until all transactions have ended, and readers of each topic know: a commit returns, and
   * its offsets are there, before that.
   */
  void awaitNoTransaction() {
    ListTransactionsOptions open =
        new ListTransactionsOptions()
            .filterStates(
                Set.of(
                    TransactionState.ONGOING,
                    TransactionState.PREPARE_COMMIT,
                    TransactionState.PREPARE_ABORT));
    Awaitility.await("no transaction")
        .until(
            () ->
                admin.listTransactions(open).all().get().stream()
                    .noneMatch(found -> found.transactionalId().startsWith(application + "-")));
  }

  /** Creates a topic of one partition that nothing is known of, and that keeps old records. */
  public void createTopic(String topic) throws Exception {
    NewTopic created = new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
    createTopic(admin, created);
  }

  /**
   * Creates a topic, and returns when its leaders answer: the broker may say for a moment that a
   * partition is not there, and take a batch that is sent then out of order (KAFKA-15591).
   */
  public static void createTopic(Admin admin, NewTopic topic) throws Exception {
    admin.createTopics(List.of(topic)).all().get();
    for (int partition = 0; partition < topic.numPartitions(); partition++) {
      TopicPartition created = new TopicPartition(topic.name(), partition);
      Awaitility.await(created.toString())
          .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
          .until(() -> offset(admin, created, OffsetSpec.latest()) >= 0);
    }
  }

  /**
   * Lets the topic of the points have so many partitions, and returns when the broker has them: a
   * producer that sends in the same moment may have a later batch taken before an earlier one,
   * which then waits in vain until it expires (KAFKA-15591).
   */
  public void grow(int partitions) throws Exception {
    admin
        .createPartitions(Map.of(names.points(), NewPartitions.increaseTo(partitions)))
        .all()
        .get();
    Map<TopicPartition, OffsetSpec> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(names.points(), partition))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    // The client asks again until each leader tells it.
    admin.listOffsets(all).all().get();
  }

  public String topicId(String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().topicId() + "";
  }

  public long offset(TopicPartition of, OffsetSpec which) throws Exception {
    return offset(admin, of, which);
  }

  private static long offset(Admin admin, TopicPartition of, OffsetSpec which) throws Exception {
    return admin.listOffsets(Map.of(of, which)).partitionResult(of).get().offset();
  }

  /** The settings of the clients, which look every so many ms whether topics have changed. */
  public Map<String, String> lookingEvery(int ms) {
    return Map.of("bootstrap.servers", servers, "metadata.max.age.ms", Integer.toString(ms));
  }

  public Outputs outputs() {
    return new Outputs(servers, names, schemas);
  }

  /** Fails unless all has been learned as a plain loop learns the points of the one partition. */
  public void requireDigestsOfLoop() throws Exception {
    TopicLoop loop = new TopicLoop(settings().fold());
    loop.direct(outputs().read(names.points()), topicId(names.points()));
    assertThat(outputs().digests()).isEqualTo(loop.digests()).hasSize(LEARNERS.size());
  }

  @Override
  public void close() {
    stream.close();
    admin.close();
  }
}
