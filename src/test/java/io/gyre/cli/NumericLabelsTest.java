package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.TestPorts;
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

  private static final String REFUSED =
      ": Gyre predicts classes; price has 600 values in 600 records, as an amount has. The option --bins 4 makes 4 classes of it, --classes takes each value as a class";

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
  void shouldBeRefusedBeforeItIsScored() {
    Terminated refused = run("score", houses, "--label=price");

    assertThat(refused.err()).startsWith("gyre score" + REFUSED);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void shouldBeRefusedBeforeAnythingIsKeptOfIt() {
    Path data = folder.resolve("data");
    String port = "--kafka-port=" + TestPorts.reserve();

    Terminated refused = run("up", houses, "--label=price", "--data=" + data, port, "--no-http");

    assertThat(refused.err()).startsWith("gyre up" + REFUSED);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(data).doesNotExist();
  }

  /** There is no broker: it is refused before one is looked for. */
  @Test
  void shouldBeRefusedBeforeItIsSent() {
    String nowhere = "--bootstrap-server=127.0.0.1:" + TestPorts.reserve();

    Terminated refused = run("produce", houses, "--label=price", nowhere);

    assertThat(refused.err()).startsWith("gyre produce" + REFUSED);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
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
    assertThat(run("up", "--bins=4").err()).contains("--bins is for a FILE");
    assertThat(run("produce", "--bins=4").err()).contains("--bins is for a FILE");
  }
}
