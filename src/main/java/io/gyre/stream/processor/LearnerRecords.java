package io.gyre.stream.processor;

import io.gyre.data.KeyCounts;
import io.gyre.data.LateLabelCounts;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import io.gyre.topic.InterimReport;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes records of a fold's figures about its learners. */
public final class LearnerRecords {

  private LearnerRecords() {}

  /**
   * Makes records of the current folds, with the figures of open windows; without those of a
   * partition that has no points, or whose fold does not answer.
   *
   * @param folds asked without a time limit
   * @param application the id of their keys
   */
  public static List<InterimReport> open(LiveFolds folds, String application) {
    List<InterimReport> all = new ArrayList<>();
    for (int partition : folds.partitions()) {
      int learners = folds.find(partition, fold -> fold.learners().size()).orElse(0);
      // One question for each: together they would keep the learners waiting.
      for (int i = 0; i < learners; i++) {
        int learner = i;
        folds
            .find(partition, fold -> figures(fold, learner, application, partition))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  /** Returns null if there are no points, or the learner has no answers. */
  private static InterimReport figures(
      FoldReport fold, int learner, String application, int partition) {
    Window sofar = fold.preview();
    if (sofar == null || !fold.answers(learner)) {
      return null;
    }
    LearnerReport report = fold.learner(learner, true);
    return new InterimReport(
        new LearnerKey(application, report.settings().name(), partition),
        metrics(partition, sofar, false, report, fold.lateLabels(), fold.keys()),
        parameters(report.settings(), partition, report.step(), fold.shape(learner)));
  }

  static Metrics metrics(
      int partition,
      Window window,
      boolean closed,
      LearnerReport report,
      LateLabelCounts labels,
      KeyCounts keys) {
    PointCounts counts = report.counts();
    return new Metrics(
        report.settings().name(),
        partition,
        window.startMs,
        window.endMs,
        closed,
        window.points(),
        window.labelled(),
        new Metrics.Scores(report.window(), report.faded(), report.total()),
        window.late(),
        window.early(),
        report.windowSteps(),
        report.step(),
        report.windowRefused(),
        new Metrics.Totals(
            counts.points(),
            report.labelled(),
            counts.late(),
            counts.early(),
            report.refused(),
            counts.missed()),
        report.weights(),
        labels,
        keys,
        report.digest());
  }

  static Parameters parameters(
      LearnerSettings settings, int partition, long step, LearnedParameters learned) {
    return new Parameters(
            settings.name(),
            partition,
            settings.kind(),
            learned.columns().size(),
            learned.columns(),
            learned.classes(),
            learned.positive(),
            step,
            LearnersJson.toJson(settings),
            learned.digest(),
            null,
            Map.of())
        .with(learned.numbers(), learned.parameters());
  }
}
