package io.gyre.fold;

import io.gyre.data.LateLabelCounts;
import io.gyre.fold.state.LearnerReport;
import io.gyre.time.Window;
import java.util.List;

/**
 * A window that has closed, with those before it that held too little to be told of.
 *
 * @param window what was counted in it
 * @param learners how each learner stood, by its place on the list; empty unless the settings want
 *     reports
 * @param labels what had become of late labels; null if none may be
 */
public record ClosedWindow(Window window, List<LearnerReport> learners, LateLabelCounts labels) {

  /** Copies the list. */
  public ClosedWindow {
    learners = List.copyOf(learners);
  }
}
