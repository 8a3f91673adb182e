package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ReplayExclusions;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplaySamplerTest {

  private static Memory memory(int capacity, int count) {
    Memory memory = new Memory(capacity, 1, false);
    for (int s = 0; s < count; s++) {
      memory.add(new double[] {s}, 0);
    }
    return memory;
  }

  private static long[] draws(
      Memory memory, int held, long seed, ReplayExclusions excluded, int draws) {
    long[] numbers = new long[draws];
    int end = ReplaySampler.sample(seed, memory, held, excluded, numbers, 0, draws);
    return Arrays.copyOf(numbers, end);
  }

  private static long[] draws(Memory memory, int held, long seed) {
    return draws(memory, held, seed, new ReplayExclusions(), 50);
  }

  /** χ² of 200,000 draws over 97 points: above 150 by chance once in 3,000; the seed is fixed. */
  @ParameterizedTest
  @CsvSource({"200, 97", "97, 97", "97, 1000", "1000, 1000"})
  void shouldDrawEachOfTheNewestEquallyOften(int capacity, int count) {
    long[] numbers = draws(memory(capacity, count), 97, 7, new ReplayExclusions(), 200_000);

    assertThat(numbers).hasSize(200_000);
    int[] hits = new int[97];
    for (long number : numbers) {
      hits[(int) (number - (count - 97))]++;
    }
    double expected = numbers.length / 97.0;
    double chiSquared =
        Arrays.stream(hits).mapToDouble(h -> (h - expected) * (h - expected) / expected).sum();
    assertThat(chiSquared).isBetween(55.0, 150.0);
  }

  @Test
  void shouldDrawTheSameForTheSameSeedAndCountWhateverTheMemoryHoldsBesides() {
    long[] expected = draws(memory(20, 33), 20, 7);
    assertThat(draws(memory(20, 33), 20, 7)).isEqualTo(expected);
    assertThat(draws(memory(500, 33), 20, 7)).isEqualTo(expected);
    assertThat(draws(memory(20, 33), 20, 8)).isNotEqualTo(expected);
    assertThat(draws(memory(20, 34), 20, 7)).isNotEqualTo(expected);
  }

  @Test
  void shouldDropDrawsOfExcludedPoints() {
    Memory memory = memory(10, 10);
    long[] all = draws(memory, 10, 7);
    ReplayExclusions excluded = new ReplayExclusions();
    excluded.add(3);
    excluded.add(4);
    long[] numbers = new long[60];

    int end = ReplaySampler.sample(7, memory, 10, excluded, numbers, 10, 50);

    assertThat(LongStream.of(numbers).limit(10)).as("before the offset").containsOnly(0L);
    assertThat(Arrays.copyOfRange(numbers, 10, end))
        .isEqualTo(LongStream.of(all).filter(n -> n != 3 && n != 4).toArray());
  }

  @Test
  void shouldDrawNothingWhenEveryPointIsExcluded() {
    ReplayExclusions excluded = new ReplayExclusions();
    LongStream.range(0, 4).forEach(excluded::add);

    assertThat(draws(memory(4, 4), 4, 7, excluded, 50)).isEmpty();
  }
}
