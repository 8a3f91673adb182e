package io.gyre.fold.waiting;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.learning.Members;

/**
 * A point whose label is missing, or has just come, with its answers.
 *
 * @param answer of the learners that were there
 * @param said the intermediate answers for {@link Members}
 * @param lastLabel the class that was known last then, by its number
 * @param columns those that histories of keys gave it; null without any
 * @param majority the class that was the most frequent then, by its number
 */
public record WaitingPoint(
    Point point,
    KeyColumns columns,
    Answer answer,
    Members.Said said,
    int lastLabel,
    int majority) {

  public WaitingPoint with(Label label) {
    return new WaitingPoint(point.withLabel(label), columns, answer, said, lastLabel, majority);
  }
}
