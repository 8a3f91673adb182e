package io.gyre.data;

/**
 * One example: features, an optional label and an optional id. Its event time is the timestamp of
 * the record that carries it.
 *
 * @param id names the point in its predictions; null when the source gave none
 * @param features D finite numbers; not copied, and never changed by Gyre
 * @param label 0, 1 or {@link #UNLABELLED}
 */
public record Point(String id, double[] features, int label) {

  /** The label of a point that is to be predicted and cannot be learned from. */
  public static final int UNLABELLED = -1;

  /** Tells whether the point can be learned from. */
  public boolean labelled() {
    return label != UNLABELLED;
  }

  /** Returns this point under another id. */
  public Point withId(String newId) {
    return new Point(newId, features, label);
  }
}
