package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import org.junit.jupiter.api.Test;

class SpiralRowsTest {

  private static final Spirals SPINNING = new Spirals(2, 42, 0.2, 0.67, 3, 500);

  @Test
  void shouldBeTheSpiralsThemselvesUntilItIsChanged() {
    for (long i : new long[] {0, 1, 499, 500, 123_456_789}) {
      Point point = rows(i).point();
      Point own = SPINNING.at(i);
      assertThat(point.features()).isEqualTo(own.features());
      assertThat(point.label()).isEqualTo(own.label());
      assertThat(point.id()).isEqualTo(own.id());
    }
  }

  @Test
  void shouldNotJumpWhenTheSpinChanges() {
    SpiralRows rows = rows(10_000);
    double[] before = rows.point().features();
    rows.spin(-20);
    assertThat(rows.point().features()).containsExactly(before, within(1e-12));
    while (rows.place() < 11_000) {
      rows.next();
    }
    Point still = new Spirals(2, 42, 0.2, 0.67, 0, Spirals.NEVER).at(11_000);
    assertThat(rows.point().features())
        .containsExactly(turned(still.features(), 30 - 20), within(1e-9));
  }

  @Test
  void shouldSwapTheLabelsOnTopOfWhatTheSpiralsSay() {
    for (long i : new long[] {1, 600}) {
      SpiralRows rows = rows(i);
      rows.swap();
      assertThat(rows.point().label()).isEqualTo(other(SPINNING.at(i)));
      rows.swap();
      assertThat(rows.point().label()).isEqualTo(SPINNING.at(i).label());
    }
  }

  private static SpiralRows rows(long first) {
    return new SpiralRows(SPINNING, first, SpiralRows.ENDLESS);
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
