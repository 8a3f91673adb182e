package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.LateLabelCounts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one learner did in one window, or in several that follow one another and hold little: the
 * value of a record on the topic {@code metrics}.
 *
 * <p>Scores are test-then-train: they are of predictions that were made before the point was
 * learned from. A window may have previews ({@code closed} false); its last record is final.
 *
 * @param learner the learner's name
 * @param partition the partition of {@code points} that it learns from
 * @param windowStart first millisecond of the window, since the epoch
 * @param windowEnd first millisecond after the window, since the epoch
 * @param closed whether the window has ended, so that these figures are final
 * @param points points that fell into the window
 * @param labelled how many of them had a label
 * @param scores of the window's labelled points, and of all before
 * @param late points that arrived while this window was open and belonged to a closed one
 * @param early points that arrived in this window's time with a timestamp too far ahead to believe
 * @param steps updates made in the window
 * @param step updates since the start
 * @param refused updates in the window that would have made a parameter non-finite
 * @param totals the same counts since the start
 * @param weights of a blend, how much of its answers each other learner is by now, by name: about 1
 *     in all without their signs, and below 0 where it says the contrary of one; else empty, and
 *     not in the record
 * @param labels what became of labels that came later than their points, the same for all learners;
 *     null, and not in the record, where labels come with their points; without {@code done}
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
    @JsonInclude(JsonInclude.Include.NON_NULL) String digest) {

  /**
   * Copies the weights; null stands for none.
   *
   * @throws IllegalArgumentException if there are no totals; only another program leaves them out
   */
  public Metrics {
    weights =
        weights == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    if (totals == null) {
      throw new IllegalArgumentException("metrics of " + learner + ": expected totals, found none");
    }
  }

  /**
   * Scores by the name of the metric: a number, numbers by class, or a table; null where a metric
   * is undefined. Each map has {@code n}, how many labelled points were scored. Metrics that are no
   * single number are in one report of ten only, unless each window has one.
   *
   * @param window of the window's points
   * @param faded of all points, each counting 0.999 times what the next one does
   * @param total of all points but those of a later pass over the same rows
   */
  public record Scores(
      Map<String, Object> window, Map<String, Object> faded, Map<String, Object> total) {}

  /**
   * Counts since the learner's start. Points of a later pass over the same rows are left out.
   *
   * @param points points predicted
   * @param labelled points learned from
   * @param late points whose window had closed
   * @param early points with a timestamp too far ahead to believe
   * @param refused updates that would have made a parameter non-finite
   * @param missed points that were gone before they were read
   */
  public record Totals(
      long points, long labelled, long late, long early, long refused, long missed) {}

  /** Returns these metrics with other scores. */
  public Metrics with(Scores other) {
    return new Metrics(
        learner,
        partition,
        windowStart,
        windowEnd,
        closed,
        points,
        labelled,
        other,
        late,
        early,
        steps,
        step,
        refused,
        totals,
        weights,
        labels,
        digest);
  }

  /** Returns a number among the window's scores; null where there is none. */
  public Double score(String metric) {
    return scores != null
            && scores.window() != null
            && scores.window().get(metric) instanceof Number number
        ? Double.valueOf(number.doubleValue())
        : null;
  }

  /** Mean cross-entropy in nats over the window's labelled points; null when there are none. */
  @JsonIgnore
  public Double cost() {
    return score("cost");
  }

  /** Share of the window's labelled points predicted rightly; null when there are none. */
  @JsonIgnore
  public Double accuracy() {
    return score("accuracy");
  }
}
