package io.gyre.fold.keys;

import io.gyre.GyreException;
import java.util.HashSet;
import java.util.List;

/**
 * How what is remembered of keys fades, and how much it is.
 *
 * @param spansMs the times after which what is remembered counts half; empty if it fades with the
 *     key's own points
 * @param maxKeys the most values of each key that are remembered; the least recently seen leaves
 *     first
 */
public record KeySettings(List<Long> spansMs, long maxKeys) {

  /** The most spans. */
  public static final int MOST_SPANS = 8;

  /** The default of how many values of a key are remembered. */
  public static final long MAX_KEYS = 1_000_000;

  /**
   * @throws GyreException when there are too many spans, one twice, or a value is out of its range;
   *     the message begins with the name of the setting
   */
  public KeySettings {
    spansMs = spansMs.stream().sorted().toList();
    if (spansMs.size() > MOST_SPANS || new HashSet<>(spansMs).size() < spansMs.size()) {
      throw GyreException.of(
          "spans: found %d, of which %d differ, expected at most %d that differ",
          spansMs.size(), new HashSet<>(spansMs).size(), MOST_SPANS);
    }
    for (long span : spansMs) {
      if (span < 1) {
        throw GyreException.of("spans: found %d ms, expected more than 0", span);
      }
    }
    if (maxKeys < 1) {
      throw GyreException.of("max-keys: found %d, expected 1 or more", maxKeys);
    }
  }

  /** Returns what holds unless something else is said. */
  public static KeySettings standard() {
    return new KeySettings(List.of(), MAX_KEYS);
  }
}
