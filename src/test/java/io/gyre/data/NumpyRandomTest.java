package io.gyre.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden numbers: numpy 2.4.6, drawn by golden/numpy_golden.py. */
class NumpyRandomTest {

  @Test
  void shouldDrawNumpysDoublesBitForBit() {
    for (String[] row : golden("double")) {
      NumpyRandom random = new NumpyRandom(Long.parseLong(row[0]));
      double[] drawn = DoubleStream.generate(random::nextDouble).limit(2000).toArray();
      assertThat(drawn[Integer.parseInt(row[2])])
          .as("seed %s, index %s", row[0], row[2])
          .isEqualTo(Double.parseDouble(row[3]));
    }
  }

  @Test
  void shouldDrawNumpysGaussiansToTheLastBits() {
    for (String[] row : golden("gaussian")) {
      NumpyRandom random = new NumpyRandom(Long.parseLong(row[0]));
      double[] drawn = DoubleStream.generate(random::nextGaussian).limit(2000).toArray();
      double expected = Double.parseDouble(row[3]);
      assertThat(drawn[Integer.parseInt(row[2])])
          .as("seed %s, index %s", row[0], row[2])
          .isCloseTo(expected, within(2 * Math.ulp(expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4294967296L, Long.MIN_VALUE, Long.MAX_VALUE})
  void shouldRefuseASeedThatNumpyRefuses(long seed) {
    assertThatThrownBy(() -> new NumpyRandom(seed))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith(
            "seed: found " + seed + ", expected an integer from 0 to 4294967295");
  }

  /**
   * Golden numbers: mpmath 1.3 at 120 bits, rounded to double; of 40,000 none was over 0.52 ulp.
   */
  @ParameterizedTest
  @CsvSource({
    "1.0, 0.0",
    "0.5, -0.6931471805599453",
    "0.7071067811865475, -0.34657359027997275",
    "0.7071067811865476, -0.3465735902799726",
    "0.9999999999999999, -1.1102230246251565e-16",
    "1.4142135623730951, 0.3465735902799727",
    "1.4142135623730954, 0.34657359027997287",
    "1e-17, -39.14394658089878",
    "0.1, -2.3025850929940455",
    "0.3, -1.2039728043259361",
    "0.3333333333333333, -1.0986122886681098",
    "0.999, -0.0010005003335835344",
    "2.465190328815662e-32, -72.78045395879425"
  })
  void shouldTakeTheLogarithmToTheNearestDouble(double x, double expected) {
    assertThat(NumpyRandom.logarithm(x)).isEqualTo(expected);
  }

  private static List<String[]> golden(String draw) {
    List<String[]> rows =
        Golden.rows("numpy_random.csv").stream().filter(row -> row[1].equals(draw)).toList();
    assertThat(rows).hasSize(66);
    return rows;
  }
}
