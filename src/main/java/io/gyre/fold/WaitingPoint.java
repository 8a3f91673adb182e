package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.learning.Members;
import java.util.List;

/** A point whose label is still to come, or has just come, with what was said of it. Immutable. */
public final class WaitingPoint {

  private final Point point;
  private final List<ClassProbabilities> answers;
  private final Members.Said said;
  private final int lastLabel;
  private final int majority;

  /**
   * @param answers by the learners' places on the list, null for one that was not there; not
   *     modified
   * @param said what learners mix
   * @param lastLabel the class that was known last
   * @param majority the class that was the most frequent
   */
  WaitingPoint(
      Point point,
      List<ClassProbabilities> answers,
      Members.Said said,
      int lastLabel,
      int majority) {
    this.point = point;
    this.answers = answers;
    this.said = said;
    this.lastLabel = lastLabel;
    this.majority = majority;
  }

  /** The point, with its label. */
  public Point point() {
    return point;
  }

  /** What {@link Members} have to recall. */
  Members.Said said() {
    return said;
  }

  /** Returns this point with a label that has come for it. */
  WaitingPoint with(Label label) {
    return new WaitingPoint(point.withLabel(label), answers, said, lastLabel, majority);
  }

  /** What a learner said, by its place on the list; null if it was not there. */
  ClassProbabilities answer(int learner) {
    return answers.get(learner);
  }

  /** The class that was known last then, by its number. */
  public int lastLabel() {
    return lastLabel;
  }

  /** The class that was the most frequent then, by its number. */
  public int majority() {
    return majority;
  }
}
