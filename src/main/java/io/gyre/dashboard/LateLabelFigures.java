package io.gyre.dashboard;

import io.gyre.topic.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * What became of labels that came later than their points, over all partitions.
 *
 * @param waiting points that wait for their label
 * @param waitingLabels labels that wait for their point
 * @param matched labels that met their point
 * @param unmatched labels whose point did not come in time
 * @param expired points that waited too long
 * @param delayP50 how long after its point a label came in half of the cases at most, in ms of
 *     event time, on the slowest partition; null before the first
 * @param delayP99 the same in 99 % of the cases
 */
record LateLabelFigures(
    long waiting,
    long waitingLabels,
    long matched,
    long unmatched,
    long expired,
    Long delayP50,
    Long delayP99) {

  /**
   * All learners of a partition say the same; the newest counts.
   *
   * @param last of each learner; some may be null
   * @return null where labels come with their points
   */
  static LateLabelFigures of(List<Metrics> last) {
    Map<Integer, Metrics> newest = new HashMap<>();
    for (Metrics metrics : last) {
      if (metrics != null && metrics.labels() != null) {
        newest.merge(
            metrics.partition(), metrics, (a, b) -> a.windowStart() >= b.windowStart() ? a : b);
      }
    }
    if (newest.isEmpty()) {
      return null;
    }
    List<Metrics.LateLabels> all = newest.values().stream().map(Metrics::labels).toList();
    return new LateLabelFigures(
        sum(all, Metrics.LateLabels::waiting),
        sum(all, Metrics.LateLabels::waitingLabels),
        sum(all, Metrics.LateLabels::matched),
        sum(all, Metrics.LateLabels::unmatched),
        sum(all, Metrics.LateLabels::expired),
        slowest(all.stream().map(Metrics.LateLabels::delayP50).toList()),
        slowest(all.stream().map(Metrics.LateLabels::delayP99).toList()));
  }

  private static long sum(List<Metrics.LateLabels> all, ToLongFunction<Metrics.LateLabels> figure) {
    return all.stream().mapToLong(figure).sum();
  }

  private static Long slowest(List<Long> delays) {
    return delays.stream().filter(Objects::nonNull).max(Long::compare).orElse(null);
  }
}
