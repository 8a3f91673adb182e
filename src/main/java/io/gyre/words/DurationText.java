package io.gyre.words;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Durations as people write them: {@code 7d}, {@code 90m}. */
public final class DurationText {

  /** The milliseconds of each unit, the longest first. */
  public static final Map<String, Long> UNITS;

  static {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000L);
    units.put("h", 3_600_000L);
    units.put("m", 60_000L);
    units.put("s", 1_000L);
    units.put("ms", 1L);
    UNITS = Collections.unmodifiableMap(units);
  }

  private DurationText() {}

  /** Returns a duration in the longest unit of which it is whole. */
  public static String of(long ms) {
    return UNITS.entrySet().stream()
        .filter(unit -> ms % unit.getValue() == 0)
        .findFirst()
        .map(unit -> ms / unit.getValue() + unit.getKey())
        .orElseThrow();
  }
}
