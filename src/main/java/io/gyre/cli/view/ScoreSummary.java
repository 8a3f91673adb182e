package io.gyre.cli.view;

import io.gyre.app.score.ScoreRun;
import io.gyre.fold.FoldReport;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code gyre score} ends with.
 *
 * @param name which of several runs it is of; null if there is one
 */
public record ScoreSummary(ScoreRun run, String name) {

  /** Returns the figures of learners, blends last, then of the baselines. */
  List<LearnerScore> scores() {
    List<LearnerScore> scores = LearnerScore.of(run.report());
    List<String> names = LearnerScore.baselines(ofAmounts());
    scores.add(LearnerScore.ofBaseline(names.get(0), run.baselines().lastLabel(), ofAmounts()));
    scores.add(LearnerScore.ofBaseline(names.get(1), run.baselines().usual(), ofAmounts()));
    return scores;
  }

  /** Returns the figures of versions that learned nothing, by their names. */
  private Map<String, List<LearnerScore>> frozen() {
    Map<String, List<LearnerScore>> frozen = new LinkedHashMap<>();
    run.baselines()
        .frozen()
        .forEach(
            (number, scores) ->
                frozen.put("version " + number, LearnerScore.of(scores, ofAmounts())));
    return frozen;
  }

  private boolean ofAmounts() {
    return run.report().settings().records().ofAmounts();
  }

  /** Returns a JSON object for each. */
  public List<String> json() {
    List<String> lines = new ArrayList<>();
    scores().forEach(score -> lines.add(score.json(name, run.report().counts())));
    frozen()
        .forEach(
            (version, scores) -> scores.forEach(score -> lines.add(score.json(version, null))));
    return lines;
  }

  /** Returns the table. */
  public List<String> table() {
    List<LearnerScore> scores = new ArrayList<>(scores());
    frozen()
        .forEach(
            (version, each) ->
                each.forEach(score -> scores.add(score.named(version + ": " + score.learner()))));
    return run.labelDelay() != null && scores.stream().allMatch(score -> score.points() == 0)
        ? List.of(LateLabelText.ALL_HELD.formatted(run.labelDelay()))
        : LearnerScore.table(scores);
  }

  /** Returns sentences for what the numbers alone do not tell. */
  public List<String> lines(String source, double seconds) {
    FoldReport report = run.report();
    List<String> lines = new ArrayList<>();
    ScoreRun.Counts counts = run.counts();
    long labelled = counts.labelled();
    lines.add(
        "%s of %s in %.1f s, %s with a label%s."
            .formatted(
                PrintableText.counted(counts.points(), "point"),
                PrintableText.of(source),
                seconds,
                labelled == counts.points() && labelled > 0 ? "all" : NumberText.count(labelled),
                ofAmounts() ? "" : ", " + PrintableText.counted(report.classes().size(), "class")));
    lines.addAll(ScoreNotes.lines(report, run.survey().found().knows(), run.pairs()));
    if (counts.unlearned() > 0) {
      lines.add(
          "Not learned: %,d labels that were held back: their id had a label, or their class no room."
              .formatted(counts.unlearned()));
    }
    if (counts.leftOut() > 0) {
      lines.add("Left out: %s.".formatted(PrintableText.counted(counts.leftOut(), "point")));
    }
    if (counts.hurried() > 0) {
      lines.add(
          "Labels learned before their time, because too many were held: %,d."
              .formatted(counts.hurried()));
    }
    if (counts.repeated() > 0) {
      lines.add("Learned but not counted: %,d of later passes.".formatted(counts.repeated()));
    }
    return lines;
  }
}
