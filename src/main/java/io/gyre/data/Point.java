package io.gyre.data;

/**
 * One example: features, an optional label and an optional id. Its event time is the timestamp of
 * the record that carries it.
 *
 * @param id names the point in its predictions; null when the source gave none
 * @param features D finite numbers; not copied, and never changed by Gyre
 * @param label its class; null if it is only to be predicted
 */
public record Point(String id, double[] features, Label label) {

  /** Makes a point whose class is a whole number. */
  public Point(String id, double[] features, int label) {
    this(id, features, Label.of(label));
  }

  /** Tells whether the point can be learned from. */
  public boolean labelled() {
    return label != null;
  }

  /** Returns this point under another id. */
  public Point withId(String newId) {
    return new Point(newId, features, label);
  }
}
