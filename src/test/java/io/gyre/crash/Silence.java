package io.gyre.crash;

import io.gyre.Patience;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** How long readers of committed predictions wait while a learner is away. */
final class Silence {

  /**
   * What was committed just before a kill may reach the reader some time after it. A restart takes
   * longer than this, on any machine.
   */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(800);

  private static double worstLoad;

  private Silence() {}

  /** Waits until every partition has answered after a kill, and returns its longest silence. */
  static Duration after(long killedNanos, AnswerFollower follower, int partitions) {
    follower.awaitAnswersSince(killedNanos + ON_ITS_WAY.toNanos(), partitions, Patience.TIME);
    noteLoad();
    return follower.longestSilence(killedNanos, System.nanoTime());
  }

  private static void noteLoad() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    worstLoad =
        Math.max(worstLoad, system.getSystemLoadAverage() / system.getAvailableProcessors());
  }

  static void report(String what, List<Duration> silences) {
    System.out.printf(
        "silence after %s: median %.1f s, worst %.1f s of %d; load %.1f per processor; %s%n",
        what,
        seconds(silences.stream().sorted().toList().get(silences.size() / 2)),
        seconds(Collections.max(silences)),
        silences.size(),
        worstLoad,
        silences.stream().map(s -> "%.1f".formatted(seconds(s))).toList());
  }

  private static double seconds(Duration silence) {
    return silence.toMillis() / 1000.0;
  }
}
