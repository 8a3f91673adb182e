package io.gyre.data.counts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is remembered of keys.
 *
 * @param values how many of each key
 * @param pendingLabels labels whose time the stream has not reached
 * @param evicted values that were forgotten for want of room
 * @param droppedLabels labels that were not remembered for want of room among those pending
 * @param digest the sum modulo 2^256 of the SHA-256 of each entry in the store, in hexadecimal
 */
public record KeyCounts(
    Map<String, Long> values, long pendingLabels, long evicted, long droppedLabels, String digest) {

  /** Copies the values; null means none. */
  public KeyCounts {
    values = values == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
