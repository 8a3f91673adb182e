package io.gyre.topic;

/**
 * How one learner did in one window: the value of a record on the topic {@code metrics}.
 *
 * <p>Cost and accuracy are test-then-train: they score predictions that were made before the point
 * was learned from. A window may have previews ({@code closed} false); its last record is final.
 *
 * @param learner the learner's name
 * @param partition the partition of {@code points} that it learns from
 * @param windowStart first millisecond of the window, since the epoch
 * @param windowEnd first millisecond after the window, since the epoch
 * @param closed whether the window has ended, so that these figures are final
 * @param points points that fell into the window
 * @param labelled how many of them had a label
 * @param cost mean cross-entropy in nats over the labelled points; null when there are none
 * @param accuracy share of the labelled points predicted rightly, in [0, 1]; null when there are
 *     none
 * @param late points that arrived while this window was open and belonged to a closed one
 * @param early points that arrived in this window's time with a timestamp too far ahead to believe
 * @param steps updates of the parameters made in the window
 * @param step updates of the parameters since the start
 * @param refused updates in the window that would have made a parameter non-finite
 * @param totals the same counts since the start
 */
public record Metrics(
    String learner,
    int partition,
    long windowStart,
    long windowEnd,
    boolean closed,
    long points,
    long labelled,
    Double cost,
    Double accuracy,
    long late,
    long early,
    long steps,
    long step,
    long refused,
    Totals totals) {

  /**
   * Counts since the learner's start.
   *
   * @param points points predicted
   * @param labelled points learned from
   * @param late points whose window had closed
   * @param early points with a timestamp too far ahead to believe
   * @param refused updates that would have made a parameter non-finite
   * @param missed points that the topic's retention deleted before they were read
   */
  public record Totals(
      long points, long labelled, long late, long early, long refused, long missed) {}
}
