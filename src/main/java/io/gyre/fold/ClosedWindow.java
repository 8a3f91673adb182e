package io.gyre.fold;

import io.gyre.fold.state.LearnerReport;
import io.gyre.time.Window;
import java.util.List;

/**
 * A closed window, with those before it that held too little for a report.
 *
 * @param learners the learners that have answers, in the order of the list
 * @param counts the fold's when it closed
 */
public record ClosedWindow(Window window, List<LearnerReport> learners, FoldCounts counts) {

  public ClosedWindow {
    learners = List.copyOf(learners);
  }
}
