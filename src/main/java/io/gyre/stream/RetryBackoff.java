package io.gyre.stream;

import java.time.Duration;

/**
 * How often what is transient is tried again, and after which pause: each is twice the one before.
 * Not thread-safe.
 */
public final class RetryBackoff {

  private final Duration firstPause;
  private final Duration longestPause;
  private final int attempts;
  private int failures;

  public RetryBackoff(Duration firstPause, Duration longestPause, int attempts) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.attempts = attempts;
  }

  /**
   * Ten attempts in five minutes, beside the minutes that Kafka's clients take to give up in each.
   */
  static RetryBackoff standard() {
    return new RetryBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 10);
  }

  /** Something has been achieved since: counting starts over. */
  void renew() {
    failures = 0;
  }

  /** Counts a failure; tells whether there may be another attempt. */
  boolean allowsAnother() {
    return ++failures <= attempts;
  }

  boolean isFirst() {
    return failures == 1;
  }

  Duration pause() {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }

  int attempts() {
    return attempts;
  }
}
