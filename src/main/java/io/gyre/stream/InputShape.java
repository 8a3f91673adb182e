package io.gyre.stream;

import java.util.Objects;

/**
 * How an instance reads its topics. Instances of one group must do so in the same way: they share
 * tasks, which mean something else otherwise.
 *
 * @param way how the points are read
 * @param late whether points wait for labels in records of their own
 * @param labels the topic with labels that come later; null if there is none
 */
record InputShape(Way way, boolean late, String labels) {

  /** How points are read. */
  enum Way {
    /** They have one partition, which is learned from as it is. */
    POINTS,
    /** Each partition is learned from as it is, since somebody wants it so. */
    PARTITIONS,
    /** They are merged into a journal. */
    JOURNAL
  }

  /**
   * Returns the shape that follows from what is asked for.
   *
   * @param inputs what was made of it
   */
  static InputShape of(ApplicationSettings asked, Inputs inputs) {
    Way direct = asked.inputs().perPartition() ? Way.PARTITIONS : Way.POINTS;
    return new InputShape(
        inputs.merges() ? Way.JOURNAL : direct, asked.fold().lateLabels() != null, inputs.labels());
  }

  /**
   * Tells whether an instance may start beside another. One that reads points as they are since
   * they had one partition will fail by itself when they have more, and merge them, too.
   */
  boolean fits(InputShape other) {
    boolean sameLabels = late == other.late && Objects.equals(labels, other.labels);
    return sameLabels && (way == other.way || way == Way.POINTS || other.way == Way.POINTS);
  }

  /** Says it, for a person. */
  String words() {
    String points =
        switch (way) {
          case POINTS -> "points learned from directly";
          case PARTITIONS -> "a model for each partition of points (--per-partition)";
          case JOURNAL -> "points merged into a journal";
        };
    if (labels != null) {
      return points + ", with late labels from the topic " + labels;
    }
    return points + (late ? ", with late labels among them" : ", with their labels");
  }
}
