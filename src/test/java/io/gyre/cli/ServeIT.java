package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.TestPorts;
import io.gyre.broker.LocalBroker;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Outputs;
import io.gyre.crash.PointStream;
import io.gyre.crash.ServedAnswers;
import io.gyre.crash.ServedAnswers.Reply;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.format.RecordSettings;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Questions to {@code gyre serve} and {@code gyre learn} while points come: the answers are those
 * of a plain loop that stands at the same offset, whatever is learned.
 */
@Execution(ExecutionMode.CONCURRENT)
class ServeIT {

  private static final int ROWS = 6;
  private static final int ANSWERS = 300;
  private static final int POINTS = 800;
  private static final int PER_SECOND = 400;

  /** With late labels more than a snapshot has, and some labels among them. */
  private static final int FIRST = 600;

  /** With late labels a replica stands at the last snapshot. */
  private static final int BEHIND = SnapshotRule.standard().records() + 10;

  @TempDir static Path folder;

  /** An application with topics of its own, which is asked in two places. */
  private static final class Application implements AutoCloseable {

    final String id;
    final String servers;
    final int partitions;
    final TopicNames names;
    final Admin admin;
    final PointStream stream;
    final int learnPort = TestPorts.reserve();
    final int servePort = TestPorts.reserve();
    final Random random;
    ServedAnswers answers;
    private final Path list;
    private RunningCommand learn;
    private RunningCommand serve;

    Application(String servers, String id, int partitions, LongFunction<byte[]> records)
        throws Exception {
      this.servers = servers;
      this.id = id;
      this.partitions = partitions;
      names = TopicNames.standard().withPrefix(id + ".");
      admin = Admin.create(Map.of("bootstrap.servers", servers));
      new Provisioner(admin).provision(names, partitions, Map.of());
      stream = new PointStream(servers, names.points(), partitions, records);
      list = Files.writeString(folder.resolve(id + ".json"), ServedAnswers.LEARNERS);
      answers = new ServedAnswers(id);
      long seed = Long.getLong("gyre.seed", System.nanoTime());
      System.out.printf("%s: seed %d (again with -Dgyre.seed)%n", id, seed);
      random = new Random(seed);
    }

    Application(String id, int partitions, LongFunction<byte[]> records) throws Exception {
      this(TestBroker.bootstrapServers(), id, partitions, records);
    }

    Application learn(String... more) {
      learn = learner("state", learnPort, more);
      return this;
    }

    RunningCommand learner(String state, int port, String... more) {
      List<String> all = new ArrayList<>(List.of("learn", "--prefix=" + id + "."));
      all.add("--learners=" + list);
      all.addAll(state(state));
      all.add("--http-port=" + port);
      all.addAll(List.of(more));
      return new RunningCommand(all.toArray(String[]::new));
    }

    private List<String> state(String name) {
      return List.of(
          "--bootstrap-server=" + servers,
          "--application-id=" + id,
          "--state-dir=" + folder.resolve(id + "-" + name));
    }

    Application serve() {
      serve =
          new RunningCommand(
              "serve",
              "--bootstrap-server=" + servers,
              "--application-id=" + id,
              "--http-port=" + servePort);
      return this;
    }

    void stopLearning() {
      learn.close();
      learn = null;
    }

    void reset() {
      List<String> all = new ArrayList<>(List.of("reset", "--yes", "--prefix=" + id + "."));
      all.addAll(state("state"));
      Terminated.run(Map.of(), all.toArray(String[]::new)).requireDone();
    }

    Reply ask(int port, Integer partition) throws Exception {
      boolean digest = port == servePort && random.nextInt(10) == 0;
      return answers.ask(
          port, answers.anyModel(random), partition, 1 + random.nextInt(ROWS), random, digest);
    }

    /**
     * Sends points, and asks the learners and the replica meanwhile.
     *
     * @param named whether questions name a partition
     * @return this, once the replica knows of points of the end
     */
    Application askWhileSending(boolean named) throws Exception {
      stream.send(FIRST, 0);
      for (int partition = 0; partition < (named ? partitions : 1); partition++) {
        Integer asked = named ? partition : null;
        awaitServed(() -> ask(learnPort, asked).status() == 200);
        awaitServed(() -> ask(servePort, asked).status() == 200);
      }
      Thread sending = stream.sendInBackground(POINTS, PER_SECOND);
      long[] last = new long[partitions];
      while (sending.isAlive() || answers.count() < ANSWERS) {
        for (int port : new int[] {learnPort, servePort}) {
          Integer asked = named ? random.nextInt(partitions) : null;
          Reply reply = ask(port, asked);
          if (port == learnPort && reply.status() == 503) {
            continue; // One record took it more than a second, as where disks are slow: ask again.
          }
          assertThat(reply.status()).as(reply.body()).isEqualTo(200);
          if (port == servePort) {
            assertThat(reply.offset()).isGreaterThanOrEqualTo(last[reply.partition()]);
            last[reply.partition()] = reply.offset();
          }
        }
      }
      long end = stream.sent() / (named ? partitions : 1) - BEHIND;
      for (int partition = 0; partition < (named ? partitions : 1); partition++) {
        Integer asked = named ? partition : null;
        awaitServed(() -> ask(servePort, asked).offset() >= end);
        awaitServed(() -> ask(learnPort, asked).offset() >= end);
      }
      return this;
    }

    HttpResponse<String> get(String path) throws Exception {
      return answers.get(servePort, path);
    }

    void awaitServed(Callable<Boolean> condition) {
      await().ignoreExceptionsInstanceOf(ConnectException.class).until(condition);
    }

    boolean isReady() throws Exception {
      return answers.isReady(servePort);
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
      return new Outputs(servers, names)
          .read(topic).stream().filter(record -> record.partition() == partition).toList();
    }

    @Override
    public void close() {
      for (RunningCommand each : new RunningCommand[] {serve, learn}) {
        if (each != null) {
          each.close();
        }
      }
      stream.close();
      admin.close();
    }
  }

  private static final FoldSettings SETTINGS = ServedAnswers.SETTINGS;

  private static int requireAsLoop(
      Application of, FoldSettings settings, String log, int partition, boolean journal)
      throws Exception {
    int places = of.answers.requireAsLoop(settings, of.read(log, partition), journal);
    System.out.printf("%s: answers at %,d offsets of partition %d%n", of.id, places, partition);
    assertThat(places).isGreaterThan(5);
    return places;
  }

  @Test
  void shouldAnswerWithWhatIsRememberedOfKeys() throws Exception {
    try (Application keyed = new Application("served-keys", 1, ServedAnswers::record)) {
      keyed.serve().learn("--key=city", "--max-keys=30").askWhileSending(false);

      FoldSettings settings =
          SETTINGS
              .withRecords(RecordSettings.standard().withKeys(List.of("city")))
              .withKeys(new KeySettings(List.of(), 30));
      requireAsLoop(keyed, settings, keyed.names.points(), 0, false);
    }
  }

  @Test
  void shouldAnswerFromTheSnapshotWhereLabelsAreLate() throws Exception {
    try (Application late = new Application("served-late", 1, ServedAnswers::lateRecord)) {
      late.serve().learn("--late-labels").askWhileSending(false);

      requireAsLoop(late, SETTINGS.with(FoldLoop.LATE), late.names.points(), 0, false);
    }
  }

  @Test
  void shouldAnswerByTheJournalOfMergedPartitions() throws Exception {
    try (Application merged = new Application("served-journal", 3, ServedAnswers::record)) {
      merged.serve().learn().askWhileSending(false);

      requireAsLoop(merged, SETTINGS, TopicNames.journalOf(merged.id), 0, true);
    }
  }

  @Test
  void shouldAnswerByThePartitionThatIsNamed() throws Exception {
    try (Application apart = new Application("served-apart", 2, ServedAnswers::record)) {
      apart.serve().learn("--per-partition").askWhileSending(true);

      for (int port : new int[] {apart.learnPort, apart.servePort}) {
        Reply unnamed = apart.ask(port, null);
        assertThat(unnamed.status()).isEqualTo(400);
        assertThat(unnamed.body()).contains("partition: expected one of 0, 1");
        Reply absent = apart.ask(port, 2);
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.body()).contains("partition 2: expected one whose learners are here");
        assertThat(apart.ask(port, 1).partition()).isOne();
      }
      requireAsLoop(apart, SETTINGS, apart.names.points(), 0, false);
      requireAsLoop(apart, SETTINGS, apart.names.points(), 1, false);
    }
  }

  @Test
  void shouldSayTheDigestOfACopyAndRefuseItWhereLearnersWouldWait() throws Exception {
    try (Application one = new Application("served-digest", 1, ServedAnswers::record)) {
      one.serve().learn();
      one.stream.send(500, 0);
      for (String model : List.of(one.id, "logistic", "network", "nearest")) {
        one.awaitServed(
            () -> {
              Reply reply = one.answers.ask(one.servePort, model, null, 2, one.random, true);
              assertThat(reply.body()).contains(reply.status() == 200 ? "\"digest\":" : "model");
              return reply.offset() == 500;
            });
      }
      one.awaitServed(() -> one.ask(one.learnPort, null).offset() == 500);
      Reply refused = one.answers.ask(one.learnPort, "nearest", null, 1, one.random, true);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("digest: only a replica says it");

      assertThat(one.answers.requireAsLoop(SETTINGS, one.read(one.names.points(), 0), false))
          .isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void shouldForgetWhatWasResetAndServeWhatIsLearnedAnew() throws Exception {
    try (Application anew = new Application("served-anew", 2, ServedAnswers::record)) {
      anew.serve();
      anew.awaitServed(() -> anew.get("/health/ready").body().contains("there is no topic"));
      for (String path : List.of("/v2/health/ready", "/v2/models/served-anew/ready")) {
        assertThat(anew.get(path).statusCode()).as(path).isEqualTo(503);
      }
      Reply early = anew.answers.ask(anew.servePort, "nearest", 1, 1, anew.random);
      assertThat(early.status()).as(early.body()).isEqualTo(503);
      assertThat(early.body()).contains("there is no topic");

      anew.learn("--per-partition");
      anew.stream.send(POINTS, 0);
      anew.awaitServed(() -> anew.ask(anew.servePort, 1).offset() == POINTS / 2);
      anew.awaitServed(anew::isReady);
      anew.stopLearning();
      assertThat(anew.isReady()).isTrue();
      anew.reset();
      anew.awaitServed(() -> !anew.isReady());
      Reply gone = anew.ask(anew.servePort, 1);
      assertThat(gone.status()).as(gone.body()).isEqualTo(503);
      assertThat(anew.answers.behind(anew.servePort)).isNaN();

      // One model of what had been two: nothing is known of the partitions of before.
      anew.answers = new ServedAnswers(anew.id);
      anew.learn();
      anew.awaitServed(() -> anew.ask(anew.servePort, null).offset() >= POINTS);
      assertThat(anew.isReady()).isTrue();
      assertThat(
              anew.answers.requireAsLoop(
                  SETTINGS, anew.read(TopicNames.journalOf(anew.id), 0), true))
          .isPositive();
    }
  }

  /** All clients are one user: what is denied is denied when the learners are stopped. */
  @Test
  void shouldNameTheRightThatIsMissing() throws Exception {
    String authorizer = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    Map<String, String> rights =
        Map.of("authorizer.class.name", authorizer, "allow.everyone.if.no.acl.found", "true");
    try (LocalBroker broker = LocalBroker.start(folder.resolve("guarded"), 0, rights);
        Application guarded =
            new Application(broker.bootstrapServers(), "guarded", 1, ServedAnswers::record)) {
      guarded.learn("--key=city");
      guarded.stream.send(POINTS, 0);
      guarded.awaitServed(() -> guarded.ask(guarded.learnPort, null).offset() == POINTS);
      guarded.stopLearning();
      String state = LearnerTopology.changelogOf(guarded.id);
      String keys = "guarded-keys-changelog";
      List<AclBinding> ofState = deny(guarded, state, AclOperation.READ);
      guarded.serve();
      guarded.awaitServed(() -> saysNotReady(guarded, "no right to read the topic " + state));
      List<AclBinding> ofKeys = deny(guarded, keys, AclOperation.READ);
      allow(guarded, ofState);
      guarded.awaitServed(() -> saysNotReady(guarded, "no right to read the topic " + keys));
      allow(guarded, ofKeys);

      guarded.awaitServed(guarded::isReady);
      assertThat(guarded.ask(guarded.servePort, null).offset()).isEqualTo(POINTS);
      // It still follows: its age falls again and again. One that was seen may be the least of all.
      double[] most = {0};
      guarded.awaitServed(
          () -> {
            double behind = guarded.answers.behind(guarded.servePort);
            boolean falls = behind < most[0];
            most[0] = Math.max(most[0], behind);
            return falls;
          });
      assertThat(guarded.ask(guarded.servePort, null).offset()).isEqualTo(POINTS);
    }
  }

  private static boolean saysNotReady(Application of, String reason) throws Exception {
    HttpResponse<String> said = of.get("/v2/health/ready");
    assertThat(said.statusCode()).as(said.body()).isEqualTo(503);
    return said.body().contains(reason);
  }

  private static List<AclBinding> deny(Application of, String topic, AclOperation operation)
      throws Exception {
    ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
    List<AclBinding> denied =
        List.of(
            binding(pattern, AclOperation.ALL, AclPermissionType.ALLOW),
            binding(pattern, operation, AclPermissionType.DENY));
    of.admin.createAcls(denied).all().get();
    return denied;
  }

  private static void allow(Application of, List<AclBinding> denied) throws Exception {
    of.admin.deleteAcls(denied.stream().map(AclBinding::toFilter).toList()).all().get();
  }

  private static AclBinding binding(
      ResourcePattern resource, AclOperation operation, AclPermissionType type) {
    return new AclBinding(resource, new AccessControlEntry("User:ANONYMOUS", "*", operation, type));
  }
}
