package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.LateLabelCounts;
import io.gyre.encoding.Column;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldState;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.fold.state.ScoredLearner;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.Learner;
import io.gyre.time.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to tell of a {@link Fold}, as it stands when it is asked; nothing is kept, and what
 * is returned is not changed by later records, but for windows. Learners go by their places on the
 * list.
 */
public final class FoldReport {

  /** Parameters are told with a report once a point was learned for so many of their numbers. */
  private static final int POINTS_TO_NUMBERS = 16;

  private final FoldState state;

  FoldReport(FoldState state) {
    this.state = state;
  }

  /** The settings that it is made from. */
  public FoldSettings settings() {
    return state.settings;
  }

  /** The id that a record of the kind {@link LogRecord.Kind#LOG} named last; empty if none came. */
  public String topicId() {
    return state.position.topicId();
  }

  /** The offset after that of the last record, 0 before the first. */
  public long next() {
    return state.position.next();
  }

  /** How many commits lie behind the last snapshot. */
  public int tail() {
    return state.position.tail();
  }

  /** The stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return state.windows.time();
  }

  /**
   * What has been counted since the last report, in windows that have closed and in those that are
   * open; null if nothing has.
   */
  public Window preview() {
    return state.windows.preview();
  }

  /** The classes by their numbers. */
  public List<Label> classes() {
    return state.classes.all();
  }

  /** The positive one of two classes; null unless there are two. */
  public Label positive() {
    int positive = state.classes.positive();
    return positive == Answer.NONE ? null : state.classes.label(positive);
  }

  /** How many labels of each class have come since the start, by the classes' numbers. */
  public Map<Label, Long> labels() {
    Map<Label, Long> labels = new LinkedHashMap<>();
    classes().forEach(label -> labels.put(label, state.baselines.labels(labels.size())));
    return labels;
  }

  /** What became of points and labels that came in records of their own; null if none may. */
  public LateLabelCounts lateLabels() {
    return state.waiting == null ? null : state.waiting.counts();
  }

  /** The names of the learners. */
  public List<String> learners() {
    return state.names;
  }

  /** How many updates a learner has made since the start. */
  public long step(int learner) {
    return state.learners.get(learner).learner().step();
  }

  /** How long a learner takes of late to predict and learn a point, in µs; NaN if unknown. */
  public double micros(int learner) {
    return state.learners.get(learner).micros();
  }

  /** How many columns there are that a learner does not see, since it would be too large. */
  public int withoutRoom(int learner) {
    return state.learners.get(learner).learner().withoutRoom();
  }

  /**
   * The figures of a learner, those since the last report among them.
   *
   * @param open whether those of windows that are still open too
   */
  public LearnerReport learner(int learner, boolean open) {
    return learner(learner, open, true, null, null);
  }

  /**
   * The figures of a learner, those of open windows among them, without what is no single number.
   */
  public LearnerReport preview(int learner) {
    return learner(learner, true, false, null, null);
  }

  /**
   * The figures of a learner for a report, and its parameters if enough has been learned.
   *
   * @param all whether metrics that are no single number too
   * @param last whether nothing is to come
   */
  LearnerReport closing(int learner, boolean all, boolean last) {
    ScoredLearner scored = state.learners.get(learner);
    if (!tellsParameters(scored, last)) {
      return learner(learner, false, all, digest(learner), null);
    }
    LearnedParameters learned = learned(learner);
    scored.scores().toldParameters();
    return learner(learner, false, all, learned.digest(), learned);
  }

  private boolean tellsParameters(ScoredLearner learner, boolean last) {
    if (state.settings.reportPoints() == 0) {
      return true;
    }
    long numbers = learner.learner().learned().stream().mapToLong(LearnedPart::numbers).sum();
    return learner.scores().untold() > 0
        && (last || learner.scores().untold() >= numbers / POINTS_TO_NUMBERS);
  }

  private LearnerReport learner(
      int learner, boolean open, boolean all, String digest, LearnedParameters learned) {
    ScoredLearner scored = state.learners.get(learner);
    return scored.scores().report(scored, open, all, state.windows.counts(), digest, learned);
  }

  /** Copies what a learner has learned, without parts that are too large for a record. */
  public LearnedParameters learned(int learner) {
    return learned(learner, LearnedParameters.PUBLISHED);
  }

  /**
   * What a learner is like: all but what it has learned, and without a digest, which takes long.
   */
  public LearnedParameters shape(int learner) {
    return learned(learner, 0, null);
  }

  /**
   * What a learner has learned.
   *
   * @param mostNumbers a part of more numbers is not copied
   */
  public LearnedParameters learned(int learner, long mostNumbers) {
    return learned(learner, mostNumbers, digest(learner));
  }

  private LearnedParameters learned(int learner, long mostNumbers, String digest) {
    Learner one = state.learners.get(learner).learner();
    Map<String, Long> numbers = new LinkedHashMap<>();
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (LearnedPart part : one.learned()) {
      numbers.put(part.name(), part.numbers());
      if (part.numbers() <= mostNumbers) {
        parameters.put(part.name(), part.copy().get());
      }
    }
    List<String> columns = one.columns().stream().map(Column::name).toList();
    return new LearnedParameters(columns, classes(), positive(), numbers, parameters, digest);
  }

  /**
   * The SHA-256, in hexadecimal, of a learner's settings, the classes, the encoder, the scale if it
   * standardises, what it remembers, its faded and total scores, and the points in the memory that
   * it may still use.
   *
   * <p>Times, open windows, offsets, ids and other learners are left out: the same points give the
   * same digest wherever they lie, with or without dead letters between them.
   */
  public String digest(int learner) {
    return state.digest(state.learners.get(learner));
  }
}
