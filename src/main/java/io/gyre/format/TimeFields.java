package io.gyre.format;

import io.gyre.data.EventTime;
import java.util.List;

/**
 * What a learner is told of a time, in place of a category for each: where it lies in the day and
 * in the week, each as a point of a circle, and the name of the day. With h hours since midnight
 * and d days since Monday, 0:00, by the clock that it was written by:
 *
 * <pre>
 *  FIELD.hour.sin     sin(2π h / 24)   FIELD.hour.cos     cos(2π h / 24); not of a date alone
 *  FIELD.weekday.sin  sin(2π d / 7)    FIELD.weekday.cos  cos(2π d / 7)
 *  FIELD.weekday      Monday, … Sunday
 * </pre>
 */
public final class TimeFields {

  /** The ends of their paths. */
  static final List<String> NAMES =
      List.of("weekday", "weekday.sin", "weekday.cos", "hour.sin", "hour.cos");

  private static final String[] DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };

  private static final long DAY_MS = 24 * 3_600_000L;
  private static final long EPOCH_MS = 3 * DAY_MS; // its day was the fourth of its week

  private TimeFields() {}

  /** Tells whether a path is one of these of a field, or both of the hour's. */
  static boolean isOf(String field, String path) {
    return path.startsWith(field + '.')
        && (NAMES.contains(path.substring(field.length() + 1)) || path.equals(field + ".hour"));
  }

  /** Returns the field of the time that tells what is at a path of these. */
  public static String fieldOf(String path) {
    String end = NAMES.stream().filter(name -> path.endsWith('.' + name)).findFirst().orElseThrow();
    return path.substring(0, path.length() - end.length() - 1);
  }

  static String weekday(EventTime time) {
    return DAYS[(int) (sinceMonday(time) / DAY_MS)];
  }

  /** Returns the number under a name; NaN if the time does not tell it. */
  static double number(EventTime time, String name) {
    return switch (name) {
      case "weekday.sin" -> StrictMath.sin(angle(sinceMonday(time), 7 * DAY_MS));
      case "weekday.cos" -> StrictMath.cos(angle(sinceMonday(time), 7 * DAY_MS));
      case "hour.sin" -> time.isDate() ? Double.NaN : StrictMath.sin(angle(time.localMs(), DAY_MS));
      case "hour.cos" -> time.isDate() ? Double.NaN : StrictMath.cos(angle(time.localMs(), DAY_MS));
      default -> Double.NaN;
    };
  }

  private static long sinceMonday(EventTime time) {
    return Math.floorMod(time.localMs() + EPOCH_MS, 7 * DAY_MS);
  }

  private static double angle(long ms, long aroundMs) {
    return 2 * Math.PI * Math.floorMod(ms, aroundMs) / aroundMs;
  }
}
