package io.gyre.stream.watch;

import java.time.Duration;

/**
 * What has kept points from being learned for a minute or more.
 *
 * @param sinceNanos since when, as {@link System#nanoTime}
 * @param cause what is known of it, for a person
 */
public record Stall(long sinceNanos, String cause) {

  /** For how long, in seconds. */
  public long seconds() {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds();
  }

  /** Says all of it. */
  @Override
  public String toString() {
    return "no progress for %d s: %s".formatted(seconds(), cause);
  }
}
