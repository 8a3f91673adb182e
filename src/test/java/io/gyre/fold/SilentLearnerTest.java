package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.intake.AskOptions;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Naive Bayes has no answers before there is a text, and the blend does without it. */
class SilentLearnerTest {

  private static final String PRIOR = "\"name\":\"prior\",\"kind\":\"prior\"";
  private static final String LINEAR =
      "\"name\":\"linear\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":1";
  private static final String BAYES = "\"name\":\"bayes\",\"kind\":\"naive-bayes\"";
  private static final String BLEND = "\"name\":\"blend\",\"kind\":\"blend\"";

  private static Fields fields(int i, boolean text) {
    Random random = new Random(i);
    return AnyRecords.of(
        "x",
        random.nextGaussian() + i % 2,
        "message",
        text ? "some words of " + random.nextInt(50) + " and w" + (char) ('a' + i % 26) : null);
  }

  private static void run(FoldLoop loop, int from, int to, boolean late, boolean text) {
    for (int i = from; i < to; i++) {
      loop.apply(
          new Point(
              "p-" + i, fields(i, text), late ? null : Label.of(i % 2), Point.NO_TIME, false));
      if (late && i >= from + 9) {
        loop.label("p-" + (i - 9), Label.of((i - 9) % 2), loop.time);
      }
    }
  }

  private static FoldLoop loop(boolean late, String... learners) {
    return late
        ? new FoldLoop(FoldLoop.settings(learners).with(FoldLoop.LATE))
        : new FoldLoop(FoldLoop.settings(learners));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNeitherBeScoredNorMixedBeforeThereIsAText(boolean late) {
    FoldLoop with = loop(late, PRIOR, LINEAR, BAYES, BLEND);
    FoldLoop without = loop(late, PRIOR, LINEAR, BLEND);
    run(with, 0, 300, late, false);
    run(without, 0, 300, late, false);

    assertThat(with.report().answers(2)).isFalse();
    assertThat(with.report().learner(2, true).total().get("points")).isIn(null, 0L);
    Fields asked = fields(1_000, false);
    assertThat(with.fold.ask(asked, AskOptions.ALL).probabilities(3))
        .isEqualTo(without.fold.ask(asked, AskOptions.ALL).probabilities(2));
    Map<String, Double> weights = with.report().learner(3, true).weights();
    assertThat(weights).containsOnlyKeys("prior", "linear");
    without
        .report()
        .learner(2, true)
        .weights()
        .forEach((name, weight) -> assertThat(weights.get(name)).isCloseTo(weight, within(1e-9)));
  }

  @Test
  void shouldAnswerWithItAloneOnceThereIsAText() {
    FoldLoop alone = loop(false, BAYES, BLEND);
    run(alone, 0, 50, false, false);
    run(alone, 50, 150, false, true);
    assertThat(alone.report().answers(0)).isTrue();
    double[] p = alone.fold.ask(fields(2_000, true), AskOptions.ALL).probabilities(1);
    assertThat(p[0] + p[1]).isEqualTo(1);
  }
}
