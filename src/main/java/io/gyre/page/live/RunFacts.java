package io.gyre.page.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.gyre.fold.LiveFolds;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Facts about the application that a page shows beside its scores.
 *
 * @param label the field that is the label; null if that is not known
 * @param rows the rows that were sent of a file; null without a file
 * @param rowsFrom the timestamp of the first row if rows have no event times, so that only their
 *     order has a meaning; else null
 * @param knows fields that seem to know the answer
 * @param interval the level of the intervals of amounts, 0 to 1; null if it is not known
 * @param lateLabels whether labels that come after their points are known: not to a copy
 */
public record RunFacts(
    String label,
    RowsSent rows,
    Long rowsFrom,
    List<Knowing> knows,
    Double interval,
    boolean lateLabels) {

  /**
   * The rows of a file that have been sent.
   *
   * @param sent rows of it that are on the topic
   * @param total rows that it has; null as long as they are not counted
   * @param bad rows that were skipped
   * @param startMs the timestamp of its first row; each row's is 1 ms after that of the row before
   */
  public record RowsSent(
      String file, long sent, Long total, boolean ended, long bad, @JsonIgnore long startMs) {}

  /** A field that alone predicts this share of the labels, nearly 1. */
  record Knowing(String field, double share) {}

  static RunFacts of(InProcessSources sources) {
    RowsSent rows = sources.rows().map(Supplier::get).orElse(null);
    Optional<LiveFolds.LearnedStream> understood = sources.learnedStream();
    boolean untimed = rows != null && sources.records().time() == null;
    return new RunFacts(
        sources.label(),
        rows,
        untimed ? (Long) rows.startMs() : null,
        understood.map(LiveFolds.LearnedStream::survey).stream()
            .flatMap(survey -> survey.knows().entrySet().stream())
            .map(field -> new Knowing(field.getKey(), field.getValue()))
            .toList(),
        understood.map(LiveFolds.LearnedStream::interval).orElse(null),
        sources.knowsRecords());
  }
}
