package io.gyre;

import org.junit.jupiter.api.Assumptions;

/** What some tests need and not every machine has. */
public final class Needed {

  private Needed() {}

  /**
   * Skips the tests of a class when something is not there, and says why: for a whole class the
   * build's output would not.
   */
  public static void assume(boolean there, String reason) {
    if (!there) {
      System.out.println("Skipped: " + reason);
    }
    Assumptions.assumeTrue(there, reason);
  }
}
