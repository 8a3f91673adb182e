package io.gyre.version;

import io.gyre.Release;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * When versions are saved, beside those at a start with other settings or another release.
 *
 * @param everyMs the time of the stream after which one is saved; 0 for never
 * @param most how many unnamed ones are kept, 1 or more
 */
public record VersionRule(long everyMs, int most) {

  /** How much time passes at least between two that are saved for the stream's time. */
  static final Duration PAUSE = Duration.ofMinutes(10);

  /**
   * How long saving one may take: the broker ends a transaction after 10 s, and the one after it
   * would not get further.
   */
  static final Duration LONGEST = Duration.ofSeconds(6);

  /** So many bytes are sent in that time, unless the brokers are away: then it is tried again. */
  static final long ALWAYS_BYTES = 16L << 20;

  /** Returns the settings of a keeper. */
  public Keeping keeping(Supplier<List<VersionRequest>> requests) {
    return new Keeping(this, requests, Release.version(), System::nanoTime);
  }

  /**
   * What a keeper of versions needs to know.
   *
   * @param requests gets the requests that may be open; some of them may have been carried out
   * @param release the Gyre that learns
   * @param ticker tells the time, in ns, as {@link System#nanoTime}
   */
  public record Keeping(
      VersionRule rule,
      Supplier<List<VersionRequest>> requests,
      String release,
      LongSupplier ticker) {}
}
