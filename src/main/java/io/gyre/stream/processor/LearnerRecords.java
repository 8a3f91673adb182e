package io.gyre.stream.processor;

import io.gyre.data.Point;
import io.gyre.fold.Figures;
import io.gyre.fold.FoldCounts;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.Contributions;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes records of a fold's figures about its learners. */
public final class LearnerRecords {

  private LearnerRecords() {}

  /** Makes previews of the next reports of folds, if these answer and have points. */
  public static List<Metrics> previews(LiveFolds folds) {
    List<Metrics> all = new ArrayList<>();
    folds
        .figures()
        .forEach(
            (partition, now) -> {
              for (Figures.OfLearner each :
                  now.sofar() == null ? List.<Figures.OfLearner>of() : now.learners()) {
                all.add(metrics(partition, now.sofar(), false, each.report(), now.counts()));
              }
            });
    return all;
  }

  /**
   * Makes the record of what a learner says of a point.
   *
   * @param partition where the point lay, as {@code offset}
   */
  public static Prediction prediction(
      Point point, Answer said, int learner, int partition, long offset) {
    double positive = said.positiveProbability(learner);
    Contributions why = said.why(learner);
    return new Prediction(
        point.id(),
        said.learners.get(learner),
        said.prediction(learner),
        positive,
        said.positiveName(),
        Double.isNaN(positive) ? said.largest(learner, Prediction.MOST_CLASSES) : null,
        point.label(),
        said.step(learner),
        partition,
        offset,
        said.decision(learner) == null ? null : said.decision(learner).text(),
        why == null ? null : why.named(Prediction.OTHERS, Prediction.BIAS),
        why == null || why.untried() == 0 ? null : why.untried());
  }

  static Metrics metrics(
      int partition, Window window, boolean closed, LearnerReport report, FoldCounts of) {
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
            counts.missed(),
            of.wrongClocks(),
            of.ignored()),
        report.weights(),
        of.labels(),
        of.keys(),
        of.decisions(),
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
