package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.AnswerOf;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelAnswerTest {

  private static final List<Label> TWO = List.of(Label.of(0), Label.of(1));

  private static ModelAnswer answer(List<Label> classes, Label positive, double... p) {
    int number = positive == null ? Answer.NONE : classes.indexOf(positive);
    return ModelAnswer.of("a", AnswerOf.one("a", classes, number, p), 0, OptionalLong.empty());
  }

  @Test
  void shouldTellTheProbabilityOfThePositiveClassThoughItIsTheFirst() {
    ModelAnswer answer = answer(TWO, Label.of(0), 0.625, 0.375);

    assertThat(answer.probability()).isEqualTo(0.625);
    assertThat(answer.positive()).isEqualTo(Label.of(0));
    assertThat(answer.prediction()).isEqualTo(Label.of(0));
    assertThat(answer.probabilities()).isNull();
  }

  @Test
  void shouldPredictThePositiveClassOnlyAboveOneHalfAndNotNameTheUsualOne() {
    ModelAnswer answer = answer(TWO, Label.of(1), 0.5, 0.5);

    assertThat(answer.prediction()).isEqualTo(Label.of(0));
    assertThat(answer.positive()).isNull();
  }

  @Test
  void shouldAnswerBeforeTheFirstLabelAndWithOneClass() {
    ModelAnswer none = answer(List.of(), null);
    assertThat(none.prediction()).isNull();
    assertThat(none.probabilities()).isEmpty();

    ModelAnswer one = answer(List.of(Label.of(5)), null, 1);
    assertThat(one.prediction()).isEqualTo(Label.of(5));
    assertThat(one.probabilities()).containsOnlyKeys("5");
  }

  @Test
  void shouldTellTheTwentyMostProbableInTheirOrderTiesGoingToTheFirst() {
    double[] p = new double[30];
    Arrays.fill(p, 0.01);
    p[29] = 0.7;

    ModelAnswer answer = answer(IntStream.range(0, 30).mapToObj(Label::of).toList(), null, p);

    assertThat(answer.prediction()).isEqualTo(Label.of(29));
    assertThat(answer.probabilities()).hasSize(20).containsKeys("0", "18", "29");
    assertThat(answer.probabilities().keySet()).startsWith("0", "1", "2").endsWith("29");
  }
}
