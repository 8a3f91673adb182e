package io.gyre.learning;

import io.gyre.GyreException;
import io.gyre.encoding.Encoder;
import java.util.Locale;

/**
 * The limits on a learner's size: at most {@value #MOST_NUMBERS} numbers, those of its optimiser
 * included, and at most 2 GiB for each other array.
 *
 * <p>Anything larger is refused before it is made: a list of learners at the start, or a label
 * whose class leaves no room for a single column. A learner without room for all columns sees the
 * first of them.
 */
public final class LearnerSize {

  /** The most numbers that a learner holds: 32 MB. */
  public static final int MOST_NUMBERS = 4_000_000;

  /** The most numbers in any other of its arrays: 2 GiB. */
  private static final int MOST_IN_AN_ARRAY = Integer.MAX_VALUE / 8;

  private LearnerSize() {}

  /** Tells whether a learner may see a number of columns, and have a number of classes. */
  public static boolean fits(KindSettings kind, int columns, int classes) {
    return kind.numbers(columns, classes) <= MOST_NUMBERS
        && kind.workspace(columns, classes) <= MOST_IN_AN_ARRAY;
  }

  /** Returns the number of columns a learner of K classes may see, at most all; 0 for none. */
  public static int mostColumns(KindSettings kind, int classes) {
    int fitting = 0;
    int tooMany = Encoder.MAX_COLUMNS + 1;
    while (tooMany - fitting > 1) {
      int between = (fitting + tooMany) >>> 1;
      if (fits(kind, between, classes)) {
        fitting = between;
      } else {
        tooMany = between;
      }
    }
    return fitting;
  }

  /**
   * Checks that a learner may have a number of classes, and see a column.
   *
   * @throws GyreException when it would be too large
   */
  public static void check(String name, KindSettings kind, int classes) {
    String owner = String.format(Locale.ROOT, "\"%s\": with %,d classes", name, classes);
    check(owner, "numbers", kind.numbers(1, classes), MOST_NUMBERS);
    check(owner, "numbers in a batch", kind.workspace(1, classes), MOST_IN_AN_ARRAY);
  }

  private static void check(String owner, String what, long numbers, int most) {
    if (numbers > most) {
      throw new GyreException(
          String.format(
              Locale.ROOT,
              "learner %s it has %,d %s, expected at most %,d; make it smaller",
              owner,
              numbers,
              what,
              most));
    }
  }
}
