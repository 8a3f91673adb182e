package io.gyre.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.Needed;
import io.gyre.data.EventTime;
import io.gyre.data.Fields;
import io.gyre.data.text.TextTokens;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.words.CellText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code predict.py}, in a Python that has numpy and onnxruntime: it answers as the fold. */
class PredictScriptTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static String python;

  @TempDir private Path folder;

  @BeforeAll
  static void findPython() {
    python =
        Stream.of("python3", "/usr/bin/python3")
            .filter(PredictScriptTest::has)
            .findFirst()
            .orElse(null);
    Needed.assume(python != null, "no python3 has numpy and onnxruntime, and this test needs both");
  }

  private static boolean has(String python) {
    try {
      return new ProcessBuilder(python, "-c", "import numpy, onnxruntime")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares the answers about points, written as JSON lines. */
  private void compare(Learned learned, List<String> points) throws Exception {
    compare(learned, Files.write(folder.resolve("points.jsonl"), points, UTF_8), false);
  }

  private void compare(Learned learned, Path file, boolean isInput) throws Exception {
    Path model = folder.resolve("model");
    ExportedModel exported = ExportFolder.write(learned.fold.report(), "the test", model);
    List<String> answers = ask(model, file, isInput, 0);
    assertThat(answers).hasSameSizeAs(learned.points);
    try (ModelRun run = new ModelRun(learned.fold)) {
      for (int i = 0; i < answers.size(); i++) {
        Fields fields = learned.points.get(i);
        double[] p = run.expected(fields, run.extended(fields)).get(exported.answering());
        JsonNode answer = JSON.readTree(answers.get(i));
        for (int k = 0; k < p.length; k++) {
          assertThat(Math.abs(answer.get("probabilities").get(k).doubleValue() - p[k]))
              .as("point %d", i)
              .isLessThanOrEqualTo(ParityTest.NEAR);
        }
      }
    }
  }

  /** Asks about the points of a file; returns the lines of the answer. */
  private List<String> ask(Path model, Path file, boolean isInput, int expectedExit)
      throws Exception {
    Path out = folder.resolve("out.jsonl");
    ProcessBuilder builder =
        new ProcessBuilder(
            python, "-B", model.resolve("predict.py").toString(), isInput ? "-" : file.toString());
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("PYTHONUTF8", "0");
    builder.environment().put("PYTHONIOENCODING", "latin-1");
    Process process =
        builder
            .redirectInput(file.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors().toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(errors())).isEqualTo(expectedExit);
    return Files.readAllLines(out);
  }

  private Path errors() {
    return folder.resolve("err.txt");
  }

  /**
   * Gives an expression of each line of inputs, {@code x}, as JSON; {@code p} is the module.
   *
   * @param before lines that run first
   */
  private List<JsonNode> evaluate(String before, String expression, List<String> inputs)
      throws Exception {
    String script =
        """
        import sys, json
        sys.path.insert(0, sys.argv[1])
        import predict as p
        %s
        for line in open(sys.argv[2], encoding="utf-8"):
            x = json.loads(line)
            print(json.dumps(%s))
        """
            .formatted(before, expression);
    Path module = Path.of(ExportFolder.class.getResource("predict.py").toURI()).getParent();
    List<String> lines = new ArrayList<>();
    for (String input : inputs) {
      lines.add(JSON.writeValueAsString(input));
    }
    Path file = Files.write(folder.resolve("inputs.jsonl"), lines, UTF_8);
    Path out = folder.resolve("values.jsonl");
    Process process =
        new ProcessBuilder(python, "-B", "-c", script, module.toString(), file.toString())
            .redirectOutput(out.toFile())
            .redirectError(errors().toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(errors())).isZero();
    List<JsonNode> values = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      values.add(JSON.readTree(line));
    }
    return values;
  }

  private static List<String> records(Learned learned) {
    return learned.records.stream().map(json -> new String(json, UTF_8)).toList();
  }

  @Test
  void shouldAnswerAboutOrdersAsTheFold() throws Exception {
    Learned learned = Learned.orders(LearnerPresets.FAST.learners(), 1_000);
    compare(learned, records(learned));
  }

  @Test
  void shouldEncodeAnyRecordsAndTextsAsTheFold() throws Exception {
    Learned learned = ParityTest.any(LearnerPresets.DATA.learners(), 600, 3);
    assertThat(learned.fold.report().model().hasWords()).isTrue();
    compare(learned, records(learned));
    shouldAskInBatches(records(learned));
  }

  /** The graph holds a number for each word and class of all rows that are asked at once. */
  private void shouldAskInBatches(List<String> points) throws Exception {
    String load =
        """
        def model(most):
            p.MOST_NUMBERS = most
            return p.Model(%s)

        points = [json.loads(line) for line in open(%s, encoding="utf-8")]
        whole, parts = model(10 ** 9), model(4_000)
        """
            .formatted(
                JSON.writeValueAsString(folder.resolve("model").toString()),
                JSON.writeValueAsString(folder.resolve("points.jsonl").toString()));
    String expression =
        "[whole.rows, parts.rows, abs(whole.predict(points)[1] - parts.predict(points)[1]).max()]";
    JsonNode values = evaluate(load, expression, List.of("")).get(0);
    assertThat(values.get(0).intValue()).isEqualTo(500);
    assertThat(values.get(1).intValue()).isBetween(1, 50);
    assertThat(values.get(2).doubleValue()).isLessThan(ParityTest.NEAR);
  }

  @Test
  void shouldEncodeWhatTimesTellAsTheFold() throws Exception {
    Learned learned =
        new Learned(LearnerPresets.FAST.learners(), RecordSettings.json("label", null, "at"));
    for (int i = 0; i < 1_000; i++) {
      int hour = i * 5 % 24;
      String at = "2026-%02d-%02dT%02d:17:03.25+02:00".formatted(1 + i / 200, 1 + i / 9 % 28, hour);
      learned.add(Map.of("at", at, "x", i % 7, "label", hour < 12 ? "am" : "pm"));
    }
    assertThat(learned.fold.report().shape(0).columns()).contains("at.hour.sin");
    compare(learned, records(learned));
  }

  @Test
  void shouldTakeWhatIsRememberedOfKeysAsFields() throws Exception {
    RecordSettings records = RecordSettings.json("label", null, null).withKeys(List.of("who"));
    Learned learned = new Learned(LearnerPresets.FAST.learners(), records);
    Random random = new Random(1);
    for (int i = 0; i < 600; i++) {
      int who = random.nextInt(20);
      learned.add(Map.of("who", who, "x", random.nextGaussian(), "label", who % 3 == 0 ? 1 : 0));
    }
    List<String> points = new ArrayList<>();
    try (ModelRun run = new ModelRun(learned.fold)) {
      for (Fields own : learned.points) {
        Fields all = run.extended(own);
        assertThat(all.size()).isGreaterThan(own.size());
        Map<String, Object> point = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
          boolean isNumber = all.text(i) == null && !all.missing(i);
          point.put(all.path(i), isNumber ? (Object) all.number(i) : all.text(i));
        }
        points.add(JSON.writeValueAsString(point));
      }
    }
    compare(learned, points);
  }

  // Files

  /** What the reader of {@code gyre score} takes from the same file. */
  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void shouldReadAFileAsGyreDoes(String delimiter) throws Exception {
    Random random = new Random(3);
    String mark = "\ufeff";
    List<String> lines = new ArrayList<>();
    lines.add(String.join(delimiter, mark + "first", " x ", "\"the, text; here\"", "x", "label"));
    for (int i = 0; i < 600; i++) {
      String number = String.valueOf(random.nextInt(1000) / 8.0);
      boolean isRight = random.nextInt(10) > 0;
      String text = " \"%s%sé\"".formatted("ab".charAt(i % 2), delimiter);
      lines.add(
          String.join(
              delimiter,
              i % 7 == 0 ? "nan" : "\u00a0c" + i % 3,
              delimiter.equals(";") ? number.replace('.', ',') : number,
              text,
              String.valueOf(i % 5),
              (isRight ? i % 2 == 0 : random.nextBoolean()) ? "yes" : "no"));
      lines.add(i % 100 == 0 ? "" : "  ");
    }
    Path plain = Files.write(folder.resolve("points.csv"), lines, UTF_8);
    Learned learned = Learned.of(LearnerPresets.FAST.learners(), plain, "label", null, List.of());
    assertThat(learned.fold.report().shape(0).columns())
        .contains("x", "x.1", "first=nan", "first=\u00a0c1")
        .contains("the, text; here=a" + delimiter + "é");
    compare(learned, plain, false);

    if (delimiter.equals("\t")) {
      Path packed = folder.resolve("POINTS.TSV.gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        out.write(Files.readAllBytes(plain));
      }
      ask(folder.resolve("model"), packed, false, 0);
      assertThat(folder.resolve("out.jsonl")).isNotEmptyFile();
    }
  }

  @Test
  void shouldReadStandardInputAsUtf8() throws Exception {
    Learned learned = new Learned(LearnerPresets.FAST.learners(), RecordSettings.standard());
    for (int i = 0; i < 200; i++) {
      learned.add(Map.of("city", i % 2 == 0 ? "Zürich" : "東京", "label", i % 2));
    }
    compare(learned, Files.write(folder.resolve("in"), records(learned), UTF_8), true);
  }

  @Test
  void shouldEndWithAnErrorIfNoFieldIsKnown() throws Exception {
    Path model = folder.resolve("model");
    Learned learned = Learned.orders(LearnerPresets.FAST.learners(), 100);
    ExportFolder.write(learned.fold.report(), "the test", model);
    String known = records(learned).get(0);
    String envelope = "{\"schema\":null,\"payload\":" + known + "}";

    Path file = Files.write(folder.resolve("points.jsonl"), List.of(envelope, envelope), UTF_8);
    assertThat(ask(model, file, false, 1)).isEmpty();
    assertThat(errors())
        .content()
        .contains("expected some of the fields ", "found only schema, payload; the row in an");

    Files.write(file, List.of(known, envelope, known), UTF_8);
    assertThat(ask(model, file, false, 0)).hasSize(3);
    assertThat(errors()).content().contains("1 of 3 points have no field that is known");

    Files.write(file, List.of("[1]"), UTF_8);
    ask(model, file, false, 1);
    assertThat(errors()).content().contains("line 1: expected a JSON object, found [1]");
    Path csv = Files.writeString(folder.resolve("points.csv"), "region,price\na,1\nb\n");
    ask(model, csv, false, 1);
    assertThat(errors()).content().contains("line 3: expected 2 cells as in the header, found 1");
  }

  // Values

  @Test
  void shouldFindTheWordsThatGyreFinds() throws Exception {
    List<String> texts = new ArrayList<>();
    texts.add("コーヒーを飲む人々がスーパーで〻を買う。ﾊﾟｰﾃｨｰ ﾡ한국어 ﾊﾞ");
    texts.add("ー々 x々y ー");
    texts.add("🎈".repeat(4_999) + "ab🎈cd");
    // Scripts without blanks, before what later versions of Unicode have added.
    int[][] blocks = {
      {0x0E00, 0x0ECE},
      {0x1000, 0x1200},
      {0x1780, 0x17F0},
      {0x3000, 0x3100},
      {0x4E00, 0x4E20},
      {0xAC00, 0xAC20},
      {0xF900, 0xF910},
      {0xFF01, 0xFFEF}
    };
    for (int[] block : blocks) {
      for (int c = block[0]; c < block[1]; c++) {
        texts.add("k" + (char) c + "漢" + (char) c + (char) c);
      }
    }
    List<JsonNode> found = evaluate("", "p.tokens('a.b', x)", texts);
    TextTokens tokens = new TextTokens("a.b");
    for (int i = 0; i < texts.size(); i++) {
      tokens.read(texts.get(i));
      int[] columns = Arrays.copyOf(tokens.columns(), tokens.count());
      assertThat(found.get(i).get(0)).as(texts.get(i)).isEqualTo(JSON.valueToTree(columns));
      for (int n = 0; n < TextTokens.NUMBERS.length; n++) {
        assertThat(found.get(i).get(1).get(n).doubleValue())
            .as(texts.get(i))
            .isCloseTo(tokens.number(n), within(1e-12));
      }
    }
  }

  @Test
  void shouldReadTimesAsGyreDoes() throws Exception {
    List<String> texts =
        List.of(
            "2026-01-31",
            "0000-02-29",
            "0001-03-01",
            "2026-02-29",
            "2026-13-01",
            "1969-12-31",
            "9999-12-31T23:59:59.9999999",
            "9999-12-31T23:59:59-00:01",
            "2026-01-31T24:00",
            "2026-01-31 10:20",
            "2026-01-31t10:20:60",
            "2026-01-31T10:20:59.0009Z",
            "2026-01-31T10:20:00.29",
            "2026-01-31T10:20:00.",
            "2026-01-31T10:20+18:00",
            "2026-01-31T10:20+18:01",
            "2026-01-31T10:20-1801",
            "2026-01-31T10:20-18",
            "2026-01-31T10:20+10:60",
            "2026-01-31T10:20 Z",
            "2026-1-1",
            "2017-11-07 9:30",
            "2017-11-7 9:05:07.5+01:00",
            "31.12.2025",
            "1.2.2025 14:05",
            "7.11.2017T9:30Z",
            "31.13.2025",
            "1.2.20255",
            "2025/12/31 4:05",
            "2025.1.2",
            "2025/12-31",
            "12/31/2025 14:05",
            "1-2-2025",
            "2026-01-31 10:2",
            "1.2.25",
            "1.2",
            "٢026-01-31",
            "1e10",
            "-1",
            "99999999999.9999",
            "1e11",
            "253402300799999",
            "253402300799999.9",
            "253402300800000",
            "-0.0",
            "1e-40",
            "1e999999999",
            "1e99999999999999999999",
            "0.0019",
            "1769854800.0019",
            "1".repeat(65),
            "nine");
    List<JsonNode> found = evaluate("", "[p.clock(x), p.event(x)]", texts);
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      EventTime[] expected = {EventTime.ofText(text), EventTime.of(text)};
      for (int each = 0; each < expected.length; each++) {
        EventTime time = expected[each];
        Object values =
            time == null ? null : List.of(time.localMs(), time.offsetMs(), time.isDate());
        assertThat(found.get(i).get(each).toString())
            .as("%s, %d", text, each)
            .isEqualTo(JSON.writeValueAsString(values));
      }
    }
  }

  @Test
  void shouldWriteNumbersOfKeysAsGyreDoes() throws Exception {
    List<String> numbers =
        List.of(
            "1.0",
            "1e0",
            "-0.0",
            "0e5",
            "100",
            "123456789012345678901234567890123",
            "1e20",
            "1e21",
            "12e-22",
            "1.5e-30",
            "-3.10",
            "1e2147483647",
            "1e2147483648",
            "1e-99999999999999999999");
    List<JsonNode> found = evaluate("", "p.canonical(x)", numbers);
    for (int i = 0; i < numbers.size(); i++) {
      String expected = numbers.get(i);
      try {
        expected = CellText.canonical(expected);
      } catch (ArithmeticException | NumberFormatException e) {
        // It stays as it is.
      }
      assertThat(found.get(i).textValue()).isEqualTo(expected);
    }
  }

  @Test
  void shouldTakeValuesOfOtherPrograms() throws Exception {
    Path model = folder.resolve("model");
    ExportFolder.write(
        Learned.orders(LearnerPresets.FAST.learners(), 100).fold.report(), "the test", model);
    String load = "m = p.Model(%s)".formatted(JSON.writeValueAsString(model.toString()));
    List<String> values =
        List.of(
            "p.np.bool_(True)",
            "p.np.float32(0.5)",
            "p.np.int64(3)",
            "float('nan')",
            "'nan'",
            "' NaN\\u2003'",
            "'\\u00a0'",
            "False");
    assertThat(evaluate(load, "list(m.values({'a': eval(x)}).values())", values).toString())
        .isEqualTo(
            "[[\"true\"], [0.5], [3.0], [null], [\"nan\"], [null], [\"\u00a0\"], [\"false\"]]");
    assertThat(evaluate(load, "[list(each) for each in m.predict([])]", List.of("")).toString())
        .isEqualTo("[[[],[]]]");
  }
}
