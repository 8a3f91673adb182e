package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.crash.Bed;
import io.gyre.feed.AvroRows;
import io.gyre.fold.FoldReport;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.TopicReader;
import io.gyre.replica.Replica;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.topic.Origin;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A label on a topic that is an amount. */
@Execution(ExecutionMode.CONCURRENT)
class NumericLabelsIT {

  private final ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());

  @TempDir Path folder;

  private Path houses(int count) throws Exception {
    return Files.write(
        folder.resolve("houses-%d.csv".formatted(count)), NumericLabelsTest.houses(count));
  }

  private static String[] of(String prefix, String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--bootstrap-server=" + TestBroker.bootstrapServers());
    if (!prefix.isEmpty()) {
      arguments.add("--prefix=" + prefix);
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static Terminated run(String prefix, String command, String... more) {
    return Terminated.run(Map.of(), of(prefix, command, more));
  }

  private String[] learn(String prefix, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            "--label=price",
            "--learners=fast",
            "--no-http",
            "--application-id=" + prefix,
            "--state-dir=" + folder.resolve(prefix)));
    return of(prefix, "learn", arguments.toArray(String[]::new));
  }

  private long end(String topic) {
    try (Admin admin = cluster.admin()) {
      ClusterAdmin asked = new ClusterAdmin(admin);
      return asked.topics().contains(topic) ? asked.end(topic) : -1;
    }
  }

  /** The last parameters of the learner that is logistic. */
  private Parameters learned(String prefix) {
    List<Parameters> found = new ArrayList<>();
    String topic = prefix + "parameters";
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), true)) {
      reader.readToEnd(
          record -> found.add(Topic.PARAMETERS.deserializer().deserialize(topic, record.value())));
    }
    return found.stream()
        .filter(each -> each.learner().equals("logistic"))
        .reduce((first, last) -> last)
        .orElse(null);
  }

  private boolean hasLearned(String application, int points) {
    return end(LearnerTopology.changelogOf(application)) > 0
        && Replica.restore(cluster, application).values().stream()
            .anyMatch(fold -> fold.report().step(0) >= points);
  }

  private static void soon(RunningCommand of, Callable<Boolean> holds) {
    await().untilAsserted(() -> assertThat(holds.call()).as(of.output()).isTrue());
  }

  /** What was learned decides a restart; an option that says otherwise is refused in words. */
  @Test
  void shouldStayAnAmountOverRestarts() throws Exception {
    run("amounts.", "topics").requireDone();
    run("amounts.", "produce", houses(600).toString(), "--label=price").requireDone();
    String scored = run("", "score", "--topic=amounts.points", "--label=price", "--json").out();
    for (int start = 0; start < 2; start++) {
      try (RunningCommand learning = new RunningCommand(learn("amounts."))) {
        soon(
            learning,
            () ->
                LearnedDigests.on(cluster, "amounts.parameters").equals(LearnedDigests.in(scored)));
      }
    }

    Terminated classes = Terminated.run(Map.of(), learn("amounts.", "--classes"));
    assertThat(classes.err())
        .contains(
            "price was learned as an amount, and is to be a class now; --amount goes on with what was learned");
    assertThat(classes.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(predictions("amounts."))
        .hasSize(600)
        .filteredOn(said -> said.lower() != null)
        .hasSizeGreaterThan(400)
        .allMatch(said -> said.lower() < said.amount() && said.amount() < said.upper());
  }

  private List<Prediction> predictions(String prefix) {
    List<Prediction> found = new ArrayList<>();
    String topic = prefix + "predictions";
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), true)) {
      reader.readToEnd(
          record -> found.add(Topic.PREDICTIONS.deserializer().deserialize(topic, record.value())));
    }
    return found;
  }

  @Test
  void shouldNeedAThousandLabelsToBeginWithBins() throws Exception {
    run("few.", "topics").requireDone();
    run("few.", "produce", houses(600).toString(), "--label=price").requireDone();

    Terminated few = Terminated.run(Map.of(), learn("few.", "--bins=4"));

    assertThat(few.err())
        .contains("--bins 4 needs 1,000 labels of price", "found 600, ", "start again then");
    assertThat(few.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  /** A journal has the schemas of its records. */
  @Test
  void shouldFindBinsOnAJournalWithoutItsRegistry() throws Exception {
    String journal = "kept-journal";
    try (Admin admin = cluster.admin()) {
      Bed.createTopic(admin, new NewTopic(journal, 1, (short) 1));
    }
    Schema[] schema = new Schema[1];
    AvroRows rows =
        new AvroRows(
            "House",
            text -> {
              schema[0] = ValueFormat.AVRO.schema(text, List.of());
              return 7;
            });
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      for (int i = 0; i < 1_200; i++) {
        String row = "{\"rooms\":%d,\"price\":%d.5}".formatted(i % 7, 100 * (i % 7) + i % 13);
        byte[] value = rows.write(row.getBytes(UTF_8));
        if (i == 0) {
          byte[] text = schema[0].toJson().getBytes(UTF_8);
          sendMerged(producer, journal, Origin.Kind.SCHEMA, 0, "id/7".getBytes(UTF_8), text);
        }
        sendMerged(producer, journal, Origin.Kind.POINT, i, null, value);
      }
    }

    Terminated scored =
        run("", "score", "--topic=" + journal, "--label=price", "--bins=4", "--learners=fast");

    assertThat(scored.out()).contains("1,200 points");
    assertThat(scored.err()).isEmpty();
    assertThat(scored.exitCode()).isEqualTo(ExitCode.DONE);
  }

  private static void sendMerged(
      Producer<byte[], byte[]> producer,
      String journal,
      Origin.Kind kind,
      long offset,
      byte[] key,
      byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    new Origin(kind, "houses", "id-of-houses", 0, offset, offset, 0, null).addTo(headers);
    producer.send(new ProducerRecord<>(journal, 0, null, key, value, headers));
  }

  @Test
  void shouldKeepItsBinsOverRestartsAndWhatComesLater() throws Exception {
    run("bins.", "topics").requireDone();
    Path file = houses(1_500);
    run("bins.", "produce", file.toString(), "--label=price").requireDone();
    String scored =
        run(
                "",
                "score",
                "--topic=bins.points",
                "--label=price",
                "--bins=4",
                "--learners=fast",
                "--json")
            .out();

    try (RunningCommand first = new RunningCommand(learn("bins.", "--bins=4"))) {
      soon(
          first,
          () -> LearnedDigests.on(cluster, "bins.parameters").equals(LearnedDigests.in(scored)));
    }
    List<?> classes = learned("bins.").classes();
    assertThat(classes).hasSize(4);

    try (Admin admin = cluster.admin()) {
      // What the edges were made of is gone, and what comes costs a tenth.
      new ClusterAdmin(admin).deleteRecords(new TopicPartition("bins.points", 0), 1_500);
    }
    Path cheap =
        Files.writeString(
            folder.resolve("cheap.csv"), "id,area,zone,price\n" + "x,50,west,9.5\n".repeat(500));
    run("bins.", "produce", cheap.toString(), "--label=price").requireDone();
    long before = learned("bins.").step();
    try (RunningCommand second = new RunningCommand(learn("bins.", "--bins=4"))) {
      soon(second, () -> learned("bins.").step() >= before + 500);
    }
    assertThat(learned("bins.").classes()).isEqualTo(classes);

    Terminated other = Terminated.run(Map.of(), learn("bins.", "--bins=5"));
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(other.err())
        .contains(
            "--bins: expected what was learned with, which is 4 of price, found 5 of price",
            "Set --bins back to 4");
    assertThat(new TreeSet<>(classes.stream().map(String::valueOf).toList()).last())
        .startsWith("below ");
  }

  @Test
  void shouldMakeTheClassesOfLabelsOnATopicOfTheirOwn() throws Exception {
    run("apart.", "topics").requireDone();
    run(
            "apart.",
            "produce",
            houses(1_200).toString(),
            "--label=price",
            "--label-delay=100",
            "--labels-topic=apart.prices")
        .requireDone();

    try (RunningCommand learn =
        new RunningCommand(learn("apart.", "--bins=4", "--labels-topic=apart.prices"))) {
      // Snapshots are 512 records apart, or a minute.
      soon(learn, () -> hasLearned("apart.", 500));
    }
    FoldReport report = Replica.restore(cluster, "apart.").get(0).report();
    assertThat(report.classes()).hasSize(4);
    assertThat(report.classes().get(0).text()).startsWith("below ");
  }
}
