package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A label that is an amount, at each command that reads a file. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class NumericLabelsTest {

  @TempDir static Path folder;
  private static String houses;

  @BeforeAll
  static void writeHouses() throws IOException {
    houses = Files.write(folder.resolve("houses.csv"), houses(600)).toString();
  }

  /** The price follows from area and zone, with some noise. */
  static List<String> houses(int count) {
    Random random = new Random(7);
    List<String> rows = new ArrayList<>(List.of("id,area,zone,price"));
    for (int i = 0; i < count; i++) {
      double area = 40 + 160 * random.nextDouble();
      boolean east = random.nextBoolean();
      double price = (east ? 3_000 : 2_000) * area * (0.95 + 0.1 * random.nextDouble());
      rows.add("h%d,%.1f,%s,%.2f".formatted(i, area, east ? "east" : "west", price));
    }
    return rows;
  }

  private static Terminated run(String... arguments) {
    return Terminated.run(Map.of(), arguments);
  }

  @Test
  void shouldBeLearnedAsAmounts() throws IOException {
    Terminated scored = run("score", houses, "--label=price");

    scored.requireDone();
    assertThat(scored.out())
        .containsPattern("label price, an amount: [\\d,]+ to [\\d,]+, [\\d,]+ in the mean")
        .contains("--classes takes each value as a class, --bins 4 makes four classes of it")
        .containsPattern(
            "mix is off by [\\d,]+ in the mean, where the last value would be off by ");
    Terminated json = run("score", houses, "--label=price", "--amount", "--json");
    String mix = json.out().lines().filter(line -> line.contains("\"mix\"")).findAny().get();
    assertThat(new JsonMapper().readTree(mix).get("gain").doubleValue()).isGreaterThan(0.9);
  }

  @Test
  void shouldBeTakenAsClassesThatAreAskedFor() {
    for (String classes : List.of("--classes", "--classes=1,2")) {
      Terminated scored = run("score", houses, "--label=price", classes, "--learners=fast");

      assertThat(scored.out()).contains(", all with a label, 60");
      scored.requireDone();
    }
  }

  @Test
  void shouldBecomeClassesThatAreLearned() throws IOException {
    Terminated scored =
        run("score", houses, "--label=price", "--bins=4", "--learners=fast", "--json");
    scored.requireDone();
    String blend = scored.out().lines().filter(line -> line.contains("\"blend\"")).findAny().get();
    assertThat(new JsonMapper().readTree(blend).get("accuracy").doubleValue()).isGreaterThan(0.6);

    assertThat(run("score", houses, "--label=price", "--bins=4", "--learners=fast").out())
        .containsPattern("label price with 4 classes: .*below \\d+(\\.\\d+)? \\(25.0 %\\)")
        .contains(" or more (25.0 %)", "all with a label, 4 classes.");
  }

  @Test
  void shouldSayThatEqualLabelsMakeFewerClasses() throws IOException {
    List<String> rows = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 400; i++) {
      rows.add(i + "," + (i % 10 < 7 ? "0" : String.valueOf(i / 10.0)));
    }
    Path file = Files.write(folder.resolve("zeros.csv"), rows);

    assertThat(run("score", file.toString(), "--bins=4", "--learners=fast").out())
        .contains("--bins made 3 classes, not 4: many of the first labels are equal");
  }

  @Test
  void shouldRefuseToExportAmountsBeforeTheyAreScored() {
    String graph = folder.resolve("graph").toString();
    assertUsage(
        "--export is for classes: an amount has no graph", "--label=price", "--export", graph);
  }

  @Test
  void shouldRefuseAnIntervalOfClasses() {
    assertUsage("--interval is of amounts", "--label=zone", "--interval=95");
  }

  @Test
  void shouldRefuseALevelThatNoIntervalHas() {
    assertUsage(
        "--interval: expected 50 to 99.9 percent, found 20.0", "--label=price", "--interval=20");
  }

  @Test
  void shouldRefuseBinsThatCannotBe() {
    assertUsage("4 different; found 600, of which 0", "--label=zone", "--bins=4");
    assertUsage("--bins: expected 2 to 20, found 1", "--label=price", "--bins=1");
    assertUsage(
        "--bins and --classes exclude one another", "--label=price", "--bins=4", "--classes=1");
  }

  private static void assertUsage(String message, String... more) {
    List<String> arguments = new ArrayList<>(List.of("score", houses));
    arguments.addAll(List.of(more));
    Terminated refused = run(arguments.toArray(String[]::new));
    assertThat(refused.err()).contains(message);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldRefuseBinsThatEachPartitionWouldMakeOfItsOwn() {
    assertThat(run("learn", "--bins=4", "--per-partition").err())
        .contains("--bins and --per-partition exclude one another");
  }

  @Test
  void shouldRefuseBinsOfASpiral() {
    assertThat(run("up", "--bins=4").err()).contains("--bins and --amount are for a FILE");
  }
}
