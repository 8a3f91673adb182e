package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.file.SampleRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {

  private static final int ROWS = 1_500;

  @TempDir static Path folder;

  private static Path orders;
  private static List<String> rows;

  @BeforeAll
  static void writeOrders() throws IOException {
    SampleRows sample = SampleRows.of(SampleRows.Kind.ORDERS, ROWS, 7);
    rows = new ArrayList<>(List.of(sample.header));
    for (String row = sample.next(); row != null; row = sample.next()) {
      rows.add(row);
    }
    orders = Files.write(folder.resolve("orders.csv"), rows);
  }

  private static Terminated score(String... arguments) {
    List<String> all = new ArrayList<>(List.of("score"));
    all.addAll(List.of(arguments));
    return Terminated.run(Map.of(), all.toArray(String[]::new));
  }

  private static Map<String, JsonNode> scores(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(orders.toString(), "--label=outcome"));
    arguments.addAll(List.of("--json", "--learners=" + twoLearners()));
    arguments.addAll(List.of(more));
    Terminated scored = score(arguments.toArray(String[]::new));
    assertThat(scored.exitCode()).as(scored.err()).isZero();
    Map<String, JsonNode> scores = new java.util.LinkedHashMap<>();
    for (String line : scored.out().lines().toList()) {
      JsonNode score = new JsonMapper().readTree(line);
      scores.put(score.get("learner").textValue(), score);
    }
    return scores;
  }

  private static Path twoLearners() throws IOException {
    return Files.writeString(
        folder.resolve("two.json"),
        "[{\"name\":\"a\",\"kind\":\"logistic\",\"optimiser\":\"adagrad\",\"learningRate\":0.3,"
            + "\"batch\":1},{\"name\":\"b\",\"kind\":\"prior\"}]");
  }

  @Test
  void shouldScoreALearnerBesideTheBaselines() throws IOException {
    Map<String, JsonNode> scores = scores();

    assertThat(scores).containsOnlyKeys("a", "b", "last-label", "majority");
    // The first was answered before any label was known.
    scores
        .values()
        .forEach(score -> assertThat(score.get("points").intValue()).isEqualTo(ROWS - 1));
    JsonNode logistic = scores.get("a");
    assertThat(logistic.get("accuracy").doubleValue()).isGreaterThan(0.65);
    for (String figure : List.of("kappa", "kappaTemporal", "f1", "cost", "microsPerPoint")) {
      assertThat(logistic.get(figure).isNumber()).as(figure).isTrue();
    }
    assertThat(logistic.get("auc").isNull()).as("of three classes").isTrue();
    assertThat(logistic.get("digest").textValue()).matches("[0-9a-f]{64}");
  }

  @Test
  void shouldShowTheBlendLastAndItsWeightsBesideTheOthers() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("mixed.json"),
            "[{\"name\":\"a\",\"kind\":\"prior\"},{\"name\":\"mix\",\"kind\":\"blend\"},"
                + "{\"name\":\"b\",\"kind\":\"label-chain\"}]");

    String table = score(orders.toString(), "--label=outcome", "--learners=" + list).out();

    assertThat(
            table.lines().filter(line -> line.contains("1,499 ")).map(line -> line.split(" ")[0]))
        .startsWith("a", "b", "mix", "last-label", "majority");
    assertThat(table)
        .containsPattern("learner .* µs/point  weight\n")
        .containsPattern("\na .* 1\\.000\nb .* -\nmix .* mixes\n")
        .doesNotContain("auc");
    assertThat(score(orders.toString(), "--label=outcome", "--learners=" + twoLearners()).out())
        .doesNotContain("weight\n");
  }

  @Test
  void shouldExportWhatItHasLearned() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("chain.json"),
            "[{\"name\":\"a\",\"kind\":\"prior\"},{\"name\":\"b\",\"kind\":\"label-chain\"},"
                + "{\"name\":\"mix\",\"kind\":\"blend\"}]");
    Path model = folder.resolve("model");
    String[] arguments = {
      orders.toString(), "--label=outcome", "--learners=" + list, "--export=" + model
    };

    Terminated scored = score(arguments);

    scored.requireDone();
    assertThat(scored.out())
        .contains("Exported a, mix to " + model + ": mix answers.\n")
        .containsPattern("\nLeft out: b, which has -?[0-9.]+ % of the weight: it answers by the ");
    assertThat(model).isDirectoryContaining(file -> file.endsWith("predict.py"));
    assertThat(score(arguments).err()).contains("expected an empty folder or none");
  }

  @Test
  void shouldShowABarBesideTheJsonAndNotInIt() throws IOException {
    System.setProperty("gyre.terminal.err", "true");
    try {
      assertThat(scores("--time=placed")).containsOnlyKeys("a", "b", "last-label", "majority");
    } finally {
      System.clearProperty("gyre.terminal.err");
    }
  }

  @Test
  void shouldCountTheBaselinesAsAPersonWould() throws IOException {
    Map<String, JsonNode> scores = scores();

    List<String> labels =
        rows.stream().skip(1).map(row -> row.substring(row.lastIndexOf(',') + 1)).toList();
    long same = 0;
    for (int i = 1; i < labels.size(); i++) {
      same += labels.get(i).equals(labels.get(i - 1)) ? 1 : 0;
    }
    JsonNode last = scores.get("last-label");
    assertThat(last.get("accuracy").doubleValue()).isEqualTo((double) same / (ROWS - 1));
    assertThat(last.get("kappaTemporal").doubleValue()).isZero();
    assertThat(last.get("digest").isNull()).isTrue();
    // The most frequent label so far; of equals the one that came first.
    Map<String, Integer> counts = new java.util.LinkedHashMap<>();
    long right = 0;
    for (String label : labels) {
      String most = null;
      for (Map.Entry<String, Integer> count : counts.entrySet()) {
        most = most == null || count.getValue() > counts.get(most) ? count.getKey() : most;
      }
      right += label.equals(most) ? 1 : 0;
      counts.merge(label, 1, Integer::sum);
    }
    assertThat(scores.get("majority").get("accuracy").doubleValue())
        .isEqualTo((double) right / (ROWS - 1));
  }

  @Test
  void shouldGiveTheSameDigestsAgainAndOthersForOtherFields() throws IOException {
    Map<String, JsonNode> scores = scores();

    assertThat(scores("--label-delay=0").get("a").get("digest"))
        .isEqualTo(scores.get("a").get("digest"));
    assertThat(scores("--ignore=placed").get("a").get("digest"))
        .isNotEqualTo(scores.get("a").get("digest"));
    assertThat(scores("--categories=items").get("a").get("digest"))
        .isNotEqualTo(scores.get("a").get("digest"));
  }

  /** Every label is scored all the same, by what was answered when its point came. */
  /** 4,096 hidden units, which have no room for 2,000 columns. */
  @Test
  void shouldSayWhichLearnerHasNoRoomForColumns() throws IOException {
    String row = "1,".repeat(1_000) + "yes\n";
    String names =
        IntStream.range(0, 1_000).mapToObj(c -> "c" + c + ",").collect(Collectors.joining());
    Path wide = Files.writeString(folder.resolve("wide.csv"), names + "outcome\n" + row + row);
    Path large =
        Files.writeString(
            folder.resolve("large.json"),
            "[{\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3},"
                + "{\"name\":\"b\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1}]");
    Terminated scored = score(wide.toString(), "--label=outcome", "--learners=" + large);

    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.out().lines().filter(line -> line.contains("no room")))
        .singleElement()
        .asString()
        .matches("b has no room for [\\d,]+ columns, .*--ignore\\.");
  }

  /** A column that is filled after the label, and a label that stays for long. */
  @Test
  void shouldSayWhatIsTooGoodToBeTrueAndWhatTheBlendIsWorseThan() throws IOException {
    Random random = new Random(1);
    Path leaking = folder.resolve("leaking.csv");
    Path runs = folder.resolve("runs.csv");
    Files.writeString(leaking, "x,scenario,label\n");
    Files.writeString(runs, "x,label\n");
    for (int i = 0; i < 3_000; i++) {
      int label = i % 50 == 7 ? 1 : 0;
      String row = "%d,%d,%d%n".formatted(random.nextInt(9), label * (1 + i % 3), label);
      Files.writeString(leaking, row, StandardOpenOption.APPEND);
      row = "%d,%d%n".formatted(random.nextInt(9), i / 100 % 2);
      Files.writeString(runs, row, StandardOpenOption.APPEND);
    }
    Path chain =
        Files.writeString(
            folder.resolve("chain.json"),
            "[{\"name\":\"said\",\"kind\":\"prior\"},{\"name\":\"chain\",\"kind\":\"label-chain\"}]");

    String out = score(leaking.toString(), "--learners=" + twoLearners()).out();
    assertThat(out)
        .contains(
            "\nToo good to be true? scenario alone says 100.0 % of the first labels right. If it is known only after the label, leave it out with --ignore scenario.\n")
        .contains("  to try all of this: gyre score " + leaking)
        .contains(" --ignore scenario\n");
    assertThat(score(leaking.toString(), "--ignore=scenario").out())
        .doesNotContain("Too good", "to try all of this");
    assertThat(score(runs.toString(), "--learners=" + chain).out())
        .containsPattern(
            "\nsaid is not the best here: worse than always the last label \\(kappa-temporal -[0-9.]+\\), and than chain \\(accuracy 0\\.9[0-9]+ against 0\\.[0-9]+\\)\\.\n");
    assertThat(score(orders.toString(), "--label=outcome", "--learners=" + twoLearners()).out())
        .doesNotContain("Too good", "is not the best");
  }

  @Test
  void shouldSayThatAllLabelsCameAfterTheLastRow() throws IOException {
    String file = payments().toString();
    assertThat(score(file, "--time=time", "--label-delay=900d").out())
        .contains("\nAll labels came after the last row, so nothing was scored: --label-delay 900d")
        .doesNotContain("last-label ", "logistic ");
    assertThat(score(file, "--time=time", "--label-delay=1d", "--learners=" + twoLearners()).out())
        .contains("last-label ")
        .doesNotContain("All labels came after");
  }

  @Test
  void shouldReadAFileWithoutAHeaderAndRefuseATimeThatItCannotReadAtTheFirstRow()
      throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "31/12/2025 14:05,a,1\n2025-12-31 9:05,b,0\n".repeat(60));
    String[] named = {rows.toString(), "--columns=when,x,label", "--learners=" + twoLearners()};

    assertThat(score(rows.toString()).err()).contains("No header? Put", "with --columns");
    assertThat(score(named).out()).contains("120 points of ", "x: text, 2 values");
    assertThat(score(named[0], named[1], named[2], "--time=when").err())
        .contains("rows.csv: none of its first rows can be used: time when: expected seconds")
        .contains("31.1.2026 9:30", "found \"31/12/2025 14:05\"")
        .doesNotContain("cannot be used, line");
  }

  @Test
  void shouldLeadWithWhatTellsOfARareClass() throws IOException {
    List<String> payments =
        IntStream.range(0, 1_000)
            .mapToObj(i -> (i % 50 == 7 ? i % 3 : 9) + "," + (i % 50 == 7 ? 1 : 0))
            .toList();
    Path file = folder.resolve("payments.csv");
    Files.writeString(file, "amount,fraud\n" + String.join("\n", payments) + "\n");

    Terminated scored = score(file.toString(), "--label=fraud", "--learners=" + twoLearners());

    assertThat(scored.out())
        .containsPattern("\nlearner +points +average-precision +recall-at-1-percent +accuracy")
        .contains(
            "98.0 % of the labels are 0: accuracy tells nothing here, whoever always says 0 has it too.",
            "Answered before any label was known: 1, in no score.");
    assertThat(score(orders.toString(), "--label=outcome", "--learners=" + twoLearners()).out())
        .containsPattern("learner +points +accuracy")
        .doesNotContain("accuracy tells nothing");
  }

  @Test
  void shouldSayWhatColumnsAreCalledWhoseNamesTheHeaderDoesNotTell() throws IOException {
    List<String> lines = new ArrayList<>(List.of("a,,a,label"));
    for (int i = 0; i < 100; i++) {
      lines.add(i + ",x," + i % 3 + "," + (i % 3 == 0));
    }
    String file = Files.write(folder.resolve("twice.csv"), lines).toString();

    assertThat(score(file).out())
        .contains(
            "  a name stands in the header more than once: its later columns are called a.1\n",
            "  the header does not name every column: the others are called column2\n");
    assertThat(score(file, "--ignore=a.1,column2").out())
        .contains("1 field, label label", "a.1 (ignored), column2 (ignored)");
  }

  @Test
  void shouldHoldLabelsBack() throws IOException {
    Map<String, JsonNode> late = scores("--label-delay=400");

    assertThat(late.get("a").get("points").intValue()).isEqualTo(ROWS - 401);
    assertThat(late.get("a").get("beforeLabels").intValue()).isEqualTo(401);
    assertThat(late.get("majority").get("points").intValue()).isEqualTo(ROWS - 401);
    assertThat(late.get("a").get("accuracy").doubleValue())
        .isLessThan(scores().get("a").get("accuracy").doubleValue());
  }

  private static Path payments() throws IOException {
    List<String> payments = new ArrayList<>(List.of("id,time,customer,amount,label"));
    for (int i = 0; i < 3_000; i++) {
      int customer = i % 37;
      String time = Instant.ofEpochSecond(1_700_000_000L + 3_600L * i).toString();
      payments.add(
          "p%d,%s,%d,%d,%d".formatted(i, time, customer, i % 11, customer % 5 == 0 ? 1 : 0));
    }
    return Files.write(folder.resolve("payments.csv"), payments);
  }

  @Test
  void shouldSayWhatWasDecidedAndWriteThatForOthersToCompute() throws IOException {
    Path said = folder.resolve("decided.csv");
    Terminated scored =
        score(
            payments().toString(),
            "--time=time",
            "--key=customer",
            "--label-delay=2d",
            "--cost-miss=amount",
            "--cost-alarm=1.5",
            "--learners=" + twoLearners(),
            "--predictions-file=" + said);

    assertThat(scored.out())
        .startsWith("A positive that passes costs its amount; an alert costs 1.5: at 30 one pays")
        .containsPattern(
            "Looked for: class 1. Alerts: [0-9,]+ of 2,\\d\\d\\d points \\([0-9.]+ %\\)\\.");
    double paid = 0;
    double never = 0;
    int decided = 0;
    for (String line : Files.readAllLines(said)) {
      String[] cells = line.split(",", -1);
      if (cells[2].equals("a") && !cells[7].isEmpty()) {
        int i = Integer.parseInt(cells[0].substring(1));
        double missed = cells[3].equals("1") ? i % 11 : 0;
        paid += cells[7].equals("alert") ? 1.5 : missed;
        never += missed;
        decided++;
      }
    }
    assertThat(scored.out())
        .contains(
            "Paid so far: %,.0f, where no alerts would have cost %,.0f and an alert of each point %,.0f."
                .formatted(paid, never, 1.5 * decided));
  }

  @Test
  void shouldSayWhyNothingWasDecided() throws IOException {
    String file = payments().toString();
    List<String> learners = List.of(file, "--learners=" + twoLearners());
    Map<String, List<String>> options =
        Map.of(
            "no label is 7, which --positive says is looked for",
            List.of("--review=5%", "--positive=7"),
            "the first period of --review 100/365d has not passed",
            List.of("--review=100/365d", "--time=time"),
            "no point came after labels of both classes that says what it costs",
            List.of("--cost-miss=time", "--cost-alarm=1"));
    for (Map.Entry<String, List<String>> each : options.entrySet()) {
      List<String> all = new ArrayList<>(learners);
      all.addAll(each.getValue());
      assertThat(score(all.toArray(String[]::new)).out())
          .contains("Nothing was decided: " + each.getKey());
    }
    assertThat(score(file, "--cost-miss=price", "--cost-alarm=1").err())
        .contains("expected numbers or fields, found price; the fields are id, time, customer");
  }

  @Test
  void shouldRememberKeysAndSayThatLabelsComeAtOnce() throws IOException {
    String file = payments().toString();
    Terminated atOnce = score(file, "--time=time", "--key=customer", "--learners=" + twoLearners());

    assertThat(atOnce.out())
        .contains("of each value of customer: when it came last")
        .contains("Labels come at once here", "--label-delay 7d");
    List<String> late =
        List.of(file, "--time=time", "--key=customer", "--label-delay=7d", "--json");
    JsonNode first =
        new JsonMapper()
            .readTree(score(late.toArray(String[]::new)).out().lines().findFirst().orElseThrow());
    assertThat(first.get("keys").get("values").get("customer").intValue()).isEqualTo(37);
    assertThat(first.get("keys").get("digest").textValue()).hasSize(64);
    // 7 days are 168 rows; each label comes behind the first row that is so much later.
    assertThat(first.get("beforeLabels").intValue()).isEqualTo(169);
    assertThat(score(file, "--time=time", "--key=shop").err())
        .contains("key: found shop, expected one of the columns");
    assertThat(score(file, "--key=label").err()).contains("key: found label, which is the label");
    assertThat(score(file, "--spans=1d").err()).contains("--spans is for what is remembered");
    assertThat(score(file, "--key=customer", "--text=customer").err())
        .contains("text: found customer, which is among the keys");
    assertThat(score(file, "--key=customer", "--spans=0d").err()).contains("--spans: found 0 ms");
    assertThat(score(file, "--key=customer", "--spans=1d,1d").err())
        .contains("--spans: found 2, of which 1 differ, expected at most 8 that differ");
    assertThat(score(file, "--key=customer", "--max-keys=5", "--learners=" + twoLearners()).out())
        .contains("were forgotten, those not seen for longest: there are more than --max-keys 5.");
  }

  @Test
  void shouldSayHowManyRowsAreOutOfOrderAndInNoScore() throws IOException {
    List<String> rows = new ArrayList<>(Files.readAllLines(payments()));
    Collections.reverse(rows.subList(1, rows.size()));
    Path newestFirst = Files.write(folder.resolve("newest-first.csv"), rows);

    String sorted =
        score(payments().toString(), "--time=time", "--learners=" + twoLearners()).out();
    String turned =
        score(newestFirst.toString(), "--time=time", "--learners=" + twoLearners()).out();

    assertThat(sorted).doesNotContain("Out of order");
    assertThat(turned)
        .containsPattern("Out of order: [12],\\d\\d\\d points came after others of a later time");
  }

  @Test
  void shouldHoldLabelsBackHoweverLong() throws IOException {
    String file = payments().toString();
    assertThat(
            score(file, "--time=time", "--label-delay=106751991168d", "--learners=" + twoLearners())
                .out())
        .contains("Answered before any label was known: 3,000");
    assertThat(score(file, "--predictions-file=" + folder.resolve("none/said.csv")).err())
        .contains("said.csv: cannot be written: there is no such folder");
  }

  @Test
  void shouldTakeTheListOfLateLabelsWhereLabelsAreHeldBack() throws IOException {
    String atOnce = score(payments().toString(), "--time=time").out();
    String late = score(payments().toString(), "--time=time", "--label-delay=7d").out();

    assertThat(atOnce).doesNotContain("network-replay-slow");
    assertThat(late).contains("network-replay-slow");
  }

  @Test
  void shouldWriteWhatEachLearnerSaidOfEachRecord() throws IOException {
    String file = payments().toString();
    for (String name : List.of("said.csv", "said.jsonl", "said.csv.gz")) {
      Path said = folder.resolve(name);
      Terminated scored =
          score(
              file,
              "--time=time",
              "--label-delay=100",
              "--predictions-file=" + said,
              "--learners=" + twoLearners());
      assertThat(scored.exitCode()).as(scored.err()).isZero();
      List<String> lines;
      try (InputStream in = Files.newInputStream(said)) {
        InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
        lines = new String(plain.readAllBytes(), UTF_8).lines().toList();
      }
      String last = lines.get(lines.size() - 2);
      if (name.equals("said.jsonl")) {
        assertThat(lines).hasSize(2 * 3_000);
        assertThat(last)
            .startsWith("{\"id\":\"p2999\",\"time\":\"2024-0")
            .contains("\"label\":\"0\"");
      } else {
        assertThat(lines).hasSize(1 + 2 * 3_000);
        assertThat(lines.get(0))
            .isEqualTo(
                "id,time,learner,label,prediction,probability,probabilities,decision,amount,lower,upper");
        assertThat(last).matches("p2999,2024-[^,]+\\.000Z,a,0,0,0\\.\\d+(E-\\d+)?,,,,,");
      }
    }
    assertThat(score(file, "--predictions-file=" + folder.resolve("none/said.csv")).err())
        .contains("none/said.csv: cannot be written");
    assertThat(score(file, "--predictions-file=" + file).err())
        .contains("expected another file than the one that is scored");
    assertThat(Files.readAllLines(Path.of(file))).hasSize(3_001);
  }

  /** Further down than a file is looked at whose labels are in the rows themselves. */
  @Test
  void shouldWaitForLabelsThatComeLaterUntilTheEndOfTheFile() throws IOException {
    Path file = folder.resolve("late.csv");
    String[] how = {file.toString(), "--label=y", "--late-labels", "--learners=" + twoLearners()};
    List<String> unlabelled =
        IntStream.range(0, 1_200).mapToObj(i -> i + "," + i % 7 + ",").toList();
    List<String> lines = new ArrayList<>(List.of("id,x,y"));
    lines.addAll(unlabelled);
    Files.write(file, lines);
    Terminated none = score(how);
    assertThat(none.err()).contains("none of the 1,200 rows has a label in \"y\"");
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);

    unlabelled.forEach(row -> lines.add(row + "yes"));
    Files.write(file, lines);
    Terminated scored = score(how);
    assertThat(scored.err()).isEmpty();
    assertThat(scored.out()).contains("1,200 points of", "all with a label, 1 class.");
    scored.requireDone();
  }

  /** Two rows come for each third point, one for the others: nobody labels those. */
  @Test
  void shouldLearnSilenceAndTellOfLabelsThatComeTooLate() throws IOException {
    Path file = folder.resolve("silent.csv");
    List<String> lines = new ArrayList<>(List.of("id,x,y"));
    for (int i = 0; i < 1_200; i++) {
      lines.add(i + "," + i % 3 + ",");
      int labelled = i - (i % 2 == 0 ? 50 : 150);
      if (labelled >= 0 && labelled % 3 == 0) {
        lines.add(labelled + "," + labelled % 3 + ",yes");
      }
    }
    Files.write(file, lines);
    String[] how = {file.toString(), "--label=y", "--late-labels", "--learners=" + twoLearners()};

    assertThat(score(with(how, "--unlabelled-as=no")).out())
        .contains("No --wait has ended so far, so no point was learned as no. Rows without --time");
    assertThat(score(with(how, "--wait=100ms")).out())
        .contains("points waited in vain", "say which class they are: --unlabelled-as CLASS.");
    Terminated refused = score(with(how, "--wait=100ms", "--unlabelled-as=no"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("was learned as \"no\" when its --wait ended");
    assertThat(refused.out())
        .contains("points were learned without a label when their wait ended", "2 classes")
        .contains(
            "labels came too late",
            "as --wait 1s, or with --learn-too-late and enough --waiting-bytes.");
    Terminated learned = score(with(how, "--wait=100ms", "--unlabelled-as=no", "--learn-too-late"));
    learned.requireDone();
    assertThat(learned.out()).contains("of them once more with a label that came later");
    Terminated all = score(with(how, "--wait=210ms", "--unlabelled-as=no", "--json"));
    all.requireDone();
    JsonNode labels = new JsonMapper().readTree(all.out().lines().findFirst().get()).get("labels");
    assertThat(labels.get("tooLate").intValue()).isZero();
    assertThat(labels.get("silent").intValue()).isBetween(600, 800);
    assertThat(labels.get("matched").intValue()).isEqualTo(lines.size() - 1_201);
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void shouldSayWhatItUnderstood() {
    Terminated scored = score(orders.toString(), "--label=outcome", "--learners=data");

    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.out())
        .contains("Understood from the first 1,000 records", "label outcome with 3 classes: kept")
        .contains("express: boolean", "weight_kg: number", "missing")
        .contains("no fields: outcome (the label)")
        .containsSubsequence("learner", "logistic", "network", "last-label", "majority")
        .contains("1,500 points of", "all with a label, 3 classes.");
  }

  @Test
  void shouldGoOnBehindRowsThatCannotBeUsed() throws IOException {
    List<String> broken = new ArrayList<>(rows);
    broken.set(3, "one,two");
    broken.set(5, "tomorrow" + rows.get(5).substring(rows.get(5).indexOf(',')));
    Path file = Files.write(folder.resolve("broken.csv"), broken);

    Terminated scored =
        score(file.toString(), "--label=outcome", "--time=placed", "--learners=" + twoLearners());

    assertThat(scored.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(scored.err())
        .contains("passed over line 4", "cannot be used, line 6: time placed")
        .contains("passed over: 2.");
    assertThat(scored.out()).contains("1,498 points of");
  }

  @Test
  void shouldNameTheColumnsWhenTheLabelIsNotThere() {
    assertThat(score(orders.toString()).err()).contains("--label", "placed, region, channel");
    assertThat(score(orders.toString(), "--label=bought").err())
        .contains("\"bought\"", "placed, region, channel");
    assertThat(score(orders.toString(), "--label=outcome", "--ignore=plcaed").err())
        .contains("plcaed", "placed, region, channel");
  }

  @Test
  void shouldNameOptionsAsTheyAreTyped() {
    assertThat(score(orders.toString(), "--label=outcome", "--ignore=plcaed").err())
        .contains("gyre score: --ignore: found plcaed");
  }

  @Test
  void shouldWarnEarlyOfALabelThatIsNone() throws IOException {
    Terminated scored =
        score(orders.toString(), "--label=placed", "--learners=" + twoLearners(), "--json");

    assertThat(scored.err())
        .containsSubsequence(
            "is placed the label, and a class? It has 200 classes", "cannot be used, line");
  }

  @Test
  void shouldScoreAfterALateRowThatBroughtAClass() throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("late.csv"),
            "at,x,label\n2026-01-01T10:00:00Z,1,a\n2026-01-01T09:00:00Z,2,b\n2026-01-01T10:00:01Z,3,a\n");

    Terminated ended = score(csv.toString(), "--time=at", "--learners=" + twoLearners());

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("last-label");
  }

  @Test
  void shouldRefuseAFileWithoutRows() throws IOException {
    Path header = Files.writeString(folder.resolve("header.csv"), "a,b,label\n");

    Terminated scored = score(header.toString());
    assertThat(scored.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(scored.err()).contains("header.csv: expected rows, found none");
  }

  @Test
  void shouldNotAskHowAFileIsWrittenThatCannotBeRead() {
    for (String command : List.of("score", "produce")) {
      assertThat(Terminated.run(Map.of(), command, folder.toString()).err())
          .contains(folder + ": expected a file, found a directory");
      assertThat(Terminated.run(Map.of(), command, folder + "/absent").err())
          .contains("there is no file " + folder + "/absent");
    }
  }

  @Test
  void shouldWantAFileOrATopic() {
    assertThat(score().err()).contains("expected a FILE, --topic or --from-version, found none");
    assertThat(score(orders.toString(), "--topic=points").err()).contains("found both");
    assertThat(score(orders.toString(), "--until=5").err()).contains("--until is for --topic");
    assertThat(score("--topic=points", "--until=today").err())
        .contains("an offset, as 100000, or a time, as 2026-11-28T14:00:00Z or 2026-11-28, found");
    assertThat(score("--from-version=7", "--from=5").err())
        .contains("--from: expected none with --from-version, which begins there");
    assertThat(score("--from-version=7", "--label=outcome").err())
        .contains("--label is settled by the version");
    assertThat(score("--topic=points", "--application-id=a").err())
        .contains("--application-id goes with --from-version");
    assertThat(score(orders.toString(), "--without=5").err())
        .contains("expected a field and its value, as customer=c-17, found '5'");
    assertThat(score(orders.toString(), "--label-delay=-1").err())
        .contains("'-1' is neither a number of rows, as 5000, nor a duration");
    assertThat(score(orders.toString(), "--label-delay=7d").err())
        .contains("--label-delay of a time needs --time");
  }
}
