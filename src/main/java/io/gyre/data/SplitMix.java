package io.gyre.data;

/**
 * Random numbers by SplitMix64's finaliser (Steele, Lea and Flood 2014), as functions of their
 * arguments alone: so no generator is stored.
 */
public final class SplitMix {

  /** 2⁶⁴ divided by the golden ratio, made odd: SplitMix64's increment. */
  public static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private SplitMix() {}

  /** Mixes the bits of a number: successive multiples of {@link #GOLDEN} give random ones. */
  public static long mix(long number) {
    long z = number;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Mixes a number to one from 0 to below 1. */
  public static double unit(long number) {
    return (mix(number) >>> 11) * 0x1.0p-53;
  }
}
