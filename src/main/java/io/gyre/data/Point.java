package io.gyre.data;

/**
 * One example: fields, an optional label and an optional id.
 *
 * @param id names the point in its predictions; null when the source gave none
 * @param fields one or more; empty only if the record is the label of an earlier point
 * @param label its class; null to predict only
 * @param time its event time in ms since the epoch, if a field of it tells; {@link #NO_TIME} if it
 *     is the timestamp of the record that carries it
 * @param repeated whether it came in an earlier pass over the same rows: it is learned like any
 *     other, but left out of totals
 */
public record Point(String id, Fields fields, Label label, long time, boolean repeated) {

  /** The value for a point without its own time. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The latest time, the end of the year 9999: beyond, windows would overflow. */
  public static final long MAX_TIME = 253_402_300_799_999L;

  /** Makes a point of the plain form: its fields are {@code features.0}, {@code features.1}, … */
  public Point(String id, double[] features, Label label) {
    this(id, Fields.ofFeatures(features), label, NO_TIME, false);
  }

  public boolean labelled() {
    return label != null;
  }

  /** Returns the fields' numbers in their order; null if one is not a number. */
  public double[] features() {
    return fields.numbers();
  }

  public Point withoutLabel() {
    return label == null ? this : withLabel(null);
  }

  /** Returns the label with the id, as it comes in a record of its own. */
  public Point labelAlone() {
    return new Point(id, Fields.NONE, label, NO_TIME, repeated);
  }

  /** Returns this point with another label, or with null. */
  public Point withLabel(Label other) {
    return new Point(id, fields, other, time, repeated);
  }

  public Point withId(String newId) {
    return new Point(newId, fields, label, time, repeated);
  }

  public Point asRepeated() {
    return new Point(id, fields, label, time, true);
  }
}
