package io.gyre.learning.gradient;

import io.gyre.data.SplitMix;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ReplayExclusions;

/**
 * Draws from the last R points of a memory, uniformly, with replacement. The k-th draw is a
 * function of seed, number of points and k alone, by {@link SplitMix}.
 */
final class ReplaySampler {

  private ReplaySampler() {}

  /**
   * Draws points. A draw of an excluded point is dropped, not repeated: a memory of excluded points
   * only must not hold up the learner.
   *
   * @param held how many of the memory's newest points may be drawn, 1 or more: R, or as many as
   *     there are
   * @param numbers of the points drawn, filled from {@code offset} on
   * @param draws how many to draw, 0 or more
   * @return the end of the filled part, at most {@code offset + draws}
   */
  static int sample(
      long seed,
      Memory memory,
      int held,
      ReplayExclusions excluded,
      long[] numbers,
      int offset,
      int draws) {
    if (draws == 0) {
      return offset;
    }
    long count = memory.count();
    long oldest = count - held;
    // A draw is a slot of a ring of R, where the point with number s is in slot s mod R.
    int slotOfOldest = (int) (oldest % held);
    long stream = SplitMix.mix(SplitMix.mix(seed + SplitMix.GOLDEN) + count);
    int end = offset;
    for (int k = 1; k <= draws; k++) {
      // ⌊u·size / 2⁶³⌋ of a 63-bit u (Lemire 2019, without rejection): its bias is below 2⁻⁴³.
      int slot =
          (int) Math.multiplyHigh(SplitMix.mix(stream + k * SplitMix.GOLDEN) >>> 1, 2L * held);
      int age = slot - slotOfOldest;
      long number = oldest + (age < 0 ? age + held : age);
      if (!excluded.contains(number)) {
        numbers[end++] = number;
      }
    }
    return end;
  }
}
