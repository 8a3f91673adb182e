package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.LateLabelCounts;
import io.gyre.encoding.Column;
import io.gyre.learning.Learned;
import io.gyre.learning.Learner;
import io.gyre.scoring.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to tell of a {@link Fold}, as it stands when it is asked; nothing is kept, and what
 * is returned is not changed by later records, but for windows. Learners go by their places on the
 * list.
 */
public final class FoldReport {

  private final Fold fold;

  FoldReport(Fold fold) {
    this.fold = fold;
  }

  /** The settings that it is made from. */
  public FoldSettings settings() {
    return fold.settings();
  }

  /** The id that a record of the kind {@link LogRecord.Kind#LOG} named last; empty if none came. */
  public String topicId() {
    return fold.position().topicId();
  }

  /** The offset after that of the last record, 0 before the first. */
  public long next() {
    return fold.position().next();
  }

  /** How many commits lie behind the last snapshot. */
  public int tail() {
    return fold.position().tail();
  }

  /** The stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return fold.windows().time();
  }

  /** The windows that are open, oldest first; live. */
  public List<Window> open() {
    return fold.windows().open();
  }

  /** The classes by their numbers. */
  public List<Label> classes() {
    return fold.classes().all();
  }

  /** The positive one of two classes; null unless there are two. */
  public Label positive() {
    int positive = fold.classes().positive();
    return positive == Answer.NONE ? null : fold.classes().label(positive);
  }

  /** How many labels of each class have come since the start, by the classes' numbers. */
  public Map<Label, Long> labels() {
    Map<Label, Long> labels = new LinkedHashMap<>();
    classes().forEach(label -> labels.put(label, fold.baselines().labels(labels.size())));
    return labels;
  }

  /** What became of points and labels that came in records of their own; null if none may. */
  public LateLabelCounts lateLabels() {
    return fold.late() == null ? null : fold.late().counts();
  }

  /** The names of the learners. */
  public List<String> learners() {
    return fold.names();
  }

  /** How long a learner takes of late to predict and learn a point, in µs; NaN if unknown. */
  public double micros(int learner) {
    return fold.learners().get(learner).micros();
  }

  /** How many columns there are that a learner does not see, since it would be too large. */
  public int withoutRoom(int learner) {
    return fold.learners().get(learner).learner().withoutRoom();
  }

  /**
   * The figures of a learner.
   *
   * @param window whose scores are among them
   * @param learned whether what it has learned is too
   */
  public LearnerReport learner(int learner, Window window, boolean learned) {
    return learner(learner, window, learned ? learned(learner, LearnedParts.PUBLISHED) : null);
  }

  LearnerReport learner(int learner, Window window, LearnedParts learned) {
    ScoredLearner scored = fold.learners().get(learner);
    Learner one = scored.learner();
    return new LearnerReport(
        scored.settings(),
        one.step(),
        one.refused(),
        scored.labelled(),
        scored.counts(PointCounts.of(fold.windows())),
        window == null ? 0 : scored.steps(window),
        window == null ? 0 : scored.refused(window),
        window == null ? Map.of() : named(scored.scores(window)),
        named(scored.faded()),
        named(scored.total()),
        one.memberWeights(),
        learned);
  }

  private Map<String, Object> named(Map<String, Object> scores) {
    return NamedScores.in(scores, fold.classes());
  }

  /**
   * What a learner has learned.
   *
   * @param mostNumbers a part of more numbers is not copied
   */
  public LearnedParts learned(int learner, long mostNumbers) {
    Learner one = fold.learners().get(learner).learner();
    Map<String, Long> numbers = new LinkedHashMap<>();
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (Learned part : one.learned()) {
      numbers.put(part.name(), part.numbers());
      if (part.numbers() <= mostNumbers) {
        parameters.put(part.name(), part.copy().get());
      }
    }
    List<String> columns = one.columns().stream().map(Column::name).toList();
    return new LearnedParts(columns, classes(), positive(), numbers, parameters, digest(learner));
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
    return fold.digest(learner);
  }
}
