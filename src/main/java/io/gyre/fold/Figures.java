package io.gyre.fold;

import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.time.Window;
import java.util.List;
import java.util.Map;

/**
 * The figures of a fold at one time.
 *
 * @param points that came since the start, without those of later passes
 * @param time of the stream, in ms since the epoch; -1 before the first point
 * @param sofar the counts since the last report, with those of open windows; null without any
 * @param last the window of the last report; null before the first since the fold was opened
 * @param learners the learners that have answers, in the order of the list
 */
public record Figures(
    long points,
    long time,
    Window sofar,
    Window last,
    FoldCounts counts,
    List<OfLearner> learners) {

  /**
   * The figures of one learner.
   *
   * @param report with the scores of open windows
   * @param last its scores in the last report; null if it is in none since the fold was opened
   * @param shape what it is, without its parameters
   * @param micros its recent time to predict and learn a point, in µs; NaN if unknown
   */
  public record OfLearner(
      LearnerReport report, Map<String, Object> last, LearnedParameters shape, double micros) {

    public String name() {
      return report.settings().name();
    }
  }

  public Figures {
    learners = List.copyOf(learners);
  }
}
