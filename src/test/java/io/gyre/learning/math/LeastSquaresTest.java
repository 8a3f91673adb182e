package io.gyre.learning.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

  /** y = 2·a − b + 0.5·c, from inputs a, b, c. */
  private static byte[] learned() {
    LeastSquares model = new LeastSquares(3, 0.999, 10);
    Random random = new Random(8);
    for (int i = 0; i < 300; i++) {
      double[] x = random.doubles(3).toArray();
      model.learn(x, 2 * x[0] - x[1] + 0.5 * x[2] - model.predict(x));
    }
    StateWriter out = new StateWriter();
    model.write(out);
    return out.toBytes();
  }

  /** Begins as a mix does: with a share of each input. */
  private static LeastSquares read(int size, int... places) {
    LeastSquares model = new LeastSquares(size, 0.999, 10);
    Arrays.fill(model.weights(), 1.0 / size);
    model.read(new StateReader(ByteBuffer.wrap(learned())), places);
    return model;
  }

  @Test
  void shouldFindEachInputInItsNewPlace() {
    double[] x = {0.3, 0.4, 0.9};
    double same = read(3, 0, 1, 2).predict(x);
    assertThat(read(3, 2, 0, 1).predict(new double[] {0.4, 0.9, 0.3})).isEqualTo(same);
  }

  @Test
  void shouldGiveANewInputNoWeightAndForgetOneThatLeft() {
    double[] weights = read(3, 0, 1, 2).weights();
    assertThat(read(4, 0, 1, 3).weights()).containsExactly(weights[0], weights[1], 0, weights[2]);
    assertThat(read(2, 1, -1, 0).weights()).containsExactly(weights[2], weights[0]);
  }
}
