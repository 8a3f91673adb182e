package io.gyre.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The order in which things are measured. */
final class Turns {

  private Turns() {}

  /** Forwards and backwards in turn: what one leaves for the disk to do falls to the next. */
  static <T> List<T> of(List<T> all, int round) {
    List<T> turns = new ArrayList<>(all);
    if (round % 2 == 0) {
      Collections.reverse(turns);
    }
    return turns;
  }

  /** Says which round it is, for a person; those up to 0 warm up. */
  static String words(int round, int rounds) {
    return round < 1 ? "warming up" : "round %d of %d".formatted(round, rounds);
  }
}
