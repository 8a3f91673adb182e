package io.gyre.app.score;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.data.Point;
import io.gyre.feed.CountedRows;
import io.gyre.feed.HeldLabels;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.feed.LabelQueue;
import io.gyre.file.DataFile;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.Labelled;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.Schema;
import io.gyre.format.survey.FieldSurvey;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Drives the fold of one log in a plain loop: on the rows of a file, or on what lies on a topic. It
 * learns the same as a topology from the same records, to the last bit. Not thread-safe.
 */
public final class ScoreRun {

  /** Rows of a file are a millisecond apart, from the year 2000 on. */
  private static final long START_MS = 946_684_800_000L;

  private static final int REPORTED = 10;

  /** The rows after which it is clear whether labels recur; fewer than the limit of classes. */
  private static final int ENOUGH_FOR_A_DOUBT = 200;

  /** Is told of the progress: how much is done, how many points that were, the stream's time. */
  public interface Meter {
    void done(long count, long points, long streamMs);
  }

  private final Fold fold;
  private final FoldReport report;
  private final Delay labelDelay;
  private final LabelQueue<Point> held; // null if labels are not held back
  private Function<String, Schema> schemas = id -> null;
  private LeftOut leftOut;
  private final PredictionsFile predictions;
  private final FieldSurvey survey;
  private final BaselineScores baselines;
  private final PairedScores pairs;

  private long points;

  private long labelled;
  private long repeated;
  private long unlearned;
  private long passedOver;
  private long unusable;

  /**
   * Begins with nothing learned.
   *
   * @param labelDelay by how much labels are held back; null if they are not
   * @param predictions to be told each answer; may be null
   */
  public ScoreRun(FoldSettings settings, Delay labelDelay, PredictionsFile predictions) {
    this(settings, FoldStore.unsaved("the file"), labelDelay, predictions);
  }

  /**
   * Begins with what was learned before; only what comes since is scored.
   *
   * @param before what another fold has saved, not modified
   */
  public ScoreRun(FoldSettings settings, FoldStore before, PredictionsFile predictions) {
    this(settings, before, null, predictions);
    report.reportSinceHere();
  }

  private ScoreRun(
      FoldSettings settings, FoldStore before, Delay labelDelay, PredictionsFile predictions) {
    this.predictions = predictions;
    this.labelDelay = labelDelay;
    held = labelDelay == null ? null : new LabelQueue<>(labelDelay, HeldLabels.MOST);
    fold = Fold.open(settings.withReports(FoldSettings.NO_REPORTS), before);
    report = fold.report();
    leftOut = new LeftOut(List.of(), report.settings());
    baselines = new BaselineScores(settings.records().ofAmounts());
    pairs = new PairedScores(report.learners().size(), report.settings().decider());
    survey = new FieldSurvey(settings.records(), settings.lateLabels() != null && held == null, "");
  }

  /** Takes the schemas that the log lacks from somewhere else; returns this. */
  public ScoreRun withSchemas(Function<String, Schema> elsewhere) {
    schemas = elsewhere;
    return this;
  }

  /** Leaves out the points that have one of these values, and their labels; returns this. */
  public ScoreRun without(List<FieldValue> values) {
    leftOut = new LeftOut(values, report.settings());
    return this;
  }

  /** Returns what was learned. */
  public FoldReport report() {
    return report;
  }

  /** Returns by how much labels are held back; null if they are not. */
  public Delay labelDelay() {
    return labelDelay;
  }

  /** Returns which fields the points have. */
  public FieldSurvey survey() {
    return survey;
  }

  /** Predicts and learns a record; returns why a topology would refuse it, or null. */
  String add(LogRecord record) {
    if (leftOut.has(record, this::schema)) {
      return null;
    }
    Step step = apply(held == null ? record : record.withoutLabel());
    if (step.isPoint()) {
      points += step.point().repeated() ? 0 : 1;
      repeated += step.point().repeated() ? 1 : 0;
      if (predictions != null) {
        predictions.add(step.point(), step.time(), step.answer());
      }
      survey.add(step.point().fields(), step.point().label());
      if (held != null) {
        hold(step.point());
      }
    }
    return step.reason();
  }

  /** Keeps a point's label, and gives the fold the labels that are due. */
  private void hold(Point point) {
    long now = labelDelay.isTime() ? report.time() : points + repeated;
    if (point.labelled()) {
      held.add(point.labelAlone(), now);
    }
    for (Point due = held.due(now); due != null; due = held.due(now)) {
      learn(due);
    }
  }

  /** Learns a label that was held back, unless another came of its id, or there is no room. */
  private void learn(Point label) {
    unlearned += apply(LogRecord.label(label, report.time())).isRefused() ? 1 : 0;
  }

  /** Applies a record, and gives the fold the schema that it lacks. */
  Step apply(LogRecord record) {
    Step step = fold.apply(record);
    if (step.schema() != null) {
      Schema schema = schema(step.schema());
      fold.apply(
          LogRecord.schema(
              step.schema(), schema == null ? Schema.denied("it is not known") : schema));
      step = fold.apply(record);
    }
    step.labelled().stream().filter(of -> !of.point().repeated()).forEach(this::count);
    return step;
  }

  /** Returns a schema; null if it is nowhere. */
  private Schema schema(String id) {
    Schema known = report.schemas().get(id); // denied: it is asked for once
    return known != null ? known : schemas.apply(id);
  }

  private void count(Labelled of) {
    labelled++;
    if (of.scored()) {
      baselines.add(of);
      if (of.lastLabel() >= 0 && !report.settings().records().ofAmounts()) {
        pairs.add((int) of.label(), of.answer());
      }
    }
  }

  /** Puts what was learned in the store that this began with. */
  void save() {
    fold.save();
  }

  /** Learns the labels that are still held, and closes the last window. */
  void end() {
    while (held != null && held.size() > 0) {
      learn(held.next());
    }
    apply(LogRecord.of(LogRecord.Kind.END, null, 0, 0, report.next()));
  }

  /** Returns the scores of what any learner must be better than. */
  public BaselineScores baselines() {
    return baselines;
  }

  /** Compares the learners with the one that speaks for all. */
  public PairedScores pairs() {
    return pairs;
  }

  /**
   * What was counted so far.
   *
   * @param points labelled or not, without those of later passes
   * @param labelled the points that have a label by now
   * @param repeated points of later passes, which were learned
   * @param unlearned labels that were held back and could not be learned
   * @param hurried labels learned before their time, because too many were held
   * @param leftOut points that were left out
   */
  public record Counts(
      long points, long labelled, long repeated, long unlearned, long hurried, long leftOut) {}

  public Counts counts() {
    boolean late = report.settings().lateLabels() != null;
    return new Counts(
        points,
        labelled - (late ? report.lateLabels().learnedTooLate() : 0),
        repeated,
        unlearned,
        held == null ? 0 : held.hurried(),
        leftOut.points());
  }

  /** Returns how many rows or records were passed over. */
  public long passedOver() {
    return passedOver + unusable;
  }

  /**
   * Scores the rows of a file.
   *
   * @param reader closed by the caller
   * @param labelsComeLate whether only the end of the file tells that no row has a label
   * @param complaints gets a line about each of the first rows that cannot be used
   * @return whether there are rows with the label, and all were scored
   */
  public boolean rows(
      DataFile file,
      RowReader reader,
      boolean labelsComeLate,
      StopSignal stop,
      Consumer<String> complaints,
      Meter meter) {
    CountedRows rows = new CountedRows(reader, labelsComeLate, stop, complaints);
    long window = report.settings().windowing().sizeMs();
    boolean timed = report.settings().records().time() != null;
    long start = START_MS / window * window;
    long i = 0;
    for (Row row = rows.next(); row != null; row = rows.next(), i++) {
      String refused = add(LogRecord.of(LogRecord.Kind.POINT, row.json(), start + i, 0, i));
      if (refused != null) {
        refuse("line " + row.number() + ": " + refused, complaints);
      }
      String doubt = i + 1 == ENOUGH_FOR_A_DOUBT ? survey.labelDoubt() : null;
      if (doubt != null) {
        complaints.accept(doubt);
      }
      meter.done(reader.bytesRead(), points, timed ? report.time() : -1);
    }
    end();
    passedOver = rows.bad();
    if (!stop.requested() && rows.good() + rows.bad() == 0) {
      throw new GyreException(file.name() + ": expected rows, found none");
    }
    return !stop.requested() && !rows.noneHasALabel();
  }

  /**
   * Scores what lies on a topic.
   *
   * @param complaints gets a line about each of the first records that cannot be used
   */
  public void records(StoredRecords stored, Consumer<String> complaints, Meter meter) {
    stored.forEachOfLog(
        (offset, record) -> {
          String refused = add(record);
          if (refused != null) {
            refuse("offset " + offset + ": " + refused, complaints);
          }
          meter.done(offset + 1 - stored.from(), points, report.time());
        });
    end();
  }

  private void refuse(String reason, Consumer<String> complaints) {
    unusable++;
    if (unusable <= REPORTED) {
      complaints.accept("cannot be used, " + reason);
    } else if (unusable == REPORTED + 1) {
      complaints.accept("more cannot be used; their number follows at the end");
    }
  }
}
