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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench-io} at a size that shows that it measures, not how much. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@LongRunning
class BenchIoIT {

  @TempDir private Path folder;

  private static Terminated bench(String... args) {
    return Terminated.run(BenchIo.commandLine(Map.of(), new StopSignal()), args);
  }

  @Test
  void shouldSayWhatWasWrittenForTheRowsOfAFileWhoseLabelsComeLater() throws Exception {
    StringBuilder rows = new StringBuilder("x,class\n");
    for (int i = 0; i < 300; i++) {
      rows.append(i % 7).append(',').append(i % 7 > 3 ? "big" : "small").append('\n');
    }
    Path file = Files.writeString(folder.resolve("rows.csv"), rows);

    Terminated ended =
        bench(
            file.toString(),
            "--json",
            "--rate=200,max",
            "--seconds=60",
            "--label=class",
            "--label-delay=50");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out().lines())
        .satisfiesExactly(BenchIoIT::assertMeasured, BenchIoIT::assertMeasured);
  }

  /** Each row and each label is a record, and the end is one. */
  private static void assertMeasured(String line) throws Exception {
    JsonNode found = new ObjectMapper().readTree(line);
    System.out.println(found);
    assertThat(found.at("/topics/points/records").asInt()).isEqualTo(601);
    assertThat(found.at("/points").asInt()).isEqualTo(601);
    assertThat(found.at("/topics/predictions/records").asInt()).isEqualTo(300);
    assertThat(found.at("/topics/gyre-state-changelog/bytes").asInt()).isPositive();
    assertThat(found.at("/topics/__transaction_state/bytes").asInt()).isPositive();
    assertThat(found.at("/stateKeys").size()).isGreaterThan(5);
    assertThat(found.at("/pointsPerSecond").asDouble()).isPositive();
  }

  @Test
  void shouldTellWhyACommandFailed() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "x,class\n1,a\n");

    Terminated failed = bench(file.toString(), "--rate=max", "--label=absent");

    assertThat(failed.exitCode()).isOne();
    assertThat(failed.err()).startsWith("scripts/bench-io: gyre produce ").contains("absent");
    assertThat(failed.out()).isEmpty();
  }
}
