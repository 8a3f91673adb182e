package io.gyre.fold.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.fold.alerts.DriftDetector.Rise;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {

  private final Random random = new Random(42);
  private final DriftDetector detector = new DriftDetector();
  private long time;

  /** Adds values of 0 or 1 with a mean, and returns what was told. */
  private List<Rise> add(int values, double mean) {
    List<Rise> told = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      Rise rise = detector.add(random.nextDouble() < mean ? 1 : 0, time++);
      if (rise != null) {
        told.add(rise);
      }
    }
    return told;
  }

  @Test
  void shouldTellARiseOnceAndNoFall() {
    assertThat(add(4_000, 0.6)).isEmpty();
    assertThat(add(4_000, 0.1)).as("a fall").isEmpty();
    List<Rise> told = add(4_000, 0.6);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).before()).isCloseTo(0.1, within(0.03));
    assertThat(told.get(0).after()).isCloseTo(0.6, within(0.2));
    assertThat(told.get(0).sinceMs()).isBetween(7_900L, 8_050L);
  }

  @Test
  void shouldNotTellARiseThatIsCertainButSmall() {
    add(40_000, 0.5);
    assertThat(add(40_000, 0.56)).isEmpty();
  }

  @Test
  void shouldGoOnAsIfItHadNeverBeenSaved() {
    add(5_000, 0.2);
    StateWriter out = new StateWriter();
    detector.write(out);
    DriftDetector again = new DriftDetector();
    again.read(new StateReader(ByteBuffer.wrap(out.toBytes())));
    for (int i = 0; i < 1_000; i++) {
      double value = random.nextDouble();
      assertThat(again.add(value, time)).isEqualTo(detector.add(value, time++));
    }
  }

  @Test
  void shouldRefuseAWindowThatDoesNotEndWhereItsCountDoes() {
    add(20, 0.2);
    StateWriter out = new StateWriter();
    detector.write(out);
    ByteBuffer more = ByteBuffer.wrap(out.toBytes());
    more.putLong(0, 21);

    assertThatThrownBy(() -> new DriftDetector().read(new StateReader(more)))
        .isInstanceOf(DamagedStateException.class);
  }
}
