package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  private static Baselines of(int... labels) {
    Baselines baselines = new Baselines();
    for (int label : labels) {
      baselines.add(label);
    }
    return baselines;
  }

  private static StateWriter written(Baselines baselines) {
    StateWriter out = new StateWriter();
    baselines.write(out);
    return out;
  }

  private static Baselines read(StateWriter written) {
    Baselines baselines = of(5);
    baselines.read(new StateReader(ByteBuffer.wrap(written.toBytes())), 1);
    return baselines;
  }

  @Test
  void shouldPredictNothingBeforeTheFirstLabel() {
    assertThat(new Baselines().lastLabel()).isEqualTo(Outcomes.NONE);
    assertThat(new Baselines().majority()).isEqualTo(Outcomes.NONE);
  }

  @Test
  void shouldGiveTiesToTheLowerNumber() {
    assertThat(of(3).majority()).isEqualTo(3);
    assertThat(of(3, 1).majority()).isEqualTo(1);
    assertThat(of(1, 3).majority()).isEqualTo(1);
    assertThat(of(1, 3, 3).majority()).isEqualTo(3);
    assertThat(of(1, 3, 3, 0, 0).majority()).isZero();
  }

  @Test
  void shouldKnowTheMostFrequentAfterEveryLabel() {
    Random random = new Random(1);
    Baselines baselines = new Baselines();
    int[] counts = new int[4];
    for (int i = 0; i < 2_000; i++) {
      int label = random.nextInt(4);
      baselines.add(label);
      counts[label]++;
      int most = 0;
      for (int k = 1; k < 4; k++) {
        most = counts[k] > counts[most] ? k : most;
      }
      assertThat(baselines.majority()).isEqualTo(most);
      assertThat(baselines.lastLabel()).isEqualTo(label);
    }
  }

  @Test
  void shouldGoOnWhereItWasWhenRestored() {
    for (Baselines stored : new Baselines[] {of(), of(2), of(2, 0, 1, 1, 2), of(4, 0)}) {
      Baselines restored = read(written(stored));

      assertThat(restored.lastLabel()).isEqualTo(stored.lastLabel());
      assertThat(restored.majority()).isEqualTo(stored.majority());
      restored.add(0);
      stored.add(0);
      assertThat(restored.majority()).isEqualTo(stored.majority());
      assertThat(written(restored).toBytes()).isEqualTo(written(stored).toBytes());
    }
  }

  @Test
  void shouldRefuseWhatItDidNotWrite() {
    StateWriter outside = new StateWriter().putInt(2).putInt(2).putLong(1).putLong(1);
    StateWriter none = new StateWriter().putInt(Outcomes.NONE).putInt(1).putLong(1);
    StateWriter negative = new StateWriter().putInt(0).putInt(2).putLong(1).putLong(-1);
    StateWriter unseen = new StateWriter().putInt(1).putInt(2).putLong(1).putLong(0);
    StateWriter early = new StateWriter().putInt(0).putInt(2).putLong(1);
    for (StateWriter written : new StateWriter[] {outside, none, negative, unseen, early}) {
      assertThatThrownBy(() -> read(written)).isInstanceOf(DamagedStateException.class);
    }
  }
}
