package io.gyre.stream;

import java.time.Duration;

/** The retries after transient failures: how many, and the pauses, each twice the one before. */
public record RetryBackoff(Duration firstPause, Duration longestPause, int attempts) {

  /** Returns the default: ten attempts in five minutes, beside the timeouts of Kafka's clients. */
  static RetryBackoff standard() {
    return new RetryBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 10);
  }

  Duration pause(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
