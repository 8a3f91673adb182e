package io.gyre.fold.state;

import io.gyre.data.Label;
import io.gyre.fold.FoldReport;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a learner, as far as they can be published.
 *
 * @param columns the names of the columns that it sees
 * @param classes by their numbers
 * @param positive the positive one of two classes; null unless there are two
 * @param numbers how many numbers each part holds, by name
 * @param parameters numbers, arrays and matrices by name; copies, without parts that are too large
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
