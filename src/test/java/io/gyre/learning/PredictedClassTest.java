package io.gyre.learning;

import static io.gyre.learning.PredictedClass.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PredictedClassTest {

  private static int predicted(double[] p, int positive) {
    return PredictedClass.predicted(p, 0, p.length, positive);
  }

  @Test
  void shouldPredictThePositiveClassOnlyAboveOneHalf() {
    double above = Math.nextUp(0.5);
    assertThat(predicted(new double[] {0.5, 0.5}, 1)).isEqualTo(0);
    assertThat(predicted(new double[] {0.5, 0.5}, 0)).isEqualTo(1);
    assertThat(predicted(new double[] {1 - above, above}, 1)).isEqualTo(1);
  }

  @Test
  void shouldPredictTheMostProbableClassAndTheLowerOfTwoAlike() {
    assertThat(predicted(new double[] {0.2, 0.4, 0.4}, NONE)).isEqualTo(1);
    assertThat(predicted(new double[] {1}, NONE)).isEqualTo(0);
    assertThat(predicted(new double[0], NONE)).isEqualTo(NONE);
  }

  @Test
  void shouldNameTheLargestInTheirOrderTiesGoingToTheFirst() {
    double[] p = new double[30];
    Arrays.fill(p, 0.01);
    p[29] = 0.7;

    assertThat(PredictedClass.largest(p, 3)).containsExactly(0, 1, 29);
    assertThat(PredictedClass.largest(new double[] {0.1, 0.9}, 3)).containsExactly(0, 1);
    assertThat(PredictedClass.largest(new double[0], 3)).isEmpty();
  }

  @Test
  void shouldNotNameThePositiveOneOfZeroAndOne() {
    assertThat(PredictedClass.positiveName(Label.of(1), Label.of(0))).isNull();
    assertThat(PredictedClass.positiveName(Label.of(0), Label.of(1))).isEqualTo(Label.of(0));
    assertThat(PredictedClass.positiveName(Label.of(1), Label.of(2))).isEqualTo(Label.of(1));
  }
}
