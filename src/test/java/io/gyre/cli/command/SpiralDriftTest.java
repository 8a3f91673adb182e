package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import org.junit.jupiter.api.Test;

class SpiralDriftTest {

  private static final Spirals SPINNING = new Spirals(2, 42, 0.2, 0.67, 3, 500);

  @Test
  void shouldBeTheSpiralsThemselvesUntilItIsChanged() {
    SpiralDrift drift = SpiralDrift.of(SPINNING);

    for (long i : new long[] {0, 1, 499, 500, 123_456_789}) {
      Point point = drift.point(SPINNING, i);
      Point own = SPINNING.at(i);
      assertThat(point.features()).isEqualTo(own.features());
      assertThat(point.label()).isEqualTo(own.label());
      assertThat(point.id()).isEqualTo(own.id());
    }
  }

  @Test
  void shouldNotJumpWhenTheSpinChanges() {
    SpiralDrift before = SpiralDrift.of(SPINNING);

    SpiralDrift after = before.withSpin(10_000, -20);

    assertThat(after.point(SPINNING, 10_000).features())
        .containsExactly(before.point(SPINNING, 10_000).features(), within(1e-12));
    Point still = Spirals.standard(42).at(11_000);
    assertThat(after.point(Spirals.standard(42), 11_000).features())
        .containsExactly(turned(still.features(), 30 - 20), within(1e-9));
  }

  @Test
  void shouldSwapTheLabelsOnTopOfWhatTheSpiralsSay() {
    SpiralDrift swapped = SpiralDrift.of(SPINNING).swapped();

    assertThat(swapped.point(SPINNING, 1).label()).isEqualTo(other(SPINNING.at(1)));
    assertThat(swapped.point(SPINNING, 600).label()).isEqualTo(other(SPINNING.at(600)));
    assertThat(swapped.swapped()).isEqualTo(SpiralDrift.of(SPINNING));
  }

  /** x = (r·sin a, r·cos a), so a larger angle turns clockwise. */
  private static double[] turned(double[] x, double degrees) {
    double a = Math.toRadians(degrees);
    return new double[] {
      x[0] * Math.cos(a) + x[1] * Math.sin(a), x[1] * Math.cos(a) - x[0] * Math.sin(a)
    };
  }

  private static Label other(Point point) {
    return Label.of(point.label().equals(Label.of(0)) ? 1 : 0);
  }
}
