package io.gyre.app.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Label;
import io.gyre.fold.answer.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedScoresTest {

  private static final List<Label> CLASSES = List.of(Label.of(0), Label.of(1));

  /** Returns what two learners said of class 1. */
  private static Answer said(double one, double other) {
    Answer answer = new Answer(List.of("one", "other"), CLASSES, 1, 0, 0);
    answer.put(0, new double[] {1 - one, one}, 0);
    answer.put(1, new double[] {1 - other, other}, 0);
    return answer;
  }

  /** The other alone is right of 9 points, the one of 1, and 1,000 tell nothing: (9 − 1)/√10. */
  @Test
  void shouldCompareWhereOneOfTwoIsRight() {
    PairedScores pairs = new PairedScores(2, 0);
    for (int i = 0; i < 1_000; i++) {
      pairs.add(i % 2, said(.9, .8));
    }
    for (int i = 0; i < 10; i++) {
      pairs.add(1, i == 0 ? said(.6, .4) : said(.4, .6));
    }
    assertThat(pairs.lead(1)).isCloseTo(8 / Math.sqrt(10), within(1e-12));
    assertThat(pairs.lead(0)).isZero();
  }

  /** Points of class 1 at a precision of .5 by the one; by the other .75, and one of them .25. */
  @Test
  void shouldCompareThePrecisionAtEachPositive() {
    PairedScores pairs = new PairedScores(2, 0);
    for (int i = 0; i < 20; i++) {
      pairs.add(1, said(.3, i == 0 ? .1 : .6));
      pairs.add(0, said(.3, .6));
    }
    Map<String, ?> one = Map.of("precision-recall", List.of(List.of(1.0, .5, .3)));
    Map<String, ?> other =
        Map.of("precision-recall", List.of(List.of(.95, .75, .5), List.of(1.0, .25, .1)));

    // Σd = 19·.25 − .25, Σd² = 20·.25²
    assertThat(pairs.precisionLead(1, other, one))
        .isCloseTo(18 * .25 / Math.sqrt(20 * .0625), within(1e-12));
    assertThat(pairs.precisionLead(0, one, one)).isZero();
  }

  @Test
  void shouldSayNothingWithoutPoints() {
    PairedScores pairs = new PairedScores(2, 0);
    assertThat(pairs.lead(1)).isZero();
    assertThat(pairs.precisionLead(1, Map.of(), Map.of())).isZero();
  }
}
