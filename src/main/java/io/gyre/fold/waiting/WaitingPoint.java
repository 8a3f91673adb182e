package io.gyre.fold.waiting;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.learning.Answers;

/**
 * A point whose label is missing, or has just come, with its answers.
 *
 * @param answer of the learners that were there
 * @param answers the same for learning, and what blends computed on the way
 * @param labels how many labels had been learned from then
 * @param lastLabel the class that was known last then, by its number
 * @param columns the columns from histories of keys; null without any
 * @param majority the class that was the most frequent then, by its number
 */
public record WaitingPoint(
    Point point,
    KeyColumns columns,
    Answer answer,
    Answers answers,
    long labels,
    int lastLabel,
    int majority) {

  public WaitingPoint with(Label label) {
    return new WaitingPoint(
        point.withLabel(label), columns, answer, answers, labels, lastLabel, majority);
  }
}
