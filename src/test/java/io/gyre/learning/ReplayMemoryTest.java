package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayMemoryTest {

  /** A memory of R = 5 slots with points 0 to count − 1, whose features are (s, −s). */
  private static ReplayMemory memory(int capacity, int count) {
    ReplayMemory memory = new ReplayMemory(capacity, 2);
    for (int s = 0; s < count; s++) {
      memory.add(new double[] {s, -s}, s % 2);
    }
    return memory;
  }

  @ParameterizedTest(name = "{0} points")
  @ValueSource(ints = {0, 1, 4, 5, 6, 9, 10, 23})
  void shouldHoldTheNewestPoints(int count) {
    ReplayMemory memory = memory(5, count);

    assertThat(memory.count()).isEqualTo(count);
    assertThat(memory.size()).isEqualTo(Math.min(count, 5));
    for (int s = Math.max(0, count - 5); s < count; s++) {
      int slot = memory.slot(s);
      assertThat(slot).isBetween(0, memory.size() - 1);
      assertThat(memory.sequence(slot)).isEqualTo(s);
      assertThat(memory.feature(slot, 0)).isEqualTo(s);
      assertThat(memory.feature(slot, 1)).isEqualTo(-s);
      assertThat(memory.label(slot)).isEqualTo(s % 2);
    }
  }

  @Test
  void shouldCopyThePointsFeatures() {
    ReplayMemory memory = new ReplayMemory(1, 1);
    double[] x = {1};
    memory.add(x, 0);
    x[0] = 2;

    assertThat(memory.feature(0, 0)).isEqualTo(1);
  }

  @Test
  void shouldForgetAnExclusionWhenAnotherPointTakesTheSlot() {
    ReplayMemory memory = memory(5, 5);
    memory.exclude(0);
    assertThat(memory.excluded(0)).isTrue();

    memory.add(new double[2], 0);

    assertThat(memory.excluded(0)).isFalse();
  }

  /** χ² of 200,000 draws over 97 slots: above 150 by chance once in 3,000; the seed is fixed. */
  @Test
  void shouldDrawEverySlotInUseEquallyOften() {
    ReplayMemory memory = memory(200, 97);
    int[] slots = new int[200_000];

    assertThat(memory.sample(7, slots, 0, slots.length)).isEqualTo(slots.length);

    int[] hits = new int[97];
    Arrays.stream(slots).forEach(slot -> hits[slot]++);
    double expected = slots.length / 97.0;
    double chiSquared =
        Arrays.stream(hits).mapToDouble(h -> (h - expected) * (h - expected) / expected).sum();
    assertThat(chiSquared).isBetween(55.0, 150.0);
  }

  @Test
  void shouldDrawTheSameForTheSameSeedAndCount() {
    assertThat(draws(memory(20, 33), 7)).isEqualTo(draws(memory(20, 33), 7));
    assertThat(draws(memory(20, 33), 7)).isNotEqualTo(draws(memory(20, 33), 8));
    assertThat(draws(memory(20, 33), 7)).isNotEqualTo(draws(memory(20, 34), 7));
  }

  private static int[] draws(ReplayMemory memory, long seed) {
    int[] slots = new int[50];
    memory.sample(seed, slots, 0, 50);
    return slots;
  }

  @Test
  void shouldDropDrawsOfExcludedSlots() {
    ReplayMemory memory = memory(10, 10);
    int[] all = draws(memory, 7);
    memory.exclude(3);
    memory.exclude(4);

    int[] slots = new int[60];
    int end = memory.sample(7, slots, 10, 50);

    assertThat(IntStream.of(slots).limit(10)).as("before the offset").containsOnly(0);
    assertThat(Arrays.copyOfRange(slots, 10, end))
        .isEqualTo(IntStream.of(all).filter(slot -> slot != 3 && slot != 4).toArray());
  }

  @Test
  void shouldDrawNothingWhenEverySlotIsExcluded() {
    ReplayMemory memory = memory(4, 4);
    IntStream.range(0, 4).forEach(memory::exclude);

    assertThat(memory.sample(7, new int[50], 0, 50)).isZero();
  }

  @Test
  void shouldBeRestoredSlotBySlot() {
    ReplayMemory memory = memory(5, 13);
    memory.exclude(2);
    ReplayMemory restored = new ReplayMemory(5, 2);
    restored.restoreCount(memory.count());
    for (int i = 0; i < memory.size(); i++) {
      double[] x = {memory.feature(i, 0), memory.feature(i, 1)};
      restored.restore(i, x, memory.label(i), memory.excluded(i));
    }

    assertThat(restored).usingRecursiveComparison().isEqualTo(memory);
  }
}
