package io.gyre.crash;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.Patience;
import io.gyre.TestPorts;
import io.gyre.data.Alert;
import io.gyre.data.Label;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnersJson;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Topic;
import io.gyre.version.VersionTopic;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Learner and broker are killed again and again, while points of two partitions come, and their
 * labels later: what comes out is what a plain loop makes of the journal. Silence is a label, and
 * what the encoder knows, the classes and the columns grow between the kills. So are the answers of
 * a replica, and the versions that are asked for shortly before a kill, at the offsets that they
 * name.
 */
@Tag("processes")
@Execution(ExecutionMode.CONCURRENT)
class KillIT {

  /** What is killed with {@code kill -9}, and started again. */
  private enum Killed {
    LEARNER,
    BROKER,
    BOTH
  }

  private static final int PARTITIONS = 2;
  private static final int RATE = 200;

  /** Snapshots are 512 records apart; before the first a restart learns all records again. */
  private static final long AFTER_A_SNAPSHOT = 2_000;

  private static final String LEARNERS =
      """
      [{"name": "logistic", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 1},
       {"name": "network", "kind": "network", "hidden": 4, "learningRate": 0.2, "batch": 3},
       {"name": "replay", "kind": "network", "hidden": 4, "optimiser": "adam", "learningRate": 0.01, "batch": 1, "replay": 3},
       {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
       {"name": "label-chain", "kind": "label-chain"},
       {"name": "prior", "kind": "prior"},
       {"name": "blend", "kind": "blend"}]
      """;

  private static final String OF_AMOUNTS =
      """
      [{"name": "last", "kind": "last"},
       {"name": "linear", "kind": "linear", "labels": true, "optimiser": "adagrad", "learningRate": 0.3, "batch": 3},
       {"name": "replay", "kind": "network", "asinh": true, "hidden": 4, "optimiser": "adam", "learningRate": 0.01, "batch": 1, "replay": 3},
       {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
       {"name": "trees", "kind": "forest", "trees": 2, "memory": 300},
       {"name": "mix", "kind": "mix"}]
      """;

  private static final List<String> KEYS = List.of("weight", "place+details.express");

  /** Many labels come after their points were learned without one. */
  private static final LateLabels SILENT =
      new LateLabels(500, 1_000_000, 1L << 30, MixedRecords.named(0), true);

  static final FoldSettings SETTINGS =
      new FoldSettings(LearnersJson.parse(LEARNERS, "test"), WindowSettings.standard())
          .withRecords(RecordSettings.standard().withKeys(KEYS))
          .withClasses(List.of(), MixedRecords.named(1))
          .withDecisions(
              // Without costs, by which there may be no case worth a look for a whole run.
              new DecisionSettings(Budget.ofShare(0.1), null, null))
          .with(SILENT)
          // More values come than are remembered.
          .withKeys(new KeySettings(List.of(), 40))
          .withReports(100);

  /** The same of amounts, whose outliers are told. */
  static final FoldSettings AMOUNTS =
      new FoldSettings(
              RecordSettings.standard().withKeys(KEYS).withAmounts(),
              LearnersJson.parse(OF_AMOUNTS, "test"),
              WindowSettings.standard())
          .with(new LateLabels(SILENT.waitMs(), 1_000_000, 1L << 30, Label.of(0), true))
          .withDecisions(SETTINGS.decisions())
          .withKeys(SETTINGS.keys())
          .withReports(100);

  private static List<String> options(FoldSettings settings) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--key=" + String.join(",", KEYS),
                "--max-keys=" + settings.keys().maxKeys(),
                "--late-labels",
                "--wait=" + settings.lateLabels().waitMs() + "ms",
                "--unlabelled-as=" + settings.lateLabels().unlabelledAs(),
                "--learn-too-late"));
    options.addAll(
        settings.records().ofAmounts()
            ? List.of("--amount", "--outliers=" + settings.decisions().budget())
            : List.of(
                "--positive=" + settings.positive(), "--review=" + settings.decisions().budget()));
    return options;
  }

  private static final int READY_WITHIN_MS = 3_000;
  private static final int QUESTIONS = 20;

  @TempDir Path folder;

  private ServedAnswers answers;
  private final int port = TestPorts.reserve();

  /** The offset of the replica's last answer. */
  private long served;

  @Test
  void shouldGiveWhatAPlainLoopOverTheJournalGives() throws Exception {
    kill(SETTINGS, LEARNERS, rounds(1));
  }

  /**
   * The simulated cluster kills learners of amounts by the hundred; here once, without a replica.
   */
  @Test
  @LongRunning
  void shouldDoSoOfAmounts() throws Exception {
    kill(AMOUNTS, OF_AMOUNTS, List.of(Killed.LEARNER));
  }

  @Test
  @LongRunning
  void shouldDoSoAfterManyKills() throws Exception {
    kill(SETTINGS, LEARNERS, rounds(10));
  }

  private static List<Killed> rounds(int rounds) {
    List<Killed> kills = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      kills.addAll(List.of(Killed.LEARNER, Killed.LEARNER, Killed.BROKER, Killed.BOTH));
    }
    return kills;
  }

  private void kill(FoldSettings settings, String list, List<Killed> wanted) throws Exception {
    boolean ofAmounts = settings.records().ofAmounts();
    long seed = TestCluster.seed();
    Random random = new Random(seed);
    List<Killed> kills = new ArrayList<>(wanted);
    Collections.shuffle(kills, random);
    Path learners = Files.writeString(folder.resolve("learners.json"), list);
    MixedRecords records = new MixedRecords(seed, ofAmounts);
    answers = new ServedAnswers("gyre", i -> records.point(i, "q-" + i, false));
    try (TestCluster cluster = TestCluster.start(folder);
        Bed bed = Bed.make(cluster.servers(), "gyre", folder, PARTITIONS);
        LateStream stream = bed.lateStream(seed, records);
        AnswerFollower follower =
            new AnswerFollower(cluster.servers(), bed.names.of(Topic.PREDICTIONS))) {
      String[] arguments =
          Stream.of(
                  bed.topicOptions().stream(),
                  options(settings).stream(),
                  Stream.of("--learners=" + learners))
              .flatMap(each -> each)
              .toArray(String[]::new);
      AtomicBoolean sending = new AtomicBoolean(true);
      Thread points = stream.sendInBackground(RATE, sending::get);
      JavaProcess learner = cluster.learn("gyre", "state", arguments);
      if (!ofAmounts) {
        serve(cluster);
        awaitReplica(); // Without a broker it answers only from what it has read before.
      }
      List<Duration> silences = new ArrayList<>();
      VersionTopic topic = new VersionTopic(ClusterAccess.local(cluster.servers()), "gyre");
      List<String> versions = new ArrayList<>();
      for (Killed killed : kills) {
        follower.awaitAnswersSince(System.nanoTime(), PARTITIONS, Patience.TIME);
        // At any moment between two commits.
        long least = ofAmounts ? AFTER_A_SNAPSHOT : 0;
        long place = Math.max(least, stream.sent()) + random.nextInt(RATE);
        await("more points").until(() -> stream.sent() >= place);
        long now = System.nanoTime();
        System.out.printf("%s behind place %,d%n", killed, place);
        versions.add(killed + "-" + versions.size());
        topic.request(versions.get(versions.size() - 1));
        // Before the learner hears of it, while it saves, before it commits, or later.
        long saving = stream.sent() + random.nextInt(RATE / 5);
        await("a moment").pollInterval(5, MILLISECONDS).until(() -> stream.sent() >= saving);
        if (killed != Killed.BROKER) {
          learner.kill();
        }
        if (killed != Killed.LEARNER) {
          cluster.killBroker();
        }
        if (killed != Killed.BROKER) {
          learner = cluster.learn("gyre", "state", arguments);
        }
        if (killed == Killed.BROKER) {
          requireOldAnswers();
        }
        if (killed == Killed.BOTH) {
          JavaProcess waiting = learner;
          await().until(() -> waiting.output().contains("Waiting for"));
        }
        if (killed != Killed.LEARNER) {
          cluster.startBroker();
        }
        silences.add(Silence.after(now, follower, PARTITIONS));
        if (!ofAmounts) {
          askReplica(random);
        }
      }
      sending.set(false);
      points.join();
      bed.finish(stream, () -> {});
      Silence.report("a kill -9 and a restart", silences);
      TopicLoop loop = compare(settings, bed, stream);
      await("all versions").until(() -> topic.list().requests().isEmpty());
      bed.requireVersions(settings, versions);
      if (!ofAmounts) {
        assertThat(loop.alerts()).hasAtLeastOneElementOfType(Alert.Review.class);
        List<ConsumerRecord<byte[], byte[]>> journal = bed.outputs().read(bed.journal());
        assertThat(answers.requireAsLoop(SETTINGS, journal, true)).isPositive();
      }
      learner.terminate();
      assertThat(learner.exitCode()).as(learner.output()).isZero();
    }
  }

  /** Starts a replica, which nobody kills. */
  private void serve(TestCluster cluster) {
    cluster.gyre(
        List.of(
            "serve",
            "--bootstrap-server=" + cluster.servers(),
            "--http-port=" + port,
            "--ready-within=" + READY_WITHIN_MS / 1_000));
  }

  private void awaitReplica() {
    await("a replica that follows")
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> answers.isReady(port));
  }

  /** Asks once the replica follows again; its answers are compared at the end. */
  private void askReplica(Random random) throws Exception {
    awaitReplica();
    for (int i = 0; i < QUESTIONS; i++) {
      ServedAnswers.Reply reply = answers.ask(port, answers.anyModel(random), null, 5, random);
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      assertThat(reply.offset()).as("not before an earlier one").isGreaterThanOrEqualTo(served);
      served = reply.offset();
    }
  }

  /** Without a broker it answers from memory, says how old that is, and soon is not ready. */
  private void requireOldAnswers() throws Exception {
    await("a replica that is not ready").until(() -> !answers.isReady(port));
    for (String probe : List.of("/health/ready", "/v2/health/ready", "/v2/models/gyre/ready")) {
      HttpResponse<String> said = answers.get(port, probe);
      assertThat(said.statusCode()).as("%s: %s", probe, said.body()).isEqualTo(503);
      assertThat(said.body()).contains("ms behind");
    }
    assertThat(answers.get(port, "/health/live").statusCode()).isEqualTo(200);
    ServedAnswers.Reply reply = answers.ask(port, "gyre", null, 3, new Random(1));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.offset()).isGreaterThanOrEqualTo(served);
    assertThat(reply.ageMs()).isGreaterThan(READY_WITHIN_MS);
    assertThat(answers.behind(port)).isGreaterThanOrEqualTo(reply.ageMs() / 1e3);
  }

  private static TopicLoop compare(FoldSettings settings, Bed bed, LateStream stream)
      throws Exception {
    assertThat(JournalContents.faults(bed.outputs().read(bed.journal()), stream.ends())).isEmpty();
    TopicLoop loop = bed.requireAsLoop(settings);
    System.out.println(loop.labels());
    // All that can happen did.
    assertThat(loop.labels().silent()).isPositive();
    assertThat(loop.labels().learnedTooLate()).isPositive();
    assertThat(loop.refused()).isNotEmpty();
    return loop;
  }
}
