package io.gyre.fold.keys;

import io.gyre.learning.math.Exponential;
import io.gyre.learning.math.Logarithm;
import io.gyre.words.DurationText;
import java.util.List;

/**
 * How what is remembered of a key fades: S ← S·2^(−1/h) + x with each of the key's own points, for
 * three h; or S ← S·2^(−Δ/s) + x with the time Δ since the one before, for spans of time s.
 */
final class Fading {

  /** Half-lives in a key's own points: what happens now, lately, and usually. */
  private static final List<Integer> POINTS = List.of(4, 32, 1_000);

  /** The name of each fading, in order. */
  final List<String> names;

  /** Whether it goes by time. */
  final boolean byTime;

  private final double[] rates; // that which is left after a point; or ln 2 / s

  Fading(KeySettings settings) {
    byTime = !settings.spansMs().isEmpty();
    names =
        byTime
            ? settings.spansMs().stream().map(DurationText::of).toList()
            : POINTS.stream().map(String::valueOf).toList();
    rates =
        byTime
            ? settings.spansMs().stream().mapToDouble(ms -> Logarithm.LN2 / ms).toArray()
            : POINTS.stream().mapToDouble(h -> StrictMath.pow(2, -1.0 / h)).toArray();
  }

  int count() {
    return rates.length;
  }

  /** The share of a sum that is left at the key's next point, or label, Δ ms later. */
  double left(int i, long elapsedMs) {
    return byTime ? Exponential.ofNegative(-rates[i] * elapsedMs) : rates[i];
  }

  /** The share of a sum that is left Δ ms later, with nothing new. */
  double leftUntil(int i, long elapsedMs) {
    return byTime ? left(i, elapsedMs) : 1;
  }
}
