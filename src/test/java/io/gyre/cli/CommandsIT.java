package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.Patience;
import io.gyre.TestPorts;
import io.gyre.broker.TestBroker;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import java.io.OutputStreamWriter;
import java.io.Writer;
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
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every command as a person uses it, on a real broker. Each test has topics of its own. */
@Execution(ExecutionMode.CONCURRENT)
class CommandsIT {

  private static final List<String> LEARNERS =
      List.of("network", "challenger", "logistic", "blend");

  @TempDir static Path folder;

  @Test
  void shouldNeedTheTopicsToBeThere() {
    assertThat(run("none.", "produce", "--count", "1"))
        .satisfies(
            failedWith(
                "there is no topic none.points", "Create it: gyre topics --prefix none. --boot"));
    assertThat(run("none.", "watch", "cost")).satisfies(failedWith("no topic none.metrics"));
    assertThat(run("none.", "ask", "1", "2")).satisfies(failedWith("no topic none.parameters"));
    run("0.", "topics");
    for (String[] command : new String[][] {{"watch", "cost"}, {"explain"}, {"ask", "1"}}) {
      assertThat(run("none.", command))
          .satisfies(failedWith("no topic none.", "topics are there with --prefix 0."));
    }
    assertThat(run("", "score", "--topic", "none"))
        .satisfies(failedWith("no topic none", "a topic's full name, as 0.points"));
  }

  @Test
  void shouldSayThatNothingComesAndWhatElseCanBeSeen() {
    run("rest.", "topics");

    assertThat(saysWhileQuiet()).contains("nothing has come for 5 s. Only what is new is shown");
    assertThat(saysWhileQuiet("--from-beginning")).contains("5 s. There is nothing yet");
  }

  private static String saysWhileQuiet(String... more) {
    List<String> arguments = new ArrayList<>(List.of("watch", "cost", "--prefix=rest."));
    arguments.add("--bootstrap-server=" + TestBroker.bootstrapServers());
    arguments.addAll(List.of(more));
    try (RunningCommand watch = new RunningCommand(arguments.toArray(String[]::new))) {
      await().until(() -> watch.output().contains("Ctrl-C stops."));
      return watch.output();
    }
  }

  @Test
  void shouldNotAdviseALabelThatNoRowHas() throws Exception {
    run("bare.", "topics");
    Path rows = Files.writeString(folder.resolve("bare.jsonl"), "{\"x\":1}\n{\"x\":2}\n");

    Terminated produced = run("bare.", "produce", rows.toString(), "--label", "z");

    assertThat(produced.err()).contains("none of the 2 rows has a label in \"z\"");
    assertThat(produced.out())
        .contains("None has the label z.", "gyre learn --prefix bare. --boot", " --label FIELD\n")
        .doesNotContain("--label z");
  }

  @Test
  void shouldCreateTopicsReportWhatDiffersAndAlterIt() throws Exception {
    Terminated created = run("t.", "topics", "--partitions", "2", "--application-id", "t");
    created.requireDone();
    assertThat(created.out().lines().map(line -> line.replaceAll(" +", " ")))
        .startsWith("topic state", "t.points created", "t.predictions created")
        .hasSize(1 + Topic.all().size())
        .containsAll(Topic.all().stream().map(topic -> "t." + topic.name() + " created").toList());
    assertThat(run("t.", "topics").out())
        .containsPattern("t.points +present")
        .doesNotContain("differs");

    set("t.metrics", "retention.bytes", "1000000");
    Terminated harmless = run("t.", "topics");
    harmless.requireDone();
    assertThat(harmless.out()).containsPattern("t.metrics +differs").endsWith("does no harm.\n");
    set("t.parameters", "cleanup.policy", "delete");
    Terminated differs = run("t.", "topics");
    assertThat(differs.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(differs.out())
        .doesNotContain("does no harm")
        .containsPattern("t.parameters +differs")
        .contains("cleanup.policy: expected compact");
    assertThat(differs.err()).contains("--alter");

    assertThat(run("t.", "topics", "--alter", "--json").out())
        .contains("{\"topic\":\"t.parameters\",\"state\":\"present\",\"differences\":[]}");
    run("t.", "topics").requireDone();
  }

  /** With less it would look at other topics, find nothing wrong, and create them. */
  @Test
  void shouldNameTheCommandThatMendsTheTopicsOfALearner() throws Exception {
    run("mend.", "topics");
    set("mend.dead-letters", "cleanup.policy", "compact");

    Terminated refused = run("mend.", "learn", "--no-http", "--application-id", "mended");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .contains("cleanup.policy: expected delete, found compact")
        .contains("gyre topics --alter --application-id mended --prefix mend. --bootstrap-server");
  }

  @Test
  void shouldSayThatNobodyAnswers() {
    run("quiet.", "topics");

    assertThat(run("quiet.", "ask", "0.1", "0.2", "--application-id=quiet"))
        .satisfies(failedWith("there is no topic quiet-state-changelog: the application has not"));
  }

  @Test
  void shouldProduceAFileAndEndWithOneIfALineWasNoPoint() throws Exception {
    run("file.", "topics");
    Path csv = Files.writeString(folder.resolve("p.csv"), "a,b,y\n1,x,no\n1,1e400,yes\n?,true,\n");

    Terminated produced =
        run("file.", "produce", csv.toString(), "--label", "y", "--id", "a", "--rate", "max");

    assertThat(produced.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(produced.out())
        .startsWith("2 points sent in ")
        .contains(
            " s, 2 acknowledged.\nWithout a label: 1.\n",
            "Learn from them: gyre learn --prefix file. --boot",
            " --label y --id a\n");
    assertThat(produced.err()).contains("passed over line 3, column \"b\"", "rows passed over: 1.");
    assertThat(values("file.points", 2))
        .containsExactly(
            "{\"a\":1,\"b\":\"x\",\"y\":\"no\"}", "{\"a\":null,\"b\":true,\"y\":null}");
  }

  @Test
  void shouldGoOnWithTheSpiralWhereTheTopicEnds() throws Exception {
    run("twice.", "topics");

    run("twice.", "produce", "--count", "2").requireDone();
    run("twice.", "produce", "--count", "2").requireDone();

    assertThat(values("twice.points", 4).stream().map(value -> value.substring(0, 11)))
        .containsExactly(
            "{\"id\":\"p-0\"", "{\"id\":\"p-1\"", "{\"id\":\"p-2\"", "{\"id\":\"p-3\"");
  }

  @Test
  void shouldSendTheSampleAndAPackedFileAsTheyAre() throws Exception {
    run("sent.", "topics", "--points", "orders");
    Path csv = folder.resolve("orders.csv.gz");
    try (Writer out =
        new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(csv)), UTF_8)) {
      out.write(run("", "sample", "--rows", "100").out());
    }

    Terminated produced =
        run("sent.", "produce", csv.toString(), "--label=outcome", "--topic=orders", "--rate=0");

    assertThat(produced.err()).isEmpty();
    produced.requireDone();
    assertThat(produced.out()).contains("gyre learn --prefix sent. --points orders --boot");
    assertThat(values("orders", 100))
        .first()
        .asString()
        .startsWith("{\"placed\":\"2026-01-05T06:")
        .endsWith("\"outcome\":\"kept\"}");
  }

  @Test
  void shouldGiveRowsTimesOfTheirOwnAndEndThemWithAnEndRecord() throws Exception {
    run("timed.", "topics", "--partitions", "2");
    Path csv = Files.writeString(folder.resolve("t.csv"), "a,label\n1,0\n2,1\n3,0\n");

    run("timed.", "produce", csv.toString(), "--rate", "max");
    run("timed.", "produce", csv.toString(), "--rate", "1000");

    List<ConsumerRecord<byte[], byte[]>> found = records("timed.points", 10);
    assertThat(found).filteredOn(r -> PointHeaders.isEnd(r.value(), r.headers())).hasSize(4);
    assertThat(found).filteredOn(r -> r.value() == null).hasSize(4);
    long start = found.stream().mapToLong(ConsumerRecord::timestamp).min().orElseThrow();
    assertThat(start % 86_400_000).isZero();
    assertThat(found)
        .extracting(r -> r.timestamp() - start)
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 3L, 1_000L, 1_001L, 1_002L, 1_003L, 1_003L);
  }

  private static List<String> values(String topic, int count) throws Exception {
    return records(topic, count).stream()
        .filter(found -> found.value() != null)
        .map(found -> new String(found.value(), UTF_8))
        .toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int count)
      throws Exception {
    ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), true)) {
      while (records.size() < count) {
        reader.poll(Patience.TIME).forEach(records::add);
      }
    }
    return records;
  }

  @Test
  void shouldAnswerOnceTheLearnersRunAndShowEverythingThatHappens() throws Exception {
    run("live.", "topics");
    String[] learners = {"learn", "--learners=spirals", "--state-dir"};
    try (RunningCommand learn = start("live.", learners, folder.resolve("state").toString())) {
      learn.await("Learning from the topic live.points");
      String[] watch = {"watch", "cost", "--from-beginning", "--application-id"};
      try (RunningCommand cost = start("live.", watch, "gyre");
          RunningCommand others = start("live.", watch, "other")) {
        run("live.", "produce", "--count", "1000", "--rate", "1000").requireDone();
        LEARNERS.forEach(name -> cost.await("  " + name));
        assertAnswers();
        assertShowsWhatCannotBeUsed();
        assertThat(others.output()).doesNotContain(LEARNERS);
      }
      try (RunningCommand second = start("live.", learners, folder.resolve("second").toString())) {
        second.await("gyre runs already: gyre-");
      }
      assertThat(learn.output()).doesNotContain("runs already");
    }
  }

  private static RunningCommand start(String prefix, String[] command, String... more) {
    return new RunningCommand(
        environment(prefix),
        Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void shouldBeAliveAndNotReadyWhileItWaitsForABroker() throws Exception {
    String port = String.valueOf(TestPorts.reserve());
    try (RunningCommand learn =
        new RunningCommand(
            "learn",
            "--bootstrap-server=127.0.0.1:" + TestPorts.reserve(),
            "--state-dir=" + folder.resolve("waiting"),
            "--http-port=" + port)) {
      learn.await("Health, metrics and answers are at http://127.0.0.1:" + port);
      // Again, since it waits for an answer for 5 s at most.
      await().untilAsserted(() -> run("", "health", "--live", "--http-port", port).requireDone());
      await()
          .untilAsserted(
              () ->
                  assertThat(run("", "health", "--http-port", port))
                      .satisfies(failedWith("waiting for a Kafka broker")));
    }
  }

  @Test
  void shouldAnswerFieldsSayWhyAndExplainWhatWasLearned() throws Exception {
    run("fields.", "topics", "--points=own-orders");
    StringBuilder rows = new StringBuilder("age,carrier,label\n");
    for (int i = 0; i < 400; i++) {
      rows.append("%d,%s,%s%n".formatted(i % 50, i % 2 == 0 ? "DL" : "AA", i % 2 == 0));
    }
    Path csv = Files.writeString(folder.resolve("fields.csv"), rows);
    Path list =
        Files.writeString(
            folder.resolve("fields.json"),
            """
            [{"name": "line", "kind": "logistic", "learningRate": 0.3},
             {"name": "often", "kind": "prior"},
             {"name": "mix", "kind": "blend"}]
            """);
    String port = String.valueOf(TestPorts.reserve());
    RunningCommand learn =
        start(
            "fields.",
            new String[] {"learn"},
            "--points=own-orders",
            "--application-id=fields",
            "--learners=" + list,
            "--http-port=" + port,
            "--state-dir=" + folder.resolve("fields"));
    learn.await("Learning from the topic own-orders as");
    // Kafka Streams makes the changelog a moment after it has begun.
    await()
        .untilAsserted(
            () ->
                assertThat(explain())
                    .satisfies(failedWith("no learner has saved what it has learned as fields")));
    run("fields.", "produce", csv.toString(), "--points=own-orders", "--rate=200");
    await().untilAsserted(() -> assertThat(explain().out()).contains("carrier=DL"));

    assertSameBits("http://127.0.0.1:" + port);
    assertThat(askFields("carrier=DL").out().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith("mix ");
    Terminated answer = askFields("--learner=often,line", "--why", "carrier=DL", "age=");
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out().lines().skip(1).map(line -> line.split(" ")[0]).limit(2))
        .as("in the list's order")
        .containsExactly("line", "often");
    assertThat(answer.out())
        .containsPattern("line +true +0\\.[5-9]\\d+  true ")
        .containsPattern("line says true: the terms of the logit.*\\R +\\+[0-9.]+  carrier\\R")
        .contains("(bias)")
        .containsPattern("often says \\w+: no field changes that");
    assertThat(askFields("2").err())
        .contains("no learner knows features.0, so that", "they know age, carrier.");
    assertThat(askFields("carrier=XX", "age=x").err())
        .contains("no learner knows carrier=XX; they know carrier=", "no learner knows age=x: ");
    assertThat(askFields("--learner=lime,line", "age=3"))
        .satisfies(failedWith("no learner is called lime; there are line, often, mix"));
    assertThat(askFields("--partition=1", "age=3"))
        .satisfies(failedWith("--partition: expected one of [0], which have a model, found 1"));

    Terminated explained = explain("line", "--top=2");
    explained.requireDone();
    assertThat(explained.out())
        .contains("+ speaks for true, - against it")
        .containsPattern("\\+[0-9.]+  carrier=DL")
        .containsPattern("-[0-9.]+  carrier=AA")
        .contains("more\n");
    String json = explain("--json").out();
    assertThat(new ObjectMapper().readTree(json).at("/class").asText()).isEqualTo("true");
    assertThat(explain("often"))
        .satisfies(failedWith("often: only linear learners", "here that is line", "ask --why"));
    assertThat(explain("lime")).satisfies(failedWith("there are line, mix, often"));

    Path model = csv.resolveSibling("model");
    Terminated exported = run("fields.", "export", "--application-id=fields", "--out=" + model);
    assertThat(exported.out()).contains("Exported line, often, mix to " + model + ": mix answers.");
    assertThat(model).isDirectoryContaining(file -> file.endsWith("model.onnx"));
    assertThat(run("fields.", "export", "--application-id=fields", "--out=" + model))
        .satisfies(failedWith("expected an empty folder or none"));
    assertThat(run("fields.", "export", "--application-id=fields", "--partition=1", "--out=m"))
        .satisfies(failedWith("--partition: expected one of [0], which have a model, found 1"));
    assertThat(run("fields.", "export", "--application-id=nobody", "--out=m"))
        .satisfies(failedWith("there is no topic nobody-"));
    assertThat(model.resolve("README.md")).content().contains("| points | 400, of which 400 ");
    learn.close();
  }

  private static Terminated askFields(String... words) {
    String[] command =
        Stream.concat(Stream.of("ask", "--application-id=fields"), Stream.of(words))
            .toArray(String[]::new);
    return run("fields.", command);
  }

  /** Of learners that rest: what a copy says of all that was saved, the server and a client. */
  private static void assertSameBits(String url) throws Exception {
    await()
        .untilAsserted(
            () -> {
              JsonNode copied = json(askFields("--why", "--json", "age=33", "carrier=DL"));
              JsonNode served =
                  json(askFields("--url=" + url, "--why", "--json", "age=33", "carrier=DL"));
              JsonNode client = infer(url + "/v2/models/mix/infer");
              int rows = 400; // Behind them is an end record.
              assertThat(copied.get("offset").intValue()).isEqualTo(rows + 1);
              assertThat(served.at("/parameters/offset").intValue()).isEqualTo(rows + 1);
              assertThat(client.at("/parameters/offset").intValue()).isEqualTo(rows + 1);
              int of = served.at("/outputs/2/data/0").textValue().equals("true") ? 0 : 1;
              assertThat(served.at("/outputs/1/data/" + of)).isEqualTo(copied.get("probability"));
              assertThat(client.at("/outputs/0/data/" + of)).isEqualTo(copied.get("probability"));
              String why = served.at("/outputs/4/data/0").textValue();
              assertThat(new ObjectMapper().readTree(why).get("why")).isEqualTo(copied.get("why"));
              assertThat(client.at("/outputs/1/data/0").textValue()).isEqualTo(why);
            });
  }

  private static JsonNode infer(String url) throws Exception {
    String question =
        """
        {"inputs":[{"name":"age","datatype":"FP64","shape":[1],"data":[33]},
                   {"name":"carrier","datatype":"BYTES","shape":[1],"data":["DL"]}],
         "outputs":[{"name":"probabilities"},{"name":"why"}]}
        """;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(question)).build();
    return new ObjectMapper()
        .readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }

  private static JsonNode json(Terminated asked) throws Exception {
    asked.requireDone();
    return new ObjectMapper().readTree(asked.out());
  }

  private static Terminated explain(String... more) {
    List<String> arguments = new ArrayList<>(List.of("explain", "--application-id=fields"));
    arguments.addAll(List.of(more));
    return run("fields.", arguments.toArray(String[]::new));
  }

  @Test
  void shouldSayThatNothingComesFromALearnerThatThereIsNot() throws Exception {
    run("misspelt.", "topics");
    try (RunningCommand watch =
        new RunningCommand(
            "watch",
            "cost",
            "--prefix=misspelt.",
            "--learner=bland",
            "--bootstrap-server=" + TestBroker.bootstrapServers())) {
      await()
          .until(
              () ->
                  watch.output().contains("nothing has come for 5 s from a learner called bland"));
    }
  }

  private static void assertAnswers() throws Exception {
    Terminated table = run("live.", "ask", "-0.3", "0.7");
    assertThat(table.err()).isEmpty();
    table.requireDone();
    assertThat(table.out().lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo("learner  prediction  probability  of class   step");
    assertThat(table.out().lines().toList().get(1)).startsWith("blend ");
    Terminated json = run("live.", "ask", "1e-3", "+7", "--json");
    json.requireDone();
    assertThat(json.out().lines()).hasSize(1);
    for (String line : json.out().lines().toList()) {
      assertThat(new ObjectMapper().readTree(line).path("label").isNull()).isTrue();
    }
    assertThat(run("live.", "ask", "{\"label\":1}"))
        .satisfies(failedWith("the point was refused: value: expected a field besides label"));
  }

  private static void assertShowsWhatCannotBeUsed() throws Exception {
    ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());
    byte[] bad = "{\"x\":1,\"label\":{}}".getBytes(UTF_8);
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      producer.send(new ProducerRecord<>("live.points", bad)).get();
    }
    String[] watch = {"watch", "dead-letters", "--from-beginning"};
    try (RunningCommand letters = start("live.", watch)) {
      letters.await("label: expected a number, text, true or false");
      assertThat(letters.output()).contains("live.points-0@", "{\"x\":1,");
    }
  }

  private static java.util.function.Consumer<Terminated> failedWith(String... parts) {
    return failed -> {
      assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(failed.err()).contains(parts);
      assertThat(failed.err().lines().count()).isOne();
    };
  }

  private static Map<String, String> environment(String prefix) {
    return Map.of(
        "GYRE_BOOTSTRAP_SERVER",
        TestBroker.bootstrapServers(),
        "GYRE_PREFIX",
        prefix,
        "GYRE_APPLICATION_ID", // As in compose: what has no use for it takes no offence.
        "gyre");
  }

  private static Terminated run(String prefix, String... args) {
    return Terminated.run(environment(prefix), args);
  }

  private static void set(String topic, String name, String value) throws Exception {
    try (Admin admin = ClusterAccess.local(TestBroker.bootstrapServers()).admin()) {
      // Returns when it has taken effect, which Kafka's own does not wait for.
      new Provisioner(admin).setConfigs(topic, Map.of(name, value), false);
    }
  }
}
