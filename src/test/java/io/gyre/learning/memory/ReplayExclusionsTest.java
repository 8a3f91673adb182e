package io.gyre.learning.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayExclusionsTest {

  /** Against a set of the JDK's; each is restored from what it wrote now and then. */
  @Test
  void shouldBeASetOfNumbers() {
    Random random = new Random(1);
    TreeSet<Long> expected = new TreeSet<>();
    ReplayExclusions excluded = new ReplayExclusions();
    for (int i = 0; i < 2_000; i++) {
      long number = i + random.nextInt(60);
      excluded.add(number);
      expected.add(number);
      if (random.nextInt(5) == 0) {
        excluded.dropBefore(i);
        expected.headSet((long) i).clear();
      }
      for (long n = i - 20; n < i + 70; n++) {
        assertThat(excluded.contains(n)).isEqualTo(expected.contains(n));
      }
      excluded = random.nextInt(50) == 0 ? restored(excluded) : excluded;
    }
  }

  private static ReplayExclusions restored(ReplayExclusions excluded) {
    StateWriter out = new StateWriter();
    excluded.write(out);
    ReplayExclusions copy = new ReplayExclusions();
    copy.read(new StateReader(ByteBuffer.wrap(out.toBytes())), 1);
    return copy;
  }

  @Test
  void shouldSayWhetherItChanged() {
    ReplayExclusions excluded = new ReplayExclusions();
    excluded.add(5);
    long changes = excluded.changes();
    excluded.add(5);
    excluded.dropBefore(5);
    assertThat(excluded.changes()).isEqualTo(changes);
    excluded.dropBefore(6);
    assertThat(excluded.changes()).isNotEqualTo(changes);
  }

  @Test
  void shouldRefuseNumbersThatDoNotAscend() {
    byte[] content = new StateWriter().putInt(2).putLong(7).putLong(7).toBytes();
    assertThatThrownBy(
            () -> new ReplayExclusions().read(new StateReader(ByteBuffer.wrap(content)), 1))
        .isInstanceOf(DamagedStateException.class)
        .hasMessage("its numbers do not ascend");
  }
}
