package io.gyre.data;

/**
 * One example: fields, an optional label and an optional id.
 *
 * @param id names the point in its predictions; null when the source gave none
 * @param fields one or more; none only if the record is the label of a point that has another
 * @param label its class; null if it is only to be predicted
 * @param time its event time in ms since the epoch, if a field of it tells; {@link #NO_TIME} if it
 *     is the timestamp of the record that carries it
 * @param repeated whether it came before, in an earlier pass over the same rows: it is learned like
 *     any other, but left out of totals
 */
public record Point(String id, Fields fields, Label label, long time, boolean repeated) {

  /** No time of its own. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The latest time, the end of the year 9999: beyond, windows would overflow. */
  public static final long MAX_TIME = 253_402_300_799_999L;

  /** Makes a point that did not come before. */
  public Point(String id, Fields fields, Label label, long time) {
    this(id, fields, label, time, false);
  }

  /** Makes a point of the plain form: its fields are {@code features.0}, {@code features.1}, … */
  public Point(String id, double[] features, Label label) {
    this(id, Fields.ofFeatures(features), label, NO_TIME);
  }

  /** Makes a point of the plain form whose class is a whole number. */
  public Point(String id, double[] features, int label) {
    this(id, features, Label.of(label));
  }

  /** Tells whether the point can be learned from. */
  public boolean labelled() {
    return label != null;
  }

  /** The fields' numbers in their order; null if one of them is none. */
  public double[] features() {
    return fields.numbers();
  }

  /** Returns this point without its label. */
  public Point withoutLabel() {
    return label == null ? this : withLabel(null);
  }

  /** Returns this point with another label, or with null for none. */
  public Point withLabel(Label other) {
    return new Point(id, fields, other, time, repeated);
  }

  /** Returns this point under another id. */
  public Point withId(String newId) {
    return new Point(newId, fields, label, time, repeated);
  }

  /** Returns this point as one that came before. */
  public Point asRepeated() {
    return new Point(id, fields, label, time, true);
  }
}
