package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gyre.TestPorts;
import io.gyre.broker.LocalBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Each command does its work with the rights that {@code src/docs/operations.md} gives it, and with
 * no others: a broker that authorises knows each by a user of its own. The tests go through an
 * application's life in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RightsIT {

  private static final String PASSWORD = "correct-horse-battery";
  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\""
          + PASSWORD
          + "\"%s;";

  private static final String PREFIX = "--prefix=shop.";
  private static final String SHOP = "--application-id=shop";
  private static final String QUESTION =
      "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,2],\"datatype\":\"FP64\",\"data\":[0.1,0.2]}]}";

  /** One that has no rights at all. */
  private static final String NOBODY = "nobody";

  @TempDir private static Path folder;
  private static LocalBroker broker;
  private static Admin admin;
  private static RunningCommand learner;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void start() throws Exception {
    List<AclBinding> rights = DocumentedRights.all();
    TreeSet<String> users =
        rights.stream()
            .map(each -> each.entry().principal().substring("User:".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    users.addAll(List.of(NOBODY, "admin"));
    String known =
        users.stream()
            .map(user -> " user_%s=\"%s\"".formatted(user, PASSWORD))
            .collect(Collectors.joining());
    Map<String, String> settings = new TreeMap<>();
    settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("sasl.enabled.mechanisms", "PLAIN");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put("listener.name.plaintext.plain.sasl.jaas.config", PLAIN.formatted("admin", known));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:admin;User:ANONYMOUS");
    broker = LocalBroker.start(folder.resolve("broker"), 0, settings);
    for (String user : users) {
      Files.writeString(
          config(user),
          "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
              + PLAIN.formatted(user, "")
              + "\n");
    }
    admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PLAIN.formatted("admin", "")));
    admin.createAcls(rights).all().get();
  }

  @AfterAll
  static void stop() {
    if (learner != null) {
      learner.close();
    }
    if (admin != null) {
      admin.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    root().addAppender(log);
    gyre().setLevel(Level.INFO);
  }

  @AfterEach
  void forget() {
    root().detachAppender(log);
    gyre().setLevel(null);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** Some of what is missing is told at this level. */
  private static Logger gyre() {
    return (Logger) LoggerFactory.getLogger("io.gyre");
  }

  private static Path config(String user) {
    return folder.resolve(user + ".properties");
  }

  private static String[] arguments(String user, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--bootstrap-server=" + broker.bootstrapServers());
    all.add("--command-config=" + config(user));
    return all.toArray(String[]::new);
  }

  private String done(String user, String... command) {
    Terminated ended = Terminated.run(Map.of(), arguments(user, command));
    ended.requireDone();
    complainsOfNothing();
    return ended.out();
  }

  /** Some rights only make a warning, if they are missing. */
  private void complainsOfNothing() {
    assertThat(List.copyOf(log.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(
            text -> text.matches("(?is).*(not authorized|authorization|no right|the right to).*"));
  }

  @Test
  @Order(1)
  void shouldRefuseWhoHasNoRights() {
    Terminated refused = Terminated.run(Map.of(), arguments(NOBODY, "topics", PREFIX));

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("expected the right to DESCRIBE it, found none");
  }

  @Test
  @Order(2)
  void shouldCreateTopics() {
    done("topics", "topics", PREFIX, "--partitions=2");
    // Now it looks at what is there.
    assertThat(done("topics", "topics", PREFIX, "--partitions=2")).doesNotContain("no right");
  }

  @Test
  @Order(3)
  void shouldLearnFromWhatIsProducedAndBeWatched() throws Exception {
    done("produce", "produce", PREFIX, "--count=2990");
    done("produce", "produce", PREFIX, "--count=10"); // It goes on where the topic ends.
    admin.deleteTopics(List.of("shop.alerts")).all().get();
    learner = learn();
    try (RunningCommand watch =
        new RunningCommand(
            arguments("watch", "watch", "cost", PREFIX, "--from-beginning", "--json"))) {
      await().until(() -> watch.output().contains("\"totals\":{\"points\":3000"));
    }
    // The size of the journal is looked at in the first second, and then seldom.
    learner.close();
    learner = learn();
    await().until(() -> journalBegin() > 0);
    complainsOfNothing();
  }

  private static RunningCommand learn() {
    RunningCommand started =
        new RunningCommand(
            arguments(
                "learn",
                "learn",
                PREFIX,
                SHOP,
                "--late-labels",
                "--journal-keep=64KiB",
                "--http-port=0",
                "--state-dir=" + folder.resolve("state")));
    started.await("Learning from");
    return started;
  }

  private static long journalBegin() throws Exception {
    TopicPartition journal = new TopicPartition("shop-journal", 0);
    return admin
        .listOffsets(Map.of(journal, OffsetSpec.earliest()))
        .partitionResult(journal)
        .get()
        .offset();
  }

  @Test
  @Order(4)
  void shouldAskExplainExportAndScore() {
    done("ask", "ask", PREFIX, SHOP, "--why", "0.1", "0.2");
    done("explain", "explain", PREFIX, SHOP);
    done("export", "export", SHOP, "--out=" + folder.resolve("exported"));
    done("score", "score", "--topic=shop.points", "--partition=0", "--learners=fast");
  }

  @Test
  @Order(4)
  void shouldSaveListAndDeleteVersions() {
    done("version", "version", "save", "kept", SHOP);
    done("version", "version", "save", "doomed", SHOP);
    assertThat(done("version", "version", "list", SHOP)).contains("kept", "doomed");
    done("version", "version", "delete", "doomed", "--yes", SHOP);
  }

  @ParameterizedTest
  @CsvSource({"dashboard, gyre_lag_points", "serve, gyre_replica_behind_seconds"})
  @Order(5)
  void shouldFollow(String command, String figure) throws Exception {
    int port = TestPorts.reserve();
    List<String> words = new ArrayList<>(List.of(command, SHOP, "--http-port=" + port));
    if (command.equals("dashboard")) {
      words.add(PREFIX);
    }
    try (RunningCommand server =
        new RunningCommand(arguments(command, words.toArray(String[]::new)))) {
      HttpRequest question =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/shop/infer"))
              .POST(BodyPublishers.ofString(QUESTION))
              .build();
      await()
          .ignoreExceptions()
          .until(
              () ->
                  HttpClient.newHttpClient().send(question, BodyHandlers.ofString()).statusCode()
                      == 200);
      HttpRequest metrics =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
      await()
          .until(
              () ->
                  HttpClient.newHttpClient()
                      .send(metrics, BodyHandlers.ofString())
                      .body()
                      .lines()
                      .anyMatch(line -> line.matches(figure + "\\{.*} [0-9.]+")));
      assertThat(server.output()).doesNotContainIgnoringCase("authoriz").doesNotContain("right");
    }
    complainsOfNothing();
  }

  /** Who may only watch reads the topics, but not the state. */
  @Test
  @Order(6)
  void shouldSayWhyThereAreNoFigures() throws Exception {
    int port = TestPorts.reserve();
    try (RunningCommand page =
        new RunningCommand(arguments("watch", "dashboard", SHOP, PREFIX, "--http-port=" + port))) {
      page.await("no right to read the topic shop-state-changelog");
      HttpRequest learners =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/learners")).build();

      assertThat(HttpClient.newHttpClient().send(learners, BodyHandlers.ofString()).body())
          .isEqualTo("[]");
    }
  }

  @Test
  @Order(6)
  void shouldLearnAgainFromAVersion() {
    assertThat(done("explain", "score", "--from-version=kept", "--frozen=kept", SHOP))
        .contains("which shop learned after version 2", "version 2: ");
  }

  @Test
  @Order(7)
  void shouldGoBackToAVersionAndReset() {
    learner.close();
    learner = null;
    String state = "--state-dir=" + folder.resolve("state");
    assertThat(done("learn", "reset", "--to-version=kept", "--skip", "--yes", SHOP, PREFIX, state))
        .contains("goes on at the end");
    done("reset", "reset", PREFIX, SHOP, "--outputs", "--yes", state);
  }
}
