package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.Patience;
import io.gyre.StopSignal;
import io.gyre.broker.TestBroker;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.PointHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Labels that produce sends later than their points, read back from the topics. */
@Execution(ExecutionMode.CONCURRENT)
class ProducedLabelsIT {

  /** As in a file of flights: the label of each comes in a second row. */
  private static final String LATE =
      """
      @relation flights
      @attribute carrier {AA,DL}
      @attribute arrival {late,on_time}
      @attribute flight numeric
      @data
      AA,?,1
      DL,?,2
      AA,?,3
      DL,on_time,9
      DL,on_time,2
      AA,late,1
      """;

  @TempDir static Path folder;

  private static Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Terminated run(String prefix, String... args) {
    return Terminated.run(environment(prefix), args);
  }

  private static Map<String, String> environment(String prefix) {
    return Map.of(
        "GYRE_BOOTSTRAP_SERVER",
        TestBroker.bootstrapServers(),
        "GYRE_PREFIX",
        prefix,
        // As in compose: what has no use for them takes no offence.
        "GYRE_LABELS_TOPIC",
        prefix + "labels",
        "GYRE_TIME",
        "at");
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

  /** Key, value or END, and the time that has passed since the first of all. */
  private static List<String> shown(List<ConsumerRecord<byte[], byte[]>> records, long start) {
    return records.stream()
        .map(
            r ->
                PointHeaders.isEnd(r.value(), r.headers())
                    ? "END " + (r.timestamp() - start)
                    : new String(r.key(), UTF_8)
                        + " "
                        + new String(r.value(), UTF_8)
                        + " "
                        + (r.timestamp() - start))
        .toList();
  }

  @Test
  void shouldSendBothRowsOfAnIdToOnePartition() throws Exception {
    run("same.", "topics", "--partitions=3");
    Path flights = file("same.arff", LATE);

    Terminated produced =
        Terminated.run(
            Map.of("GYRE_BOOTSTRAP_SERVER", TestBroker.bootstrapServers(), "GYRE_PREFIX", "same."),
            "produce",
            flights.toString(),
            "--label=arrival",
            "--id=flight",
            "--late-labels");

    assertThat(produced.err()).isEmpty();
    produced.requireDone();
    assertThat(produced.out())
        .startsWith("4 points, 2 labels sent in ")
        .contains(", 6 acknowledged.\nStill without a label: 1.\nLearn from them: gyre learn")
        .endsWith(" --label arrival --id flight --late-labels\n");
    List<ConsumerRecord<byte[], byte[]>> found = records("same.points", 6 + 3);
    assertThat(found).filteredOn(r -> r.value() == null).hasSize(3);
    Map<String, List<ConsumerRecord<byte[], byte[]>>> byId =
        found.stream()
            .filter(r -> r.value() != null)
            .collect(Collectors.groupingBy(r -> new String(r.key(), UTF_8)));
    assertThat(byId).containsOnlyKeys("1", "2", "3", "9");
    assertThat(byId.values())
        .allMatch(of -> of.stream().map(ConsumerRecord::partition).distinct().count() == 1);
    assertThat(shown(byId.get("2"), byId.get("1").get(0).timestamp()))
        .containsExactly(
            "2 {\"carrier\":\"DL\",\"arrival\":null,\"flight\":2} 1",
            "2 {\"carrier\":\"DL\",\"arrival\":\"on_time\",\"flight\":2} 4");
  }

  @Test
  void shouldSendTheSecondRowOfAnIdAsItsLabelToATopicThatItCreates() throws Exception {
    run("own.", "topics");
    Path flights = file("own.arff", LATE);

    Terminated produced =
        run(
            "own.",
            "produce",
            flights.toString(),
            "--label=arrival",
            "--id=flight",
            "--late-labels",
            "--labels-topic=own.arrivals");

    produced.requireDone();
    assertThat(produced.out())
        .startsWith("Created the topic own.arrivals.\n4 points, 2 labels sent in ")
        .endsWith(" --label arrival --id flight --labels-topic own.arrivals\n");
    List<ConsumerRecord<byte[], byte[]>> points = records("own.points", 5);
    long start = points.get(0).timestamp();
    assertThat(shown(points, start))
        .containsExactly(
            "1 {\"carrier\":\"AA\",\"arrival\":null,\"flight\":1} 0",
            "2 {\"carrier\":\"DL\",\"arrival\":null,\"flight\":2} 1",
            "3 {\"carrier\":\"AA\",\"arrival\":null,\"flight\":3} 2",
            "9 {\"carrier\":\"DL\",\"arrival\":\"on_time\",\"flight\":9} 3",
            "END 6");
    assertThat(shown(records("own.arrivals", 2), start))
        .containsExactly(
            "2 {\"flight\":2,\"arrival\":\"on_time\"} 4",
            "1 {\"flight\":1,\"arrival\":\"late\"} 5");
  }

  @Test
  void shouldSayWhichWaitLabelsNeedThatComeAfterTheUsualOne() throws Exception {
    run("long.", "topics");
    Path rows = file("long.csv", "x,label\n7,1\n8,0\n");

    Terminated produced = run("long.", "produce", rows.toString(), "--label-delay=30d");

    produced.requireDone();
    assertThat(produced.out()).contains(" --labels-topic long.labels --wait 60d\n");
  }

  @Test
  void shouldHoldLabelsBackAndSendAllBeforeTheEnd() throws Exception {
    run("held-back.", "topics");
    Path rows = file("held-back.csv", "x,label\n7,1\n8,0\n9,\n6,1\n");

    Terminated produced =
        run(
            "held-back.",
            "produce",
            rows.toString(),
            "--label-delay=2",
            "--labels-topic=held-back.labels");

    produced.requireDone();
    assertThat(produced.out())
        .contains(
            "4 points, 3 labels sent", "Without a label: 1.", " --labels-topic held-back.labels\n");
    List<ConsumerRecord<byte[], byte[]>> points = records("held-back.points", 5);
    long start = points.get(0).timestamp();
    assertThat(shown(points, start))
        .containsExactly(
            "row-1 {\"id\":\"row-1\",\"x\":7,\"label\":null} 0",
            "row-2 {\"id\":\"row-2\",\"x\":8,\"label\":null} 1",
            "row-3 {\"id\":\"row-3\",\"x\":9,\"label\":null} 2",
            "row-4 {\"id\":\"row-4\",\"x\":6,\"label\":null} 3",
            "END 4");
    assertThat(shown(records("held-back.labels", 3), start))
        .containsExactly(
            "row-1 {\"id\":\"row-1\",\"label\":1} 2",
            "row-2 {\"id\":\"row-2\",\"label\":0} 3",
            "row-4 {\"id\":\"row-4\",\"label\":1} 3");
  }

  @Test
  void shouldCountADurationAsTheRateDoesAndSendLabelsBetweenThePoints() throws Exception {
    run("between.", "topics");
    Path rows = file("between.csv", "id,x,y\na,1,no\nb,2,yes\nc,3,no\n");
    Map<String, String> bare = new HashMap<>(environment("between."));
    bare.remove("GYRE_LABELS_TOPIC");

    Terminated produced =
        Terminated.run(
            bare,
            "produce",
            rows.toString(),
            "--label=y",
            "--rate=100",
            "--label-delay=10ms",
            "--time=id"); // No times: the rate's clock counts.

    assertThat(produced.out())
        .contains("3 points, 3 labels sent", " --label y --time id --late-labels\n");
    List<ConsumerRecord<byte[], byte[]>> found = records("between.points", 7);
    assertThat(shown(found, found.get(0).timestamp()))
        .containsExactly(
            "a {\"id\":\"a\",\"x\":1,\"y\":null} 0",
            "b {\"id\":\"b\",\"x\":2,\"y\":null} 1",
            "a {\"id\":\"a\",\"y\":\"no\"} 1",
            "c {\"id\":\"c\",\"x\":3,\"y\":null} 2",
            "b {\"id\":\"b\",\"y\":\"yes\"} 2",
            "c {\"id\":\"c\",\"y\":\"no\"} 2",
            "END 3");
  }

  @Test
  void shouldSayHowManyLabelsAreNotSentAfterCtrlC() throws Exception {
    run("stopped.", "topics");
    String[] lines = new String[1_000];
    Arrays.fill(lines, "1,0");
    Path rows = file("stopped.csv", "x,label\n" + String.join("\n", lines) + "\n");
    StopSignal stop = new StopSignal();

    CompletableFuture<Terminated> produced =
        CompletableFuture.supplyAsync(
            () ->
                Terminated.run(
                    Gyre.commandLine(environment("stopped."), stop),
                    "produce",
                    rows.toString(),
                    "--rate=5",
                    "--label-delay=1h"));
    await().until(() -> produced.isDone() || !records("stopped.points", 1).isEmpty());
    stop.request();

    Terminated ended = produced.get();
    assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out())
        .containsPattern(
            "(\\d+) points, 0 labels sent in .*\\RLabels held back and not sent: \\1\\.");
  }

  @Test
  void shouldSendTheSpiralThoughAVariableSaysThatLabelsComeLate() {
    run("spiral.", "topics");
    Map<String, String> set = new HashMap<>(environment("spiral."));
    set.put("GYRE_LATE_LABELS", "true");

    Terminated produced = Terminated.run(set, "produce", "--count=3");

    assertThat(produced.err()).isEmpty();
    assertThat(produced.out()).startsWith("3 points sent in ");
  }
}
