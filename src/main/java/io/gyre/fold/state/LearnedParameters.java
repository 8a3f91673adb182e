package io.gyre.fold.state;

import io.gyre.data.Label;
import io.gyre.fold.FoldReport;
import java.util.List;
import java.util.Map;

/**
 * What a learner has learned, as far as it can be published.
 *
 * @param columns the names of the columns that it sees
 * @param classes by their numbers
 * @param positive the positive one of two classes; null unless there are two
 * @param numbers of how many numbers each part is, by name
 * @param parameters numbers, arrays and matrices by name; copies; without the largest parts, if so
 *     many numbers are not wanted
 * @param digest {@link FoldReport#digest}
 */
public record LearnedParameters(
    List<String> columns,
    List<Label> classes,
    Label positive,
    Map<String, Long> numbers,
    Map<String, Object> parameters,
    String digest) {

  /** No record takes a part of more numbers: it may have 8 MiB, and a number up to 28 bytes. */
  public static final long PUBLISHED = 300_000;
}
