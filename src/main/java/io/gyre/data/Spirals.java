package io.gyre.data;

import io.gyre.GyreException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * An endless stream of points on spiral arms, in which the i-th point is a pure function of these
 * settings and i: a stopped producer can continue at any i, and anyone can recompute any point.
 *
 * <p>Each point draws its arm, a radius r uniform in [0, 1) and ε standard normal, independently:
 *
 * <pre>
 *  a = φ·arm + 2π·turns·r + noise·ε + spin·i/1000 (in degrees)
 *  x = (r·sin a, r·cos a),  label = arm, or the next arm's from point swapAt on
 * </pre>
 *
 * <p>φ is the notebook's 4.2, near 2·2π/3, for two and three arms, and 2π/arms for more.
 *
 * <p>The random bits of point i are outputs 4i+1 to 4i+4 of SplitMix64 (Steele, Lea, Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014), whose state advances by a constant and
 * can be entered anywhere; transcendentals are {@link StrictMath}'s: the same on every machine.
 *
 * @param arms how many arms, 2 to 10: the classes are 0 to arms − 1
 * @param seed any number
 * @param noise standard deviation of the angle in radians, 0 or more
 * @param turns full turns of an arm from the centre to radius 1
 * @param spin rotation of the whole picture in degrees per 1,000 points: slow drift
 * @param swapAt the first point whose label is swapped: abrupt drift; −1 for never
 */
public record Spirals(int arms, long seed, double noise, double turns, double spin, long swapAt) {

  public static final long NEVER = -1;
  public static final int MAX_ARMS = 10;

  private static final int NOTEBOOK_ARMS = 3;
  private static final double ARM_ANGLE = 4.2;
  private static final double FULL_TURN = 2 * Math.PI;
  private static final int DRAWS_PER_POINT = 4;

  public Spirals {
    if (arms < 2 || arms > MAX_ARMS) {
      throw new GyreException("arms: found %d, expected 2 to %d".formatted(arms, MAX_ARMS));
    }
    if (!(noise >= 0 && Double.isFinite(noise))) {
      throw new GyreException("noise: found " + noise + ", expected a finite number of at least 0");
    }
    requireFinite("turns", turns);
    requireFinite("spin", spin);
    if (swapAt < NEVER) {
      throw new GyreException(
          "swap-at: found " + swapAt + ", expected the number of a point, or -1 for never");
    }
  }

  /** Returns the noise at which the arms hardly overlap: the notebook's 0.2 up to three arms. */
  public static double noise(int arms) {
    return 0.2 * Math.min(1, (double) NOTEBOOK_ARMS / arms);
  }

  public List<Label> classes() {
    return IntStream.range(0, arms).mapToObj(Label::of).toList();
  }

  /** Returns the i-th point, with id {@code p-<i>}; i is 0 or more. */
  public Point at(long i) {
    return at(i, spin * i / 1000, swappedAt(i));
  }

  public boolean swappedAt(long i) {
    return swapAt != NEVER && i >= swapAt;
  }

  /** Returns the i-th point, but with this rotation, and the next arm's label if it is swapped. */
  public Point at(long i, double degrees, boolean swapped) {
    Objects.checkIndex(i, Long.MAX_VALUE);
    long state = SplitMix.mix(seed) + DRAWS_PER_POINT * i * SplitMix.GOLDEN;
    int arm = (int) ((SplitMix.mix(state + SplitMix.GOLDEN) >>> 32) * arms >>> 32);
    double radius = SplitMix.unit(state + 2 * SplitMix.GOLDEN);
    double epsilon = gaussian(state + 3 * SplitMix.GOLDEN, state + 4 * SplitMix.GOLDEN);
    double armAngle = arms <= NOTEBOOK_ARMS ? ARM_ANGLE : FULL_TURN / arms;
    double rotation = StrictMath.toRadians(degrees % 360);
    double angle = arm * armAngle + radius * FULL_TURN * turns + noise * epsilon + rotation;
    double[] x = {radius * StrictMath.sin(angle), radius * StrictMath.cos(angle)};
    return new Point("p-" + i, x, Label.of(swapped ? (arm + 1) % arms : arm));
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new GyreException(name + ": found " + value + ", expected a finite number");
    }
  }

  /** Returns √(−2 ln u)·cos(2π·v), standard normal (Box and Muller 1958), with u in (0, 1]. */
  private static double gaussian(long uState, long vState) {
    double u = 1 - SplitMix.unit(uState);
    double v = SplitMix.unit(vState);
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(FULL_TURN * v);
  }
}
