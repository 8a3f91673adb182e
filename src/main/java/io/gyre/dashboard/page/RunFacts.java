package io.gyre.dashboard.page;

import io.gyre.fold.LiveModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a page tells of the application beside its scores.
 *
 * @param label the field that is the label; null if that is not known here
 * @param rows how far the rows of a file are; null where there is none
 * @param rowsFrom when the first row happened, in ms since the epoch, and each other 1 ms after the
 *     one before: rows without times are given such, which mean nothing but their order; null of
 *     anything else
 * @param knows fields that seem to know the answer
 */
public record RunFacts(String label, RowsSent rows, Long rowsFrom, List<Knowing> knows) {

  /**
   * A field that alone says nearly all labels right.
   *
   * @param field its path
   * @param share of the labels, 0 to 1
   */
  record Knowing(String field, double share) {}

  static RunFacts of(InProcessSources sources) {
    RowsSent rows = sources.rows().map(Supplier::get).orElse(null);
    Optional<LiveModel.Understood> understood = sources.model().understood(0);
    return new RunFacts(
        label(sources, understood),
        rows,
        rows == null || sources.records().time() != null ? null : (Long) rows.startMs(),
        understood.stream()
            .flatMap(found -> found.survey().knows().entrySet().stream())
            .map(field -> new Knowing(field.getKey(), field.getValue()))
            .toList());
  }

  /** The field that is the label; null if that is not known. */
  public static String label(InProcessSources sources, Optional<LiveModel.Understood> understood) {
    return understood
        .map(found -> found.records().label())
        .orElse(sources.knowsRecords() ? sources.records().label() : null);
  }
}
