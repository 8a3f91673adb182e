package io.gyre.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.Needed;
import io.gyre.data.Fields;
import io.gyre.data.record.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Path model = folder.resolve("model");
    ExportedModel exported = ExportFolder.write(learned.fold, "the test", model);
    Path file = Files.write(folder.resolve("points.jsonl"), points, UTF_8);
    Path out = folder.resolve("out.jsonl");
    Process process =
        new ProcessBuilder(python, model.resolve("predict.py").toString(), file.toString())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("err.txt"))).isZero();
    List<String> answers = Files.readAllLines(out);
    assertThat(answers).hasSameSizeAs(learned.points);
    try (ModelRun run = new ModelRun(learned.fold)) {
      for (int i = 0; i < answers.size(); i++) {
        Fields fields = learned.points.get(i);
        double[] p = run.expected(fields, run.extended(fields)).get(exported.answering());
        JsonNode answer = JSON.readTree(answers.get(i));
        for (int k = 0; k < p.length; k++) {
          assertThat(Math.abs(answer.get("probabilities").get(k).doubleValue() - p[k]))
              .as(points.get(i))
              .isLessThanOrEqualTo(ParityTest.NEAR);
        }
      }
    }
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
    assertThat(learned.fold.state.encoder.texts().isEmpty()).isFalse();
    compare(learned, records(learned));
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
}
