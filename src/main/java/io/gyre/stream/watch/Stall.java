package io.gyre.stream.watch;

import java.time.Duration;

/**
 * The cause that has kept points from being learned for a minute or more.
 *
 * @param sinceNanos as {@link System#nanoTime}
 * @param cause for a person
 */
public record Stall(long sinceNanos, String cause) {

  public long seconds() {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds();
  }

  @Override
  public String toString() {
    return "no progress for %d s: %s".formatted(seconds(), cause);
  }
}
