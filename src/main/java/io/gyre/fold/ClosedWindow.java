package io.gyre.fold;

import io.gyre.data.KeyCounts;
import io.gyre.data.LateLabelCounts;
import io.gyre.fold.state.LearnerReport;
import io.gyre.time.Window;
import java.util.List;

/**
 * A closed window, with those before it that held too little for a report.
 *
 * @param learners those that have answers, in the order of the list
 * @param labels the counts of late labels; null without them
 * @param keys what is remembered of keys; null without them
 */
public record ClosedWindow(
    Window window, List<LearnerReport> learners, LateLabelCounts labels, KeyCounts keys) {

  public ClosedWindow {
    learners = List.copyOf(learners);
  }
}
