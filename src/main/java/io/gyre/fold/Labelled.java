package io.gyre.fold;

import io.gyre.data.Point;

/**
 * A point whose label has come, with it or after it, or whose wait for one has ended.
 *
 * @param point with its label
 * @param number that of its class
 * @param lastLabel the number of the class that was known last when it was predicted; {@link
 *     Answer#NONE} before the first
 * @param majority the number of the class that was the most frequent then
 * @param scored whether the learners were scored on it: not if it came late, early or too late
 */
public record Labelled(Point point, int number, int lastLabel, int majority, boolean scored) {}
