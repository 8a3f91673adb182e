package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.TestPorts;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.file.SampleRows;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.topic.PointHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code gyre up FILE} as a person uses it, killed and started again. */
@Execution(ExecutionMode.CONCURRENT)
class UpFileIT {

  private static final int ROWS = 3_000;

  /** Without naive Bayes, which has no answers where there is no text. */
  private static final int LEARNERS = LearnerPresets.DATA.learners().size() - 1;

  private static final String END = "Everything stays up.";

  /** Its id is too long. */
  private static final String DEAD_LETTER = "x,1,%s,yes\n".formatted("i".repeat(2_000));

  private final int kafka = TestPorts.reserve();
  private final ClusterAccess cluster = ClusterAccess.local("127.0.0.1:" + kafka);

  @TempDir private Path folder;

  @BeforeAll
  static void beAsTheLauncherStartsItAtFirst() {
    System.setProperty("gyre.archiving", "true");
  }

  @AfterAll
  static void beAsEver() {
    System.clearProperty("gyre.archiving");
  }

  @Test
  void shouldGoOnAfterAKillWithTheRowsThatWereNotSentYet() throws Exception {
    Path csv = Files.writeString(folder.resolve("Some orders.csv"), rows(ROWS));
    String scored = Terminated.run(Map.of(), "score", csv.toString(), "--json").out();

    // A third of the rows is not sent before 36 s, however slowly they are learned.
    try (Child first = child(csv, "--rate", "55")) {
      String line = "csv: [\\d,]+ rows sent, .+ points/s, [12],\\d+ left, \\d+ (s|min)";
      assertThat(await(first, line)).noneMatch(said -> said.contains("Goes on with"));
      first.process().destroyForcibly().waitFor();
    }
    RunningCommand second = up(csv, "--rate", "max");
    try (second) {
      List<String> said = second.await(END);
      assertThat(said)
          .anyMatch(l -> l.matches("Goes on with what was learned from [\\d,]+ rows; --fresh .+"));
      String part =
          said.stream().filter(line -> line.startsWith("End of ")).findAny().orElseThrow();
      assertThat(said).noneMatch(line -> line.startsWith("Dead letters"));
      assertThat(part).matches("End of Some orders.csv: 3,000 rows, [12],\\d+ of them now, in .+");
      assertThat(totals(said).values()).hasSize(LEARNERS + 2).containsOnly(ROWS - 1);
      List<ConsumerRecord<byte[], byte[]>> sent = records("some-orders.points");
      assertThat(sent.stream().map(found -> PointHeaders.row(found.headers())))
          .containsExactlyElementsOf(LongStream.rangeClosed(0, ROWS).boxed().toList());
      assertThat(sent).filteredOn(r -> PointHeaders.isEnd(r.value(), r.headers())).hasSize(1);
      assertThat(LearnedDigests.awaited(cluster, "some-orders.parameters", scored))
          .hasSize(LEARNERS);
    }
    assertThat(second.output())
        .contains("Stopped. The next gyre up 'Some orders.csv' goes on", "some seconds");
    shouldRefuseAChangedFileUnlessItIsToStartAnew(csv);
  }

  private void shouldRefuseAChangedFileUnlessItIsToStartAnew(Path csv) throws Exception {
    List<String> ofAnotherLabel = arguments(csv);
    ofAnotherLabel.addAll(List.of("--label", "city"));
    assertThat(Terminated.run(Map.of(), ofAnotherLabel.toArray(String[]::new)).err())
        .contains("found label: class → city. Start anew with --fresh");
    Files.writeString(csv, rows(ROWS + 1_000) + DEAD_LETTER);

    Terminated refused = Terminated.run(Map.of(), arguments(csv).toArray(String[]::new));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .contains("Some orders.csv: the file has grown", "Start anew with --fresh");
    try (RunningCommand fresh = up(csv, "--rate=max", "--fresh")) {
      List<String> said = fresh.await(END);
      assertThat(totals(said).values()).containsOnly(ROWS + 999);
      assertThat(said)
          .anyMatch(line -> line.startsWith("Dead letters: 1, on the topic some-orders.dead-l"));
    }
  }

  @Test
  void shouldLearnAsScoreDoesFromLabelsThatAreHeldBackAcrossAKill() throws Exception {
    Path csv = folder.resolve("pays.csv");
    SampleRows sample = SampleRows.of(SampleRows.Kind.PAYMENTS, ROWS, 7);
    List<String> lines = new ArrayList<>(List.of(sample.header));
    for (String row = sample.next(); row != null; row = sample.next()) {
      lines.add(row);
    }
    Files.write(csv, lines);
    String[] late = {
      "--label=fraud",
      "--time=time",
      "--key=customer,merchant",
      "--label-delay=7d",
      "--learners=fast"
    };
    List<String> score = new ArrayList<>(List.of("score", csv.toString(), "--json"));
    score.addAll(List.of(late));
    String scored = Terminated.run(Map.of(), score.toArray(String[]::new)).out();

    try (Child first = child(csv, with(late, "--rate=100"))) {
      await(first, " % of the file, ");
      first.process().destroyForcibly().waitFor();
    }
    try (RunningCommand second = up(csv, with(late, "--rate=max"))) {
      List<String> said = second.await(END);
      assertThat(said)
          .anyMatch(
              line -> line.matches("Late labels: 3,000 met their points, [67]\\.. days after.*"))
          .noneMatch(line -> line.startsWith("Left over") || line.startsWith("Dead letters"))
          .noneMatch(line -> line.contains("come at once here"));
      List<ConsumerRecord<byte[], byte[]>> sent = records("pays.points");
      assertThat(sent).hasSize(2 * ROWS + 1);
      assertThat(sent.stream().filter(r -> PointHeaders.label(r.headers()) >= 0)).hasSize(ROWS);
      assertThat(LearnedDigests.awaited(cluster, "pays.parameters", scored))
          .hasSize(LearnerPresets.FAST.learners().size());
    }
    List<String> other = arguments(csv);
    other.addAll(List.of(with(late, "--label-delay=8d")));
    other.remove("--label-delay=7d");
    assertThat(Terminated.run(Map.of(), other.toArray(String[]::new)).err())
        .contains(
            "with --label-delay 7d, found them with --label-delay 8d. Start anew with --fresh");
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void shouldSendNothingMoreOfAFileThatWasSent() throws Exception {
    Path csv = Files.writeString(folder.resolve("few.csv"), rows(300) + DEAD_LETTER);
    try (RunningCommand first = up(csv, "--rate=1000")) {
      assertThat(totals(first.await(END)).values()).hasSize(LEARNERS + 2).containsOnly(299);
    }
    try (RunningCommand second = up(csv)) {
      List<String> said = second.await(END);
      assertThat(said).contains("All 301 rows of few.csv were sent before.");
      assertThat(said).anyMatch(line -> line.startsWith("Dead letters: 1, on the topic few.dead"));
      assertThat(totals(said).values()).hasSize(LEARNERS + 2).containsOnly(299);
    }
  }

  /** With text, missing values, and a row that cannot be read. */
  private static String rows(int count) {
    StringBuilder csv = new StringBuilder("city,amount,id,class\nx,1e999,bad,yes\n");
    IntStream.range(0, count)
        .forEach(
            i ->
                csv.append(i % 7 == 0 ? "" : "city " + i % 5)
                    .append(',')
                    .append(i % 11 == 0 ? "?" : String.valueOf(i * 31 % 97 / 10.0))
                    .append(",o-")
                    .append(i)
                    .append(i % 5 < 2 ? ",yes\n" : i % 3 == 0 ? ",no\n" : ",perhaps\n"));
    return csv.toString();
  }

  private RunningCommand up(Path csv, String... more) {
    return new RunningCommand(with(arguments(csv).toArray(String[]::new), more));
  }

  /** A process of its own, to be killed. */
  private Child child(Path csv, String... more) throws IOException {
    return Child.start(Child.gyre(with(arguments(csv).toArray(String[]::new), more)));
  }

  private List<String> arguments(Path csv) {
    return new ArrayList<>(
        List.of(
            "up",
            csv.toString(),
            "--data=" + folder.resolve("data"),
            "--kafka-port=" + kafka,
            "--no-http"));
  }

  /** Reads until a line in which a pattern is, and returns all up to it. */
  private static List<String> await(Child child, String pattern) throws IOException {
    Pattern wanted = Pattern.compile(pattern);
    List<String> lines = new ArrayList<>();
    for (String line = child.output().readLine(); ; line = child.output().readLine()) {
      lines.add(String.valueOf(line));
      if (line == null) {
        throw new AssertionError("ended without: " + pattern + "\n" + String.join("\n", lines));
      }
      if (wanted.matcher(line).find()) {
        return lines;
      }
    }
  }

  /** The points of each learner in the table at the end. */
  private static Map<String, Integer> totals(List<String> said) {
    Map<String, Integer> totals = new TreeMap<>();
    int head = said.size() - 1;
    while (!said.get(head).startsWith("learner ")) {
      head--;
    }
    for (String line : said.subList(head + 1, said.size())) {
      String[] cells = line.split(" {2,}");
      if (cells.length > 2) {
        totals.put(cells[0], Integer.parseInt(cells[1].replace(",", "")));
      }
    }
    return totals;
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), true)) {
      reader.readToEnd(records::add);
    }
    return records;
  }
}
