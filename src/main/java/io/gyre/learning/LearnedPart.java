package io.gyre.learning;

import java.util.function.Supplier;

/**
 * A part of a learner's parameters, as published: copied only on request, since it may be millions
 * of numbers.
 *
 * @param name of the part
 * @param numbers how many numbers it is
 * @param copy makes it: a number, an array of numbers, a matrix by rows, or a map of these by name;
 *     valid until the learner learns again
 */
public record LearnedPart(String name, long numbers, Supplier<Object> copy) {

  public static LearnedPart of(String name, Number number) {
    return new LearnedPart(name, 1, () -> number);
  }

  public static LearnedPart of(String name, double... numbers) {
    return new LearnedPart(name, numbers.length, () -> numbers);
  }
}
