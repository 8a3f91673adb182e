package io.gyre.kafka;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;

/** Ends a read without progress, for which a consumer would wait for ever. Not thread-safe. */
public final class ReadWatchdog {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String what;
  private long position = -1;
  private long sinceNanos = System.nanoTime();

  public ReadWatchdog(String what) {
    this.what = what;
  }

  /** Notes how far it is; throws a {@link TimeoutException} if that was so for a minute. */
  public void note(long now) {
    if (now != position) {
      position = now;
      sinceNanos = System.nanoTime();
    } else if (System.nanoTime() - sinceNanos > LIMIT.toNanos()) {
      throw new TimeoutException(
          "%s: nothing could be read for %d s".formatted(what, LIMIT.toSeconds()));
    }
  }
}
