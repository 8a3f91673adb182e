package io.gyre.learning.settings;

import io.gyre.GyreException;
import java.util.Collection;
import java.util.Locale;

/** Checks the values of settings; each message names the field, what was found and expected. */
public final class SettingChecks {

  private SettingChecks() {}

  public static void whole(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw outOfRange(field, value, String.format(Locale.ROOT, "%,d to %,d", min, max));
    }
  }

  public static void present(String field, Object value) {
    if (value == null) {
      throw outOfRange(field, "missing", "one of those that " + field + " can be");
    }
  }

  public static void oneOf(Collection<String> choices, String field, String value) {
    present(field, value);
    if (!choices.contains(value)) {
      throw outOfRange(field, "\"" + value + "\"", "one of " + choices);
    }
  }

  public static void positive(String field, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw outOfRange(field, value, "a finite number above 0");
    }
  }

  public static void notNegative(String field, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw outOfRange(field, value, "a finite number of 0 or more");
    }
  }

  public static void belowOne(String field, double value) {
    notNegative(field, value);
    if (value >= 1) {
      throw outOfRange(field, value, "from 0 to below 1");
    }
  }

  public static GyreException outOfRange(String field, Object value, String range) {
    return new GyreException("%s is %s, expected %s".formatted(field, value, range));
  }
}
