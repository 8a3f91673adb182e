package io.gyre.cli.view;

import io.gyre.topic.Metrics;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Shows metrics as they come: on a terminal one table that is redrawn in place, elsewhere a line
 * per window and learner.
 */
public final class LiveScores {

  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintWriter out;
  private final boolean terminal;
  private final List<String> learners;
  private final MetricsView view;
  private final Supplier<String> status;

  /** The last window of each learner, by its place. */
  private final TreeMap<Integer, Metrics> rows = new TreeMap<>();

  private int drawn;

  /**
   * @param learners the names, in the order of the table
   * @param status the progress of a file, for a line below the table on a terminal; null for points
   *     whose event time is their arrival
   */
  public LiveScores(
      PrintWriter out, boolean terminal, List<String> learners, Supplier<String> status) {
    this.out = out;
    this.terminal = terminal;
    this.learners = List.copyOf(learners);
    this.status = status;
    view = MetricsView.live(status == null);
  }

  /** Leaves the table unchanged, before something is printed below; it continues below that. */
  public void goOnBelow() {
    out.flush();
    drawn = 0;
  }

  /** Shows some more records; previews are shown on a terminal only, where they are replaced. */
  public void show(List<Metrics> metrics) {
    for (Metrics window : metrics) {
      rows.put(learners.indexOf(window.learner()), window);
      view.note(window);
      if (!terminal && window.closed()) {
        if (view.needsHeader()) {
          out.println(view.header());
        }
        out.println(view.line(window));
      }
    }
    if (terminal && !metrics.isEmpty()) {
      redraw();
    }
    out.flush();
  }

  private void redraw() {
    if (drawn > 0) {
      out.printf(UP_AND_CLEAR, drawn);
    }
    String header = view.header();
    out.println(header);
    rows.values().forEach(window -> out.println(view.line(window)));
    drawn = rows.size() + (int) header.lines().count();
    if (status != null) {
      out.println(status.get());
      drawn++;
    }
  }
}
