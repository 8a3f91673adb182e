package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.format.Schema;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.Learner;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.time.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reports the current figures of a {@link Fold}. Later records do not change the returned objects,
 * except windows. Learners go by their places on the list.
 */
public final class FoldReport {

  /** Parameters join a report once one point was learned per this many of their numbers. */
  private static final int POINTS_TO_NUMBERS = 16;

  private final FoldState state;

  /** The window and the scores of each learner, by name, that were told last: no state. */
  private Window last;

  private Map<String, Map<String, Object>> lastScores = Map.of();

  FoldReport(FoldState state) {
    this.state = state;
  }

  public FoldSettings settings() {
    return state.settings;
  }

  /** Returns the id in the last record of kind {@link LogRecord.Kind#LOG}; empty before any. */
  public String topicId() {
    return state.position.topicId();
  }

  /** Returns the offset of the next record, 0 before the first. */
  public long next() {
    return state.position.next();
  }

  /** Returns the fields of records so far, and of each whether it has only been a number. */
  public Map<String, Boolean> fields() {
    return state.encoder.recordFields();
  }

  /** Returns the number of commits since the last snapshot. */
  public int tail() {
    return state.position.tail();
  }

  /** Returns the stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return state.windows.time();
  }

  /** Returns how often a clock was found to be ahead, or to stand still. */
  public long wrongClocks() {
    return state.windows.wrongClocks();
  }

  /** Returns the counts since the last report, with those of open windows; null without any. */
  public Window preview() {
    return state.windows.preview();
  }

  /** Notes the scores of a report. */
  void told(ClosedWindow closed) {
    last = closed.window();
    lastScores =
        closed.learners().stream()
            .collect(Collectors.toMap(each -> each.settings().name(), LearnerReport::window));
  }

  /** Returns the figures of now with those of learners. */
  Figures figures(List<Figures.OfLearner> learners) {
    Window sofar = preview();
    return new Figures(
        points(), time(), sofar == null ? null : sofar.copy(), last, counts(), learners);
  }

  Figures.OfLearner figures(int learner) {
    LearnerReport report = learner(learner, true);
    return new Figures.OfLearner(
        report, lastScores.get(report.settings().name()), shape(learner), micros(learner));
  }

  /** Reports as the total scores those of the points that come from here on. */
  public void reportSinceHere() {
    state.learners.forEach(each -> each.scores.reportSinceHere());
  }

  /** Returns the schemas that records have named, by their ids. */
  public Map<String, Schema> schemas() {
    return state.schemas.all();
  }

  public List<Label> classes() {
    return state.classes.all();
  }

  ClassNumbers classNumbers() {
    return state.classes;
  }

  /** Returns the label that came late of a point and was learned; null as long as there is none. */
  public Label lateLabel(String id) {
    return state.waiting.present() ? state.waiting.labelOf(id) : null;
  }

  /** Returns the number of labels of each class since the start. */
  public Map<Label, Long> labels() {
    Map<Label, Long> labels = new LinkedHashMap<>();
    classes().forEach(label -> labels.put(label, state.baselines.labels(labels.size())));
    return labels;
  }

  /** Returns μ and σ, by which amounts are scaled; null if labels are classes. */
  public double[] scaleOfAmounts() {
    return state.amounts == null
        ? null
        : new double[] {state.amounts.scale.mean(), state.amounts.scale.deviation()};
  }

  /** Returns how many points came, without those of later passes. */
  public long points() {
    return state.windows.counts().points();
  }

  /** Null without late labels. */
  public LateLabelCounts lateLabels() {
    return state.waiting.counts();
  }

  /** Null without keys. */
  public KeyCounts keys() {
    return state.keys.counts();
  }

  /** Null without decisions. */
  public DecisionCounts decisions() {
    int sought = state.decisions.sought();
    return state.decisions.counts(sought < 0 ? settings().positive() : state.classes.label(sought));
  }

  /** Returns all counts beside the scores. */
  public FoldCounts counts() {
    return new FoldCounts(
        lateLabels(), keys(), decisions(), wrongClocks(), state.windows.ignored());
  }

  public List<String> learners() {
    return state.names;
  }

  /** Tells whether a learner has answers: naive Bayes has none before there is a text. */
  public boolean answers(int learner) {
    return state.learners.get(learner).learner.answers();
  }

  /** Returns the places of the learners that have answers. */
  public IntStream answering() {
    return IntStream.range(0, state.learners.size()).filter(this::answers);
  }

  public long step(int learner) {
    return state.learners.get(learner).learner.step();
  }

  /** Returns a learner's recent time to predict and learn a point, in µs; NaN if unknown. */
  public double micros(int learner) {
    return state.learners.get(learner).micros();
  }

  /** Returns the number of columns that a learner does not see, since it would be too large. */
  public int withoutRoom(int learner) {
    return state.learners.get(learner).learner.withoutRoom();
  }

  /** Returns the figures of a learner, with those of open windows or without. */
  public LearnerReport learner(int learner, boolean open) {
    return learner(learner, open, true, null, null);
  }

  /** Returns a learner's figures with those of open windows, but only single-number metrics. */
  public LearnerReport preview(int learner) {
    return learner(learner, true, false, null, null);
  }

  private LearnerReport learner(
      int learner, boolean open, boolean all, String digest, LearnedParameters learned) {
    ScoredLearner scored = state.learners.get(learner);
    return scored.scores.report(scored, open, all, state.windows.counts(), digest, learned);
  }

  /** Returns a learner's figures for a report, and its parameters if enough has been learned. */
  LearnerReport closing(int learner, boolean all, boolean last) {
    ScoredLearner scored = state.learners.get(learner);
    if (!tellsParameters(scored, last)) {
      return learner(learner, false, all, digest(learner), null);
    }
    LearnedParameters learned = learned(learner, LearnedParameters.PUBLISHED);
    scored.scores.toldParameters();
    return learner(learner, false, all, learned.digest(), learned);
  }

  private boolean tellsParameters(ScoredLearner scored, boolean last) {
    if (state.settings.reportPoints() == 0) {
      return true;
    }
    long numbers = scored.learner.learned().stream().mapToLong(LearnedPart::numbers).sum();
    long untold = scored.scores.untold();
    return untold > 0 && (last || untold >= numbers / POINTS_TO_NUMBERS);
  }

  /** Describes a learner without its parameters and without the digest, which takes long. */
  public LearnedParameters shape(int learner) {
    return learned(learner, 0, null);
  }

  /** Returns what a learner has learned, without the parameters of parts with more numbers. */
  public LearnedParameters learned(int learner, long mostNumbers) {
    return learned(learner, mostNumbers, digest(learner));
  }

  private LearnedParameters learned(int learner, long mostNumbers, String digest) {
    Learner one = state.learners.get(learner).learner;
    Map<String, Long> numbers = new LinkedHashMap<>();
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (LearnedPart part : one.learned()) {
      numbers.put(part.name(), part.numbers());
      if (part.numbers() <= mostNumbers) {
        parameters.put(part.name(), part.copy().get());
      }
    }
    List<String> columns = one.columns().stream().map(Column::name).toList();
    int positive = state.classes.positive();
    Label named = positive == Answer.NONE ? null : state.classes.label(positive);
    return new LearnedParameters(columns, classes(), named, numbers, parameters, digest);
  }

  /** Describes what has been learned, so that it can answer elsewhere. */
  public LearnedModel model() {
    Encoder encoder = state.encoder;
    ModelInputs inputs =
        new ModelInputs(
            encoder, state.shared.scaler(), state.shared.memory(), state.classes.size());
    Map<String, String> whyNot = new LinkedHashMap<>();
    answering()
        .mapToObj(state.learners::get)
        .forEach(
            each -> {
              String name = each.settings.name();
              try {
                inputs.answered(name, each.learner.expression(inputs));
              } catch (InexpressibleException e) {
                whyNot.put(name, e.getMessage());
              }
            });
    return new LearnedModel(
        state.owner,
        settings(),
        classes(),
        state.classes.positive(),
        inputs.fields(),
        encoder.plainSlots(),
        encoder.leftOut(),
        inputs.inputs(),
        inputs.answers(),
        whyNot,
        inputs.points());
  }

  /** Returns the weights that a linear learner gives to words that have a name, by name. */
  public Map<String, double[]> words(int learner) {
    Map<String, double[]> named = new LinkedHashMap<>();
    Map<Integer, double[]> weights = state.learners.get(learner).learner.words();
    weights.forEach(
        (column, numbers) -> {
          String name = state.encoder.texts().word(column);
          if (name != null) {
            named.put(name, numbers);
          }
        });
    return named;
  }

  /**
   * Returns the SHA-256, in hexadecimal, of a learner's settings, the classes, the encoder, the
   * scale if it standardises, what it remembers, its faded and total scores, and the points in the
   * memory that it may still use.
   *
   * <p>Times, open windows, offsets, ids and other learners are left out: the same points give the
   * same digest at any offsets, with or without dead letters between them.
   */
  public String digest(int learner) {
    return state.digest(state.learners.get(learner));
  }

  /** Returns the digest of each learner, by its name. */
  public Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    state.names.forEach(name -> digests.put(name, digest(state.names.indexOf(name))));
    return digests;
  }
}
