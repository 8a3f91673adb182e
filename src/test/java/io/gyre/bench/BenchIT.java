package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.LongRunning;
import io.gyre.StopSignal;
import io.gyre.cli.Terminated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks on brokers of their own, at a size that shows that they measure, not how much. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@LongRunning
class BenchIT {

  @TempDir Path folder;

  private static List<JsonNode> objects(Terminated ended) throws IOException {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    List<JsonNode> objects = new ArrayList<>();
    for (String line : ended.out().lines().toList()) {
      objects.add(new ObjectMapper().readTree(line));
    }
    return objects;
  }

  @Test
  void shouldMeasureLearnersBesidePassThrough() throws Exception {
    String arguments =
        "--json --scenario=network --points=1000 --rounds=1 --rate=200 --seconds=1"
            + " --guarantee=exactly-once";
    List<JsonNode> found =
        objects(
            Terminated.run(
                BenchCommand.commandLine(Map.of(), new StopSignal()), arguments.split(" ")));

    assertThat(found)
        .allSatisfy(one -> assertThat(one.at("/pointsPerSecond/median").asDouble()).isPositive())
        .extracting(one -> one.at("/scenario").asText())
        .containsExactly("pass-through", "network");
    assertThat(found.get(1).at("/latencyMs/p50/median").asDouble()).isPositive();
  }

  /** Each row and each label is a record, and the end is one. */
  @Test
  void shouldSayWhatWasWrittenForTheRowsOfAFile() throws Exception {
    StringBuilder rows = new StringBuilder("x,class\n");
    for (int i = 0; i < 300; i++) {
      rows.append(i % 7).append(',').append(i % 7 > 3 ? "big" : "small").append('\n');
    }
    Path file = Files.writeString(folder.resolve("rows.csv"), rows);

    List<JsonNode> found =
        objects(
            Terminated.run(
                BenchIo.commandLine(Map.of(), new StopSignal()),
                file.toString(),
                "--json",
                "--rate=max",
                "--label=class",
                "--label-delay=50"));

    assertThat(found)
        .singleElement()
        .satisfies(one -> assertThat(one.at("/topics/points/records").asInt()).isEqualTo(601))
        .satisfies(one -> assertThat(one.at("/topics/predictions/records").asInt()).isEqualTo(300));
  }
}
