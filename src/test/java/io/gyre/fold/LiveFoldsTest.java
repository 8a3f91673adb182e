package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.NamedValues;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.format.survey.FieldSurvey;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.learning.Contributions;
import io.gyre.learning.list.LearnersJson;
import io.gyre.time.WindowSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveFoldsTest {

  private static final FoldSettings SETTINGS =
      new FoldSettings(
          LearnersJson.parse(
              """
              [{"name": "logistic", "kind": "logistic", "learningRate": 0.3, "batch": 1,
                "view": "standardised"},
               {"name": "neighbours", "kind": "neighbours"},
               {"name": "blend", "kind": "blend"}]
              """,
              "test"),
          WindowSettings.standard());

  private final Fold fold = Fold.open(SETTINGS, FoldStore.unsaved("test"));
  private final FieldSurvey survey = new FieldSurvey(SETTINGS.records(), false, "");
  private final LiveFolds live = new LiveFolds();
  private long timeMs = 1_767_225_600_000L;

  LiveFoldsTest() {
    live.of(0).open(fold, () -> survey.found());
  }

  /** Learns a point, 10 ms after the one before. */
  private void learn(String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    live.of(0)
        .take(
            () -> {
              long offset = fold.report().next();
              LogRecord record = LogRecord.of(LogRecord.Kind.POINT, value, timeMs, 0, offset);
              Point point = fold.apply(record).point();
              survey.add(point.fields(), point.label());
            });
    timeMs += 10;
  }

  /** The label is whether x is above 0; y and name mean nothing, answer is the label itself. */
  private void learn(int points) {
    Random random = new Random(3);
    for (int i = 0; i < points; i++) {
      double x = random.nextGaussian();
      String label = x > 0 ? "up" : "down";
      learn(
          "{\"x\":%s,\"y\":%s,\"name\":\"n%d\",\"answer\":\"%s\",\"label\":\"%s\"}"
              .formatted(x, random.nextGaussian(), random.nextInt(20), label + "?", label));
    }
  }

  private static Point read(String json) {
    try {
      return RecordReader.of(SETTINGS.records(), RecordReader.Accepts.POINTS)
          .read(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidPointException e) {
      throw new AssertionError(e);
    }
  }

  private static Fields point(String json) {
    return read(json).fields();
  }

  private List<String> digests() {
    return IntStream.range(0, 3).mapToObj(fold.report()::digest).toList();
  }

  @Test
  void shouldAskEveryLearnerAndChangeNothing() {
    learn(300);
    List<String> before = digests();

    Answer answer = live.ask(0, point("{\"x\":2,\"y\":0.1}"), false).orElseThrow();

    assertThat(answer.classes()).extracting(Label::text).containsExactlyInAnyOrder("up", "down");
    assertThat(answer.positive()).isOne();
    assertThat(answer.learners).containsExactly("logistic", "neighbours", "blend");
    int up = answer.classes().indexOf(read("{\"label\":\"up\",\"x\":1}").label());
    for (int i = 0; i < 3; i++) {
      assertThat(answer.probability(i, up)).isGreaterThan(0.7);
      assertThat(answer.why(i)).isNull();
    }
    assertThat(digests()).isEqualTo(before);
  }

  @Test
  void shouldSayWhyByTermsOfALogitOrByChangesOfAProbability() {
    learn(300);

    Answer answer = live.ask(0, point("{\"x\":2,\"y\":0.1,\"unknown\":5}"), true).orElseThrow();
    Answer without = live.ask(0, point("{\"y\":0.1,\"unknown\":5}"), false).orElseThrow();

    int k = answer.predicted(0);
    double p = answer.probability(0, k);
    Map<String, Double> terms = why(answer, 0);
    assertThat(terms).containsKeys("x", "y", Contributions.BIAS);
    assertThat(terms.values().stream().mapToDouble(v -> v).sum())
        .isCloseTo(Math.log(p / (1 - p)), within(1e-9));
    for (int i = 1; i < 3; i++) {
      Map<String, Double> why = why(answer, i);
      assertThat(why).doesNotContainKeys("unknown", Contributions.BIAS);
      assertThat(why.keySet().iterator().next()).isEqualTo("x");
      int predicted = answer.predicted(i);
      assertThat(why.get("x"))
          .isEqualTo(answer.probability(i, predicted) - without.probability(i, predicted));
    }
  }

  private static Map<String, Double> why(Answer answer, int learner) {
    return answer.why(learner).named();
  }

  @Test
  void shouldAskOneLearnerAboutManyPointsAsAboutEachAlone() {
    learn(200);
    List<double[]> found = new ArrayList<>();

    Answer answered =
        live.ask(
                0,
                AskOptions.of(List.of("blend")),
                300,
                i -> point("{\"x\":" + i / 100.0 + "}"),
                (i, answer, learner) -> {
                  assertThat(i).isEqualTo(found.size());
                  found.add(answer.probabilities(learner));
                })
            .orElseThrow();

    assertThat(found).hasSize(300);
    assertThat(answered.classes()).hasSize(2);
    assertThat(found.get(150))
        .isEqualTo(live.ask(0, point("{\"x\":1.5}"), false).orElseThrow().probabilities(2));
    assertThat(live.ask(0, AskOptions.of(List.of("nobody")), 1, i -> Fields.NONE, (i, p, k) -> {}))
        .isEmpty();
  }

  @Test
  void shouldTellWhatWasUnderstood() {
    learn(600);

    LiveFolds.LearnedStream understood = live.learnedStream(0).orElseThrow();

    assertThat(understood.classes().values().stream().mapToLong(n -> n).sum()).isEqualTo(600);
    SurveyedFields survey = understood.survey();
    assertThat(survey.points()).isEqualTo(600);
    assertThat(survey.fields())
        .extracting(SurveyedFields.Field::name)
        .containsExactly("answer", "name", "x", "y");
    assertThat(survey.fields())
        .extracting(SurveyedFields.Field::kind)
        .containsExactly("text", "text", "number", "number");
    assertThat(survey.knows()).containsOnlyKeys("answer").containsEntry("answer", 1.0);
    assertThat(survey.doubts()).hasSize(1);
    assertThat(understood.learners()).containsExactly("logistic", "neighbours", "blend");
    assertThat(understood.deciding()).isEqualTo("blend");
    assertThat(understood.fields())
        .isEqualTo(Map.of("answer", false, "name", false, "x", true, "y", true));
  }

  @Test
  void shouldTellTheFiguresOfNowAndTheScoresOfTheLastReport() {
    assertThat(live.figures().get(0).sofar()).isNull();
    learn(600);

    Figures figures = live.figures().get(0);

    assertThat(figures.points()).isEqualTo(600);
    assertThat(figures.time()).isEqualTo(timeMs - 10);
    assertThat(figures.learners())
        .extracting(Figures.OfLearner::name)
        .containsExactly("logistic", "neighbours", "blend");
    assertThat(figures.learners()).allMatch(each -> each.micros() > 0);
    assertThat(figures.last().endMs).isEqualTo(figures.sofar().startMs);
    assertThat(figures.last().points()).as("of a second").isEqualTo(100);
    assertThat(figures.sofar().points()).isEqualTo(100);
    for (Figures.OfLearner each : figures.learners()) {
      assertThat(each.last().get("n")).isEqualTo(100.0);
      assertThat(each.report().window().get("n")).isEqualTo(100.0);
      assertThat(each.report().labelled()).isEqualTo(600);
    }
    learn(1);
    assertThat(figures.sofar().points()).as("as it was").isEqualTo(100);
    live.of(0).close();
    assertThat(live.figures()).isEmpty();
  }

  /** A question may come long after the last one, and the learners have been started anew. */
  @Test
  void shouldReadAQuestionAsTheCopyThatAnswersIt() {
    learn(50);
    FoldSettings keyed = SETTINGS.withRecords(SETTINGS.records().withKeys(List.of("name")));
    LiveFolds copies = new LiveFolds(partition -> "gone", partition -> OptionalLong.of(1));
    copies.open(0, fold);
    assertThat(understoodRecords(copies)).isEqualTo(SETTINGS.records());

    copies.open(0, Fold.open(keyed, FoldStore.unsaved("test")));

    assertThat(understoodRecords(copies)).isEqualTo(keyed.records());
    AskOptions blend = AskOptions.of(List.of("blend"));
    NamedValues point = new NamedValues(Map.of("x", 1, "name", 7));
    Answer answer = copies.ask(0, blend, 1, i -> point, (i, p, k) -> {}).orElseThrow();
    Fields read = answer.point().fields();
    assertThat(read.text(read.place("name"))).as("a key is a category").isEqualTo("7");
    copies.clear();
    assertThat(copies.partitions()).isEmpty();
    assertThat(copies.learnedStream(0)).isEmpty();
    assertThat(copies.ask(0, blend, 1, i -> point, (i, p, k) -> {})).isEmpty();
  }

  private static RecordSettings understoodRecords(LiveFolds copies) {
    return await()
        .until(() -> copies.learnedStream(0), Optional::isPresent)
        .orElseThrow()
        .records();
  }

  @Test
  void shouldKnowNothingOfAPartitionThatIsNotHere() {
    learn(20);
    live.of(0).close();

    for (int partition = 0; partition < 2; partition++) {
      assertThat(live.ask(partition, Fields.NONE, true)).isEmpty();
      assertThat(
              live.ask(
                  partition, AskOptions.of(List.of("blend")), 1, i -> Fields.NONE, (i, p, k) -> {}))
          .isEmpty();
      assertThat(live.learnedStream(partition)).isEmpty();
    }
  }

  @Test
  void shouldAnswerBeforeTheFirstPoint() {
    Answer answer = live.ask(0, point("{\"x\":2}"), true).orElseThrow();

    assertThat(answer.classes()).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(answer.probabilities(i)).isEmpty();
      assertThat(why(answer, i)).isEmpty();
    }
    assertThat(live.learnedStream(0).orElseThrow().survey().points()).isZero();
  }

  @Test
  void shouldNotBeFreeWhileARecordOrAQuestionTakesLong() {
    assertThat(live.isFree()).isTrue();
    awaitFree("amid a short record", this::isFreeAmidARecord);
    live.of(0).take(() -> await().until(() -> !live.isFree())); // Only after some ms.
    assertThat(live.isFree()).isTrue();
    assertThat(isFreeAmidARecord()).as("after one that took long").isFalse();
    awaitFree("after many short ones", this::isFreeAmidARecord);

    awaitFree(
        "one short question alone", () -> live.find(0, report -> live.isFree()).orElseThrow());
    live.ask(
        0,
        (fold, untilNanos) -> {
          await().until(() -> !live.isFree());
          return false;
        });
    assertThat(live.isFree()).isTrue();
  }

  private boolean isFreeAmidARecord() {
    boolean[] free = new boolean[1];
    live.of(0).take(() -> free[0] = live.isFree());
    return free[0];
  }

  /** A busy machine may stop any of them for some ms: then it did take long, and more follow. */
  private void awaitFree(String when, Callable<Boolean> free) {
    await(when)
        .until(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                live.of(0).take(() -> {});
              }
              return free.call();
            });
  }
}
