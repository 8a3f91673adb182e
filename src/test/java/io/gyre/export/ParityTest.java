package io.gyre.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import io.gyre.LongRunning;
import io.gyre.data.Label;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.fold.FoldParts;
import io.gyre.format.RecordSettings;
import io.gyre.learning.KindsOfClasses;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A graph answers as the fold that it was made of, less the members that it has not. */
class ParityTest {

  static final double NEAR = 1e-9;

  static List<String> kinds() {
    return KindsOfClasses.names();
  }

  /** A list with a learner of a kind and, if that mixes others, another one. */
  private static List<LearnerSettings> listOf(String kind, String more) {
    boolean steps = List.of("network", "logistic").contains(kind);
    String learner =
        "{\"name\":\"one\",\"kind\":\"%s\"%s%s}"
            .formatted(kind, steps ? ",\"learningRate\":0.2" : "", more);
    String first = kind.equals("blend") ? "{\"name\":\"first\",\"kind\":\"prior\"}," : "";
    return LearnersJson.parse("[" + first + learner + "]", "test");
  }

  private static void compare(Learned learned) throws OrtException {
    try (ModelRun run = new ModelRun(learned.fold)) {
      // onnxruntime before 1.18 takes wrong sums of tensors without columns.
      assertThat(run.exported.model().getGraph().getInitializerList())
          .allSatisfy(tensor -> assertThat(tensor.getDimsList()).doesNotContain(0L));
      run.compare(learned.points);
      assertThat(run.rows).isEqualTo(learned.points.size()).isPositive();
      assertThat(run.worst).isNotEmpty();
      assertThat(run.worst)
          .as("%s", run.worst)
          .allSatisfy((learner, worst) -> assertThat(worst).isLessThanOrEqualTo(NEAR));
      assertThat(run.otherClasses).isZero();
    }
  }

  static Learned any(List<LearnerSettings> learners, int points, int classes) {
    Learned learned = new Learned(learners, RecordSettings.json("label", null, null));
    AnyRecords records = new AnyRecords(points);
    Random random = new Random(points);
    for (int i = 0; i < points; i++) {
      Map<String, Object> record = new LinkedHashMap<>(records.nextWithText());
      if (i % 50 == 7) {
        record.put("x", 1e200);
      }
      record.put("label", "c" + random.nextInt(classes));
      learned.add(record);
    }
    // Asked only: what no learner has seen, and numbers out of all ranges.
    AnyRecords others = new AnyRecords(-points);
    for (int i = 0; i < 60; i++) {
      Map<String, Object> record = new LinkedHashMap<>(others.nextWithText());
      record.put("color", i % 2 == 0 ? "never seen" : null);
      record.put("x", List.of(1e300, -1e300, 3e-300, -0.0, "a text").get(i % 5));
      record.put("message", i % 3 == 0 ? "words that nobody knows" : null);
      learned.add(record);
    }
    return learned;
  }

  /** Each kind is expressed, or it says why it is not. */
  @ParameterizedTest
  @MethodSource("kinds")
  void shouldExpressEveryKindOrSayWhyNot(String kind) throws OrtException {
    for (int classes : new int[] {1, 2, 3, 70}) {
      Learned learned = any(listOf(kind, ""), 600, classes);
      Map<String, String> whyNot = learned.fold.report().model().whyNot();
      if (whyNot.isEmpty()) {
        compare(learned);
      } else {
        assertThat(whyNot.get("one")).isNotBlank();
      }
    }
  }

  /** What a class that has just appeared was given stays until the next label. */
  @ParameterizedTest
  @MethodSource("kinds")
  void shouldGiveANewClassTheProbabilityThatItHas(String kind) throws OrtException {
    Learned learned = any(listOf(kind, ""), 200, 3);
    assumeTrue(learned.fold.report().model().whyNot().isEmpty());
    FoldParts.add(learned.fold, Label.of(8));
    FoldParts.add(learned.fold, Label.of(9));
    compare(learned);
  }

  @Test
  void shouldLeaveOutColumnsWithoutRoom() throws OrtException {
    String large = ",\"hidden\":4096,\"optimiser\":\"adam\"";
    Learned learned =
        new Learned(listOf("network", large), RecordSettings.json("label", null, null));
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      Map<String, Object> record = new LinkedHashMap<>();
      for (int field = 0; field < 600; field++) {
        record.put("f" + field, random.nextGaussian());
      }
      record.put("label", i % 3);
      learned.add(record);
    }
    assertThat(learned.fold.report().withoutRoom(0)).isPositive();
    compare(learned);
  }

  @ParameterizedTest
  @ValueSource(strings = {"number", "category", "few"})
  void shouldTakeFieldsOfOneSortOnly(String sort) throws OrtException {
    Learned learned =
        new Learned(LearnerPresets.DATA.learners(), RecordSettings.json("label", null, null));
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      Object value =
          switch (sort) {
            case "number" -> random.nextGaussian();
            case "few" -> random.nextInt(4);
            default -> "v" + random.nextInt(900);
          };
      learned.add(Map.of("a", value, "label", random.nextInt(2)));
    }
    compare(learned);
  }

  /** Without a blend the first on the list answers. */
  @Test
  void shouldAnswerAsTheFirstOfAListWithoutABlend() throws OrtException {
    Learned learned =
        any(
            LearnersJson.parse(
                "[{\"name\":\"p\",\"kind\":\"prior\"},{\"name\":\"n\",\"kind\":\"neighbours\"}]",
                "test"),
            100,
            2);
    assertThat(ExportedModel.of(learned.fold.report()).answering()).isEqualTo("p");
    compare(learned);
  }

  /** With 300 classes eight words share an entry. */
  @Test
  void shouldHoldAnEntryThatWordsShareOnce() throws OrtException {
    Learned learned = any(listOf("naive-bayes", ""), 900, 300);
    Encoder encoder = FoldParts.encoder(learned.fold);
    long known =
        learned.points.subList(0, 900).stream()
            .flatMapToInt(
                fields -> Arrays.stream(Encoders.words(encoder, Encoders.row(encoder, fields))))
            .map(word -> word % (1 << 13))
            .distinct()
            .count();
    int classes = learned.fold.report().classes().size();

    assertThat(known).isGreaterThan(50);
    assertThat(ExportedModel.of(learned.fold.report()).model().getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getDimsCount() == 2 && tensor.getDims(0) > 1)
        .extracting(TensorProto::getDimsList)
        .containsExactly(List.of(2 + known, (long) classes));
    compare(learned);
  }

  @Test
  void shouldHoldOneNumberForTheLabelOfANeighbour() throws OrtException {
    Learned learned = any(listOf("neighbours", ""), 300, 70);
    long classes = learned.fold.report().classes().size();

    assertThat(ExportedModel.of(learned.fold.report()).model().getGraph().getInitializerList())
        .noneMatch(tensor -> tensor.getDimsList().equals(List.of(300L, classes)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "standardised", "full"})
  void shouldSeeWhatAViewShows(String view) throws OrtException {
    for (String kind : List.of("network", "logistic")) {
      String more = ",\"clip\":0,\"view\":\"%s\"".formatted(view);
      compare(any(listOf(kind, more), 500, 3));
    }
  }

  @Test
  void shouldAnswerAboutOrdersAsTheFold() throws OrtException {
    compare(Learned.orders(LearnerPresets.DATA.learners(), 1_500));
  }

  /**
   * {@code mvn surefire:test -Dtest=ParityTest -Dgroups.excluded=
   * -Dgyre.parity=FILE,LABEL,TIME,KEY…} prints the largest differences on a file of one's own; TIME
   * and keys may be missing.
   */
  @Test
  @LongRunning
  void shouldAnswerAboutAFileAsTheFold() throws IOException, OrtException {
    String asked = System.getProperty("gyre.parity");
    assumeTrue(asked != null);
    List<String> parts = new ArrayList<>(Arrays.asList(asked.split(",")));
    Path file = Path.of(parts.remove(0));
    String label = parts.isEmpty() ? null : parts.remove(0);
    String time = parts.isEmpty() || parts.get(0).isEmpty() ? null : parts.get(0);
    List<String> keys = parts.size() < 2 ? List.of() : parts.subList(1, parts.size());
    List<LearnerSettings> learners = LearnerPresets.DATA.learners();
    Learned learned =
        file.toString().equals("orders")
            ? Learned.orders(learners, 20_000)
            : Learned.of(learners, file, label, time, keys);
    try (ModelRun run = new ModelRun(learned.fold)) {
      run.compare(learned.points);
      System.out.printf(
          "%s: %,d rows, model of %,d bytes, other classes %d, largest differences %s, left out %s%n",
          file,
          run.rows,
          run.exported.model().getSerializedSize(),
          run.otherClasses,
          run.worst,
          run.exported.leftOut());
      assertThat(run.worst).allSatisfy((name, d) -> assertThat(d).isLessThanOrEqualTo(NEAR));
    }
  }
}
