package io.gyre.fold;

import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;

/**
 * A point whose label has come, with it or after it, or whose wait for one has ended.
 *
 * @param point with its label
 * @param answer what the learners said of it before
 * @param label the number of its class, or its amount as it is scored
 * @param lastLabel the number of the class that was known last when it was predicted, or the
 *     amount; below 0 or NaN before the first
 * @param usual the number of the class that was the most frequent then, or the mean of all amounts
 * @param scored whether the learners were scored on it: not if it came late, early or too late
 */
public record Labelled(
    Point point, Answer answer, double label, double lastLabel, double usual, boolean scored) {}
