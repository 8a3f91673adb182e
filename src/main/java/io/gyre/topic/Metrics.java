package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.FoldCounts;
import io.gyre.fold.state.LearnerReport;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The scores of one learner in one window, or in several small ones: the value of a record on the
 * topic {@code metrics}.
 *
 * <p>Scores are test-then-train: each prediction was made before its point was learned. A window
 * may have previews ({@code closed} false); its last record is final.
 *
 * @param partition the partition of {@code points} that it learns from
 * @param windowStart first millisecond of the window, since the epoch
 * @param windowEnd first millisecond after the window, since the epoch
 * @param labelled how many of the window's points had a label
 * @param late points that arrived while this window was open and belonged to a closed one
 * @param early points that arrived in this window's time with a timestamp too far ahead to believe
 * @param steps updates made in the window; {@code step} since the start
 * @param refused updates in the window that would have made a parameter non-finite
 * @param weights of a blend, the share of each other learner in its answers, by name: about 1 in
 *     all without their signs, below 0 for an inverted one; else empty, and not in the record
 * @param labels what became of labels that came later than their points, the same for all learners;
 *     null, and not in the record, where labels come with their points
 * @param keys what is remembered of keys, the same for all learners; null, and not in the record,
 *     without keys
 * @param decisions what was decided about the points and what came of it, the same for all
 *     learners; null, and not in the record, without decisions
 * @param digest as in {@link Parameters}; null, and not in the record, in a preview
 */
public record Metrics(
    String learner,
    int partition,
    long windowStart,
    long windowEnd,
    boolean closed,
    long points,
    long labelled,
    Scores scores,
    long late,
    long early,
    long steps,
    long step,
    long refused,
    Totals totals,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> weights,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonIgnoreProperties("done") LateLabelCounts labels,
    @JsonInclude(JsonInclude.Include.NON_NULL) KeyCounts keys,
    @JsonInclude(JsonInclude.Include.NON_NULL) DecisionCounts decisions,
    @JsonInclude(JsonInclude.Include.NON_NULL) String digest) {

  /**
   * The header with the time since when a process works on the partition, in ms since the epoch.
   * Another value shows a restart, or that another instance has taken over.
   */
  public static final String STARTED = "gyre-started";

  /** A score that all learners of amounts have, and none of classes. */
  public static final String OF_AMOUNTS = "mae";

  /** Copies the weights, null for none; throws an IllegalArgumentException without learner. */
  public Metrics {
    weights =
        weights == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    if (learner == null || totals == null) {
      throw new IllegalArgumentException(
          "metrics of " + learner + ": expected learner and totals, found none");
    }
  }

  /** Makes the record of a learner's report, or of a preview of it. */
  public static Metrics of(
      int partition, Window window, boolean closed, LearnerReport report, FoldCounts fold) {
    return new Metrics(
        report.settings().name(),
        partition,
        window.startMs,
        window.endMs,
        closed,
        window.points(),
        window.labelled(),
        new Scores(report.window(), report.faded(), report.total()),
        window.late(),
        window.early(),
        report.windowSteps(),
        report.step(),
        report.windowRefused(),
        Totals.of(report, fold),
        report.weights(),
        fold.labels(),
        fold.keys(),
        fold.decisions(),
        report.digest());
  }

  /**
   * Scores by the name of the metric: a number, numbers by class, or a table; null where undefined.
   * Each map has {@code n}, the number of labelled points. Only one report of ten has metrics that
   * are no single number, unless each window has a report.
   *
   * @param window of the window's points
   * @param faded of all points, each counting 0.999 times what the next one does
   * @param total of all points but those of a later pass over the same rows
   */
  public record Scores(
      Map<String, Object> window, Map<String, Object> faded, Map<String, Object> total) {}

  /**
   * Counts since the start, without later passes.
   *
   * @param missed points that were gone before they could be read
   * @param wrongClocks how often a clock was found to be wrong, the same for all learners
   * @param ignored records that are not meant as points, such as tombstones
   */
  public record Totals(
      long points,
      long labelled,
      long late,
      long early,
      long refused,
      long missed,
      Long wrongClocks,
      Long ignored) {

    /** Takes null for 0: an earlier Gyre did not count the last two. */
    public Totals {
      wrongClocks = wrongClocks == null ? 0 : wrongClocks;
      ignored = ignored == null ? 0 : ignored;
    }

    public static Totals of(LearnerReport report, FoldCounts fold) {
      PointCounts counts = report.counts();
      return new Totals(
          counts.points(),
          report.labelled(),
          counts.late(),
          counts.early(),
          report.refused(),
          counts.missed(),
          fold.wrongClocks(),
          fold.ignored());
    }
  }

  public static Headers headers(long startedMs) {
    return new RecordHeaders().add(STARTED, PointHeaders.ofNumber(startedMs));
  }

  /** Returns since when the process has worked; -1 if the header is absent or not a time. */
  public static long startedMs(Headers headers) {
    return PointHeaders.number(headers, STARTED);
  }

  /** Returns a number among the window's scores, or else the faded ones; null if there is none. */
  public Double score(String metric) {
    if (scores == null || scores.window() == null) {
      return null;
    }
    boolean faded = !scores.window().containsKey(metric) && scores.faded() != null;
    Object found = (faded ? scores.faded() : scores.window()).get(metric);
    return found instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
  }
}
