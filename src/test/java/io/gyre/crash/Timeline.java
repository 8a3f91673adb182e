package io.gyre.crash;

import java.util.Locale;

/** Prints what happens, and when, in seconds since it was made. */
final class Timeline {

  private final long start = System.nanoTime();

  void note(String what) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.println(String.format(Locale.ROOT, "%7.1f s ", seconds) + what);
  }
}
