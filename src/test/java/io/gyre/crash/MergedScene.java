package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.crash.MergedStream.Made;
import io.gyre.data.Alert;
import io.gyre.data.Label;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.data.record.RecordSettings;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.time.WindowSettings;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Several instances merge twelve partitions, and labels if they have a topic of their own, into one
 * journal and fold it, while things happen to them. At the end everything that came out must be
 * what an undisturbed fold makes of the journal, and the journal what was sent.
 */
final class MergedScene implements AutoCloseable {

  /** Something that happens. */
  enum Event {
    /**
     * A kill -9 of the instance that has the fold, and its restart; right behind the first point of
     * a class.
     */
    KILL_FOLD,
    /** The same of one that only merges. */
    KILL_MERGE,
    /** The same of the broker. */
    KILL_BROKER,
    /** The broker is away for 20 s. */
    STOP_BROKER,
    /** One more instance. */
    JOIN,
    /** The instance that has the fold is stopped by Ctrl-C, for good. */
    LEAVE_FOLD,
    /** The same of one that only merges. */
    LEAVE_MERGE
  }

  private static final int PARTITIONS = 12;
  private static final int LABEL_PARTITIONS = 3;
  private static final String APPLICATION = "gyre";
  private static final String LABELS = "labels";
  private static final String JOURNAL = TopicNames.journalOf(APPLICATION);

  /** One event in so many is not overcome, or prepared, when the next one comes. */
  private static final int HURRY = 3;

  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String LEARNERS =
      """
      [{"name": "logistic", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 1},
       {"name": "network", "kind": "network", "hidden": 4, "learningRate": 0.2, "batch": 250},
       {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
       {"name": "label-chain", "kind": "label-chain"},
       {"name": "blend", "kind": "blend"}]
      """;

  private static final int COUNT = 5;

  /** More values come than are remembered. */
  private static final KeySettings FEW = new KeySettings(List.of(), 40);

  private static final List<String> KEYS = List.of("weight", "place+details.express");

  /** Of some points the amount is below 0. */
  private static final DecisionSettings DECISIONS =
      new DecisionSettings(
          new Budget(10, 1_000, false), new CaseCost(null, "amount"), new CaseCost(0.1, null));

  private static final Label POSITIVE = ClassNumbers.label(Label.Form.TEXT.ordinal(), "class 1");

  private final Path folder;
  private final boolean late;
  private final LateLabels waits;
  private final Random random;
  private final TopicNames names = TopicNames.standard();
  private final TestCluster cluster;
  private final Admin admin;
  private final Path learners;
  private final MergedStream stream;
  private final AnswerFollower follower;
  private final Map<String, JavaProcess> running = new LinkedHashMap<>();
  private final Map<Event, List<Duration>> silences = new TreeMap<>();
  private int instances;

  /**
   * @param waits how points wait for labels, which have a topic of their own; null if they come
   *     with their points
   * @param latest how many points later they come at most
   * @param points about how many
   */
  MergedScene(Path folder, LateLabels waits, int latest, long points, long seed) throws Exception {
    this.folder = folder;
    this.waits = waits;
    late = waits != null;
    random = new Random(seed);
    learners = Files.writeString(folder.resolve("learners.json"), LEARNERS);
    cluster = TestCluster.start(folder);
    admin = cluster.admin();
    cluster.createTopics(names, PARTITIONS);
    if (late) {
      admin.createTopics(List.of(new NewTopic(LABELS, LABEL_PARTITIONS, (short) 1))).all().get();
    }
    stream =
        new MergedStream(
            cluster.servers(),
            names.points(),
            PARTITIONS,
            late ? LABELS : null,
            LABEL_PARTITIONS,
            latest,
            points / 10,
            seed);
    follower = new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS));
  }

  /** In random order, but for those that join and leave. */
  static List<Event> shuffled(long seed, List<Event> events) {
    List<Event> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  /** Lets it all happen while points come, and compares; fails unless all is as it must be. */
  void play(List<Event> events, long points, int perSecond) throws Exception {
    long begin = System.nanoTime();
    AtomicBoolean playing = new AtomicBoolean(true);
    Thread sending = stream.sendInBackground(points, perSecond, playing::get);
    start();
    start();
    follower.awaitAnswersSince(System.nanoTime(), PARTITIONS, PATIENCE);
    System.out.printf("first answers after %.1f s%n", seconds(begin));
    for (Event event : events) {
      Thread.sleep(200 + random.nextInt(1_500));
      happen(event);
    }
    playing.set(false);
    sending.join();
    long drained = System.nanoTime();
    stream.sendRest();
    System.out.printf(
        "%,d points, %,d labels sent after %.1f s%n",
        stream.count(Made.POINT), stream.count(Made.LABEL), seconds(begin));
    follower.await(stream.count(Made.POINT) * COUNT, PATIENCE);
    await("all records in the journal").atMost(PATIENCE).until(this::isMerged);
    stream.end();
    Answers answers = follower.stop();
    System.out.printf(
        "%,d points answered after %.1f s; %.1f s after the last event%n",
        stream.count(Made.POINT), seconds(begin), seconds(drained));
    silences.forEach((event, each) -> Silence.report(event.name(), each));
    compare(answers);
    stop(running.values());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private void start() {
    start("instance-" + instances++);
  }

  private void start(String state) {
    List<String> arguments = new ArrayList<>(arguments());
    arguments.add("--no-http");
    if (late) {
      arguments.add("--labels-topic=" + LABELS);
    }
    running.put(state, cluster.learn(APPLICATION, state, arguments.toArray(String[]::new)));
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(MergedStream.FIELDS);
    arguments.add("--learners=" + learners);
    arguments.add("--key=" + String.join(",", KEYS));
    arguments.add("--max-keys=" + FEW.maxKeys());
    arguments.add("--review=" + DECISIONS.budget());
    arguments.add("--cost-miss=" + DECISIONS.miss());
    arguments.add("--cost-alarm=" + DECISIONS.alarm());
    arguments.add("--positive=" + POSITIVE);
    if (isSilent()) {
      arguments.add("--late-labels");
      arguments.add("--wait=" + waits.waitMs() + "ms");
      arguments.add("--unlabelled-as=" + waits.unlabelledAs());
      arguments.add("--learn-too-late");
    }
    return arguments;
  }

  private boolean isSilent() {
    return late && waits.unlabelledAs() != null;
  }

  private void happen(Event event) throws Exception {
    long now = System.nanoTime();
    switch (event) {
      case KILL_FOLD, KILL_MERGE -> {
        if (event == Event.KILL_FOLD) {
          pauseBehindClass();
        }
        String state = choose(event == Event.KILL_FOLD);
        now = System.nanoTime();
        System.out.printf("%s of %s behind place %,d%n", event, state, stream.place());
        running.get(state).kill();
        stream.goOn();
        start(state);
      }
      case KILL_BROKER -> {
        System.out.println(event);
        cluster.killBroker();
        cluster.startBroker();
      }
      case STOP_BROKER -> {
        System.out.println(event);
        cluster.killBroker();
        Thread.sleep(AWAY.toMillis());
        cluster.startBroker();
      }
      case JOIN -> {
        System.out.println(event);
        start();
        running.values().forEach(MergedScene::awaitStarted);
      }
      case LEAVE_FOLD, LEAVE_MERGE -> {
        String state = choose(event == Event.LEAVE_FOLD);
        now = System.nanoTime();
        System.out.println(event + " of " + state);
        stop(List.of(running.remove(state)));
      }
    }
    if (random.nextInt(HURRY) == 0) {
      System.out.println("and the next soon");
      return;
    }
    silences
        .computeIfAbsent(event, key -> new ArrayList<>())
        .add(Silence.after(now, follower, PARTITIONS));
  }

  /**
   * Pauses behind the first point of a class; sometimes until it is learned, and pending in its
   * batch.
   */
  private void pauseBehindClass() {
    boolean isNew = stream.pauseBehindNextClass(PATIENCE);
    boolean learned = random.nextInt(HURRY) > 0;
    if (learned) {
      follower.await(stream.count(Made.POINT) * COUNT, PATIENCE);
    }
    System.out.println(
        (isNew ? "a class is new, and " : "no class is left; all is ")
            + (learned ? "learned" : "sent"));
  }

  /** One that has the fold, or one that has not; any other while the group knows no such one. */
  private String choose(boolean fold) throws Exception {
    TopicPartition journal = new TopicPartition(JOURNAL, 0);
    List<String> fitting = new ArrayList<>();
    for (MemberDescription member : members()) {
      boolean has = member.assignment().topicPartitions().contains(journal);
      for (String state : running.keySet()) {
        if (has == fold && isOf(member, state)) {
          fitting.add(state);
        }
      }
    }
    List<String> from = fitting.isEmpty() ? new ArrayList<>(running.keySet()) : fitting;
    return from.get(random.nextInt(from.size()));
  }

  private Iterable<MemberDescription> members() throws Exception {
    return admin
        .describeConsumerGroups(List.of(APPLICATION))
        .describedGroups()
        .get(APPLICATION)
        .get()
        .members();
  }

  private boolean isOf(MemberDescription member, String state) throws IOException {
    Path named = folder.resolve(state).resolve("instance");
    String instance = member.groupInstanceId().orElse("?").replaceFirst("-\\d+$", "");
    return Files.exists(named) && Files.readString(named).contains(instance);
  }

  /** Whether all that was sent has been forwarded. */
  private boolean isMerged() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      latest.put(new TopicPartition(names.points(), i), OffsetSpec.latest());
    }
    for (int i = 0; late && i < LABEL_PARTITIONS; i++) {
      latest.put(new TopicPartition(LABELS, i), OffsetSpec.latest());
    }
    return admin.listOffsets(latest).all().get().entrySet().stream()
        .allMatch(
            end ->
                committed.get(end.getKey()) != null
                    && committed.get(end.getKey()).offset() == end.getValue().offset());
  }

  private void compare(Answers answers) throws Exception {
    Outputs outputs = new Outputs(cluster.servers(), names);
    List<ConsumerRecord<byte[], byte[]>> points = outputs.read(names.points());
    List<ConsumerRecord<byte[], byte[]>> sent = new ArrayList<>(points);
    if (late) {
      sent.addAll(outputs.read(LABELS));
    }
    for (Made made : Made.values()) {
      assertThat(where(sent, made).size()).as(made.name()).isEqualTo((int) stream.count(made));
    }
    assertThat(answers.faultsAmong(offsets(points), COUNT)).isEmpty();

    await("the end of the journal to be folded")
        .atMost(PATIENCE)
        .until(() -> outputs.closedWindows().size() == COUNT && isMerged());
    List<ConsumerRecord<byte[], byte[]>> journal = outputs.read(JOURNAL);
    assertThat(journal).hasSameSizeAs(sent);
    TopicLoop loop =
        new TopicLoop(settings())
            .journal(
                journal,
                admin
                        .describeTopics(List.of(JOURNAL))
                        .topicNameValues()
                        .get(JOURNAL)
                        .get()
                        .topicId()
                    + "");
    await("digests")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(outputs.digests()).isEqualTo(loop.digests()));
    compareWindows(outputs.closedWindows(), loop);
    System.out.printf("%,d alerts%n", loop.alerts().size());
    assertThat(outputs.alerts())
        .isEqualTo(loop.alerts())
        .hasAtLeastOneElementOfType(Alert.Review.class);
    // What is a second label depends on how long the first is remembered.
    List<RecordCoordinates> bad = isSilent() ? loop.refused() : where(sent, Made.BAD);
    compareDeadLetters(outputs.read(names.of(Topic.DEAD_LETTERS)), bad, loop);
    compareScores(outputs.closedWindows());
    System.out.printf(
        "journal %,d records, %,d bytes; broker's folder %,d KiB%n",
        journal.size(),
        journal.stream().mapToLong(r -> r.serializedValueSize() + r.serializedKeySize()).sum(),
        Vitals.diskBytes(folder.resolve("broker"), "") >> 10);
  }

  private FoldSettings settings() {
    RecordSettings records = RecordSettings.json("outcome", "key", null).withKeys(KEYS);
    return new FoldSettings(LearnersJson.parse(LEARNERS, "test"), WindowSettings.standard())
        .withRecords(records)
        .withClasses(List.of(), POSITIVE)
        .withDecisions(DECISIONS)
        .with(waits)
        .withKeys(FEW)
        .withReports(100);
  }

  private static List<RecordCoordinates> where(
      List<ConsumerRecord<byte[], byte[]>> sent, Made made) {
    return sent.stream()
        .filter(record -> Made.of(record.headers()) == made)
        .map(record -> new RecordCoordinates(record.topic(), record.partition(), record.offset()))
        .toList();
  }

  private static Map<Integer, BitSet> offsets(List<ConsumerRecord<byte[], byte[]>> points) {
    Map<Integer, BitSet> offsets = new TreeMap<>();
    for (RecordCoordinates point : where(points, Made.POINT)) {
      offsets
          .computeIfAbsent(point.partition(), key -> new BitSet())
          .set(Math.toIntExact(point.offset()));
    }
    return offsets;
  }

  /** Each report has one record of each learner, and the last tell what became of all. */
  private void compareWindows(Map<String, List<Metrics>> windows, TopicLoop loop) {
    Map<String, List<String>> closed = new TreeMap<>();
    windows.forEach(
        (learner, metrics) -> {
          assertThat(metrics).as(learner).extracting(Metrics::step).isSorted();
          assertThat(metrics)
              .as(learner)
              .extracting(Metrics::windowStart)
              .isSorted()
              .doesNotHaveDuplicates();
          closed.put(learner, metrics.stream().map(TopicLoop::text).toList());
          compareTotals(learner, metrics.get(metrics.size() - 1), loop);
        });
    assertThat(closed).isEqualTo(loop.windows()).hasSize(COUNT);
  }

  private static long number(Metrics metrics, String name) {
    return Math.round(((Number) metrics.scores().total().getOrDefault(name, 0)).doubleValue());
  }

  private void compareTotals(String learner, Metrics last, TopicLoop loop) {
    Map<String, Long> expected = stream.expected();
    LateLabelCounts became = last.labels();
    long labelled = stream.inline() + (late ? became.matched() + became.silent() : 0);
    Metrics.Totals totals = last.totals();
    assertThat(totals.points()).as(learner).isEqualTo(stream.count(Made.POINT));
    assertThat(totals.labelled() - (late ? became.learnedTooLate() : 0))
        .as(learner)
        .isEqualTo(labelled);
    assertThat(totals.missed()).as(learner).isZero();
    long scored = number(last, "n") + number(last, "before-labels");
    // Those that came with their labels after their window had closed are not scored.
    assertThat(scored).as(learner).isBetween(labelled - totals.late() - totals.early(), labelled);
    if (learner.startsWith("blend")) {
      System.out.printf("%s: %s; %s%n", learner, totals, last.labels());
      System.out.printf("accuracy %s%n", last.scores().total().get("accuracy"));
    }
    if (!late) {
      assertThat(last.labels()).isNull();
      return;
    }
    if (isSilent()) {
      assertThat(became).usingRecursiveComparison().ignoringFields("done").isEqualTo(loop.labels());
      // A point of an id that was learned and forgotten since waits as one of a new id.
      assertThat(became.matched() + became.silent() + became.waiting() + became.sameId())
          .isEqualTo(expected.get("matched") + expected.get("waiting") + expected.get("sameId"));
      assertThat(became.expired() + became.evicted()).isZero();
      assertThat(became.learnedTooLate()).isEqualTo(became.tooLate()).isPositive();
      return;
    }
    JsonNode labels = JSON.valueToTree(last.labels());
    Map<String, Long> found = new HashMap<>();
    expected.keySet().forEach(count -> found.put(count, labels.get(count).longValue()));
    assertThat(found).as(learner).isEqualTo(expected);
    assertThat(last.labels().before()).isEqualTo(loop.labels().before());
    assertThat(last.labels().waitingDigest()).isEqualTo(loop.labels().waitingDigest());
  }

  private static void compareDeadLetters(
      List<ConsumerRecord<byte[], byte[]>> letters, List<RecordCoordinates> bad, TopicLoop loop) {
    List<RecordCoordinates> origins =
        letters.stream()
            .map(
                letter ->
                    new RecordCoordinates(
                        text(letter, DeadLetterHeaders.TOPIC),
                        Integer.parseInt(text(letter, DeadLetterHeaders.PARTITION)),
                        Long.parseLong(text(letter, DeadLetterHeaders.OFFSET))))
            .toList();
    assertThat(origins).containsExactlyInAnyOrderElementsOf(bad);
    assertThat(loop.refused()).containsExactlyInAnyOrderElementsOf(bad);
    System.out.printf("%,d dead letters%n", letters.size());
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), UTF_8);
  }

  /** What anybody can compute from the journal with one command is what was published. */
  private void compareScores(Map<String, List<Metrics>> windows) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("score", "--bootstrap-server", cluster.servers()));
    arguments.addAll(List.of("--topic", JOURNAL, "--json"));
    arguments.addAll(arguments());
    JavaProcess score = cluster.gyre(arguments);
    // It finds out whether labels come later; dead letters are passed over.
    assertThat(score.exitCode()).as(score.output()).isZero();
    Map<String, String> digests = new TreeMap<>();
    new Outputs(cluster.servers(), names)
        .digests()
        .forEach((learner, digest) -> digests.put(learner, digest.replaceFirst("^\\d+ ", "")));
    Map<String, String> found = new TreeMap<>();
    for (String line : score.output().lines().filter(l -> l.startsWith("{")).toList()) {
      JsonNode json = JSON.readTree(line);
      if (json.get("digest").isNull()) {
        continue;
      }
      String learner = json.get("learner").textValue() + "/0";
      found.put(learner, json.get("digest").textValue());
      Metrics last = windows.get(learner).get(windows.get(learner).size() - 1);
      assertThat(json.get("cost").doubleValue())
          .as(learner)
          .isEqualTo(((Number) last.scores().total().get("cost")).doubleValue());
      assertThat(json.get("keys").get("digest").textValue()).isEqualTo(last.keys().digest());
      assertThat(last.keys().evicted()).isPositive();
      assertThat(json.get("decisions").get("digest").textValue())
          .isEqualTo(last.decisions().digest());
      assertThat(last.decisions().missingCosts()).isPositive();
      if (late) {
        assertThat(json.get("labels").get("waitingDigest").textValue())
            .isEqualTo(last.labels().waitingDigest());
      }
    }
    assertThat(found).isEqualTo(digests);
  }

  private static void stop(Collection<JavaProcess> stopping) {
    // Stopped before it listens for that, it would end as the signal alone ends it.
    stopping.forEach(MergedScene::awaitStarted);
    stopping.forEach(JavaProcess::terminate);
    stopping.forEach(instance -> assertThat(instance.exitCode()).as(instance.output()).isZero());
  }

  private static void awaitStarted(JavaProcess instance) {
    await("the start of an instance")
        .atMost(PATIENCE)
        .until(() -> instance.output().contains("Learning from"));
  }

  @Override
  public void close() {
    follower.close();
    stream.close();
    admin.close();
    cluster.close();
  }
}
