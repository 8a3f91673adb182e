package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.LongRunning;
import io.gyre.StopSignal;
import io.gyre.broker.TestBroker;
import io.gyre.cli.Terminated;
import io.gyre.kafka.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench} on a real broker, at a size that shows that it measures, not how much. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@LongRunning
class BenchIT {

  /** A learner that steps once per 64 points allocates little more than its predictions. */
  private static final int MOST_BYTES_OF_LEARNING = 2_000;

  @TempDir static Path folder;

  private static Terminated bench(String... args) {
    List<String> all =
        new ArrayList<>(List.of("--json", "--bootstrap-server=" + TestBroker.bootstrapServers()));
    all.addAll(List.of(args));
    return run(new StopSignal(), all.toArray(String[]::new));
  }

  private static Terminated run(StopSignal stop, String... args) {
    return Terminated.run(BenchCommand.commandLine(Map.of(), stop), args);
  }

  private static List<JsonNode> objects(Terminated ended) throws IOException {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    List<JsonNode> objects = new ArrayList<>();
    for (String line : ended.out().lines().toList()) {
      objects.add(new ObjectMapper().readTree(line));
    }
    return objects;
  }

  @Test
  void shouldMeasureLearnersOfMyOwnBesidePassThroughAndLeaveNothingBehind() throws Exception {
    Path learners =
        Files.writeString(
            folder.resolve("mine.json"),
            """
            [{"name": "small", "kind": "logistic", "learningRate": 0.1}]
            """);

    List<JsonNode> found =
        objects(
            bench(
                "--learners=" + learners,
                "--features=3",
                "--guarantee=exactly-once",
                "--scenario=json-1,small",
                "--points=40000",
                "--partitions=2",
                "--rounds=1",
                "--rate=200",
                "--seconds=1"));

    assertThat(found).hasSize(3);
    for (JsonNode one : found) {
      System.out.println(one);
      assertThat(one.at("/pointsPerSecond/median").asDouble()).isPositive();
      assertThat(one.at("/streamMicrosPerPoint/median").asDouble()).isPositive();
      assertThat(one.at("/outputs").asInt()).isOne();
      assertThat(one.at("/partitions").asInt()).isEqualTo(2);
      if (!one.at("/scenario").asText().startsWith("json")) {
        assertLatency(one);
      }
    }
    assertThat(found)
        .extracting(one -> one.at("/scenario").asText() + " " + one.at("/guarantee").asText())
        .containsExactly("pass-through exactly-once", "json-1 exactly-once", "small exactly-once");
    assertThat(bytes(found.get(2)) - bytes(found.get(1))).isLessThan(MOST_BYTES_OF_LEARNING);
    assertNothingLeft();
  }

  private static double bytes(JsonNode one) {
    return one.at("/bytesPerPoint/median").asDouble();
  }

  private static void assertNothingLeft() throws Exception {
    try (Admin admin = ClusterAccess.local(TestBroker.bootstrapServers()).admin()) {
      assertThat(admin.listTopics().names().get()).noneMatch(name -> name.contains("gyre-bench"));
      assertThat(admin.listGroups().all().get())
          .noneMatch(group -> group.groupId().contains("gyre-bench"));
    }
  }

  @Test
  void shouldMeasureOnABrokerOfItsOwnWhereNoneIsNamed() throws Exception {
    List<JsonNode> found =
        objects(
            run(
                new StopSignal(),
                ("--json --scenario=json-1 --guarantee=at-least-once --points=1000"
                        + " --partitions=2 --threads=2 --rounds=1 --rate=0")
                    .split(" ")));

    assertThat(found)
        .allSatisfy(
            one -> {
              assertThat(one.at("/threads").asInt()).isEqualTo(2);
              assertThat(one.at("/pointsPerSecond/median").asDouble()).isPositive();
            })
        .extracting(one -> one.at("/scenario").asText() + " " + one.at("/guarantee").asText())
        .containsExactly("pass-through at-least-once", "json-1 at-least-once");
  }

  @Test
  void shouldMeasureTheJournalBesideReplicasAndLeaveNothingBehind() throws Exception {
    List<JsonNode> found =
        objects(
            bench(
                "--journal",
                "--scenario=network",
                "--partitions=2",
                "--points=20000",
                "--rounds=1",
                "--instances=2",
                "--rate=200",
                "--seconds=1"));
    assertThat(found)
        .allSatisfy(
            layout -> {
              System.out.println(layout);
              assertLatency(layout);
              assertThat(layout.at("/pointsPerSecond/median").asDouble()).isPositive();
              assertThat(layout.at("/streamMicrosPerPoint/median").asDouble()).isPositive();
              assertThat(layout.at("/processMicrosPerPoint/median").asDouble()).isPositive();
            })
        .extracting(
            one ->
                "%s %s on %s partitions"
                    .formatted(one.at("/instances"), one.at("/layout"), one.at("/partitions")))
        .containsExactly(
            "1 \"direct\" on 1 partitions",
            "2 \"replicas\" on 2 partitions",
            "2 \"journal\" on 2 partitions");
    assertNothingLeft();
  }

  private static void assertLatency(JsonNode one) {
    assertThat(one.at("/latencyMs/p50/median").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(one.at("/latencyMs/p99/median").asDouble());
  }

  @Test
  void shouldSayThatNothingWasMeasuredWhenStoppedBeforeTheFirstRound() {
    StopSignal stop = new StopSignal();
    stop.request();

    Terminated ended = run(stop, "--scenario=json-1");

    assertThat(ended.exitCode()).isOne();
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("nothing was measured").doesNotContain("warming up");
  }
}
