package io.gyre.learning;

import java.util.function.Supplier;

/**
 * A part of what a learner has learned, as it is published. It is copied only when it is asked for,
 * since it may be millions of numbers.
 *
 * @param name of the part
 * @param numbers how many numbers it is
 * @param copy makes it: a number, an array of numbers, a matrix by rows, or a map of these by name;
 *     valid until the learner learns on
 */
public record LearnedPart(String name, long numbers, Supplier<Object> copy) {

  /** Makes a part of one number. */
  public static LearnedPart of(String name, Number number) {
    return new LearnedPart(name, 1, () -> number);
  }

  /** Makes a part of a few numbers, which are not copied. */
  public static LearnedPart of(String name, double... numbers) {
    return new LearnedPart(name, numbers.length, () -> numbers);
  }
}
