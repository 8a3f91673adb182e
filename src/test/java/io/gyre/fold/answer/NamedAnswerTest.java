package io.gyre.fold.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamedAnswerTest {

  private static final List<Label> TWO = List.of(Label.of(0), Label.of(1));

  private static Answer.Named answer(List<Label> classes, Label positive, double... p) {
    int number = positive == null ? Answer.NONE : classes.indexOf(positive);
    return AnswerOf.one("a", classes, number, p).named(0, 20);
  }

  @Test
  void shouldTellTheProbabilityOfThePositiveClassThoughItIsTheFirst() {
    Answer.Named answer = answer(TWO, Label.of(0), 0.625, 0.375);

    assertThat(answer.probability()).isEqualTo(0.625);
    assertThat(answer.positive()).isEqualTo(Label.of(0));
    assertThat(answer.prediction()).isEqualTo(Label.of(0));
    assertThat(answer.probabilities()).isNull();
  }

  @Test
  void shouldPredictThePositiveClassOnlyAboveOneHalfAndNotNameTheUsualOne() {
    Answer.Named answer = answer(TWO, Label.of(1), 0.5, 0.5);

    assertThat(answer.prediction()).isEqualTo(Label.of(0));
    assertThat(answer.positive()).isNull();
  }

  @Test
  void shouldAnswerBeforeTheFirstLabelAndWithOneClass() {
    Answer.Named none = answer(List.of(), null);
    assertThat(none.prediction()).isNull();
    assertThat(none.probabilities()).isEmpty();

    Answer.Named one = answer(List.of(Label.of(5)), null, 1);
    assertThat(one.prediction()).isEqualTo(Label.of(5));
    assertThat(one.probabilities()).containsOnlyKeys(Label.of(5));
  }

  @Test
  void shouldTellTheTwentyMostProbableInTheirOrderTiesGoingToTheFirst() {
    double[] p = new double[30];
    Arrays.fill(p, 0.01);
    p[29] = 0.7;

    Answer.Named answer = answer(IntStream.range(0, 30).mapToObj(Label::of).toList(), null, p);

    assertThat(answer.prediction()).isEqualTo(Label.of(29));
    assertThat(answer.probabilities())
        .hasSize(20)
        .containsKeys(Label.of(0), Label.of(18), Label.of(29));
    assertThat(answer.probabilities().keySet())
        .startsWith(Label.of(0), Label.of(1))
        .endsWith(Label.of(29));
  }
}
