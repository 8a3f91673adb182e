package io.gyre.fold.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FadedQuantileTest {

  private final Random random = new Random(42);
  private final FadedQuantile quantile = new FadedQuantile();

  private void day(int values, double scale) {
    for (int i = 0; i < values; i++) {
      quantile.pass(1.0 / values);
      quantile.add(scale * StrictMath.exp(random.nextGaussian()));
    }
  }

  /** The share of exp(N(0, 1)) above a value, by counting. */
  private double above(double value) {
    int above = 0;
    for (int i = 0; i < 200_000; i++) {
      above += StrictMath.exp(random.nextGaussian()) > value ? 1 : 0;
    }
    return above / 200_000.0;
  }

  @Test
  void shouldFindTheValueAboveWhichTheWantedNumberComesFromTheFirstPeriodOn() {
    for (int day = 1; day < 6; day++) {
      day(5_000, 1);
      quantile.find(100);
      assertThat(5_000 * above(quantile.threshold())).as("day " + day).isCloseTo(100, within(20.0));
    }
  }

  @Test
  void shouldFollowValuesThatHaveGrown() {
    day(20_000, 1);
    day(20_000, 1);
    quantile.find(100);
    double before = quantile.threshold();
    for (int day = 0; day < 8; day++) {
      day(20_000, 10);
    }
    quantile.find(100);
    assertThat(quantile.threshold() / before).isCloseTo(10, within(1.5));
  }

  @Test
  void shouldTakeAllWhereFewerComeThanAreWanted() {
    day(50, 1);
    quantile.find(100);
    assertThat(quantile.bin).isZero();
    assertThat(quantile.share).isEqualTo(1);
  }

  @Test
  void shouldTakeAShareOfValuesThatAreAllTheSame() {
    for (int i = 0; i < 4_000; i++) {
      quantile.pass(1.0 / 1_000);
      quantile.add(0.25);
    }
    quantile.find(100);
    assertThat(quantile.bin).isEqualTo(FadedQuantile.bin(0.25));
    assertThat(quantile.share).isCloseTo(0.1, within(0.001));
  }

  @Test
  void shouldSaveAndRestoreAllAndGoOnWithPeriodsOfAnotherLength() {
    day(5_000, 1);
    day(5_000, 1);
    quantile.find(100);
    StateWriter out = new StateWriter();
    quantile.write(out);
    FadedQuantile again = new FadedQuantile();
    again.read(new StateReader(ByteBuffer.wrap(out.toBytes())));
    again.find(100);
    assertThat(again.threshold()).isEqualTo(quantile.threshold());

    // The same time is half as many periods of twice the length, in which twice as many are wanted.
    again.stretch(0.5);
    again.find(200);
    assertThat(again.threshold()).isEqualTo(quantile.threshold());
  }

  @Test
  void shouldKeepItsDigitsOverTenThousandPeriods() {
    for (int i = 0; i < 10_000; i++) {
      quantile.pass(1);
      quantile.add(2);
    }
    quantile.find(0.5);
    assertThat(quantile.share).isCloseTo(0.36, within(0.01)); // of 2 values, M is 1.44 · ½
    assertThat(quantile.bin).isEqualTo(FadedQuantile.bin(2));
  }

  @Test
  void shouldCountValuesOfAnySize() {
    assertThat(FadedQuantile.bin(Double.MIN_VALUE)).isZero();
    assertThat(FadedQuantile.bin(Double.POSITIVE_INFINITY)).isEqualTo(1_199);
    assertThat(FadedQuantile.bin(1)).isEqualTo(600);
  }
}
