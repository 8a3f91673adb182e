package io.gyre.fold;

import io.gyre.Setting;
import io.gyre.data.Alert;
import io.gyre.data.Alert.Measure;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.KnownAmounts.Taken;
import io.gyre.fold.alerts.Decision;
import io.gyre.fold.alerts.Decisions;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.scoring.Baselines;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a person should look at: decides about each point once, when it is predicted, and watches
 * for drifts. The last learner that mixes others speaks for all, or else the first. Not
 * thread-safe.
 */
final class Alerting {

  private static final int REASONS = 5;
  private static final int FIELDS = 30;
  private static final int LONGEST_VALUE = 100; // a text may be a megabyte

  private final FoldState state;
  private final Step.Maker step;
  private final Learners learners;
  private final int decider;
  private final String name;

  /** Whether alerts get their reasons; not while records are applied again. */
  boolean explains;

  Alerting(FoldState state, Step.Maker step, Learners learners) {
    this.state = state;
    this.step = step;
    this.learners = learners;
    decider = state.settings.decider();
    name = state.names.get(decider);
  }

  /** Returns the number of the class that is looked for; unknown while it has no label. */
  private int positive() {
    Label named = state.settings.positive();
    int wanted = named == null ? state.classes.positive() : state.classes.number(named);
    if (wanted == ClassNumbers.UNKNOWN && named == null) {
      wanted = state.decisions.sought(); // of two, before there was a third
    }
    return wanted != ClassNumbers.UNKNOWN && state.baselines.labels(wanted) > 0
        ? wanted
        : ClassNumbers.UNKNOWN;
  }

  /**
   * Decides about a point that has just been predicted for the first time.
   *
   * @param fields its own, and what histories of keys give it
   */
  void predicted(Point point, Fields fields, Answer answer) {
    Baselines labels = state.baselines;
    if (point.repeated() || !isWatched(answer) || state.amounts != null) {
      return;
    }
    long now = state.windows.time();
    double largest = answer.probability(decider, answer.predicted(decider));
    tell(state.drift.add(Measure.UNCERTAINTY, 1 - largest, name, now));
    int positive = positive();
    if (positive == ClassNumbers.UNKNOWN || labels.labels(positive) == labels.labels()) {
      return;
    }
    double p = answer.probability(decider, positive);
    Decision made =
        state.decisions.decide(positive, p, point.fields(), point.id(), now, state.windows.pace());
    answer.decide(decider, made);
    if (state.decisions.areCostsUnknown()) {
      state.log.warn(
          "{}: nothing is decided: of the first {} points none says its {} as a number",
          state.owner,
          Decisions.MEAN_OF,
          String.join(" or ", state.settings.decisions().fields()));
    }
    if (state.decisions.doesTimeStand()) {
      state.log.warn(
          "{}: nothing is decided: the budget is of a time, and the stream's time has not moved in {} points. Another field may tell the time, or the budget may be a share of the points",
          state.owner,
          Decisions.MEAN_OF);
    }
    if (made != null && made.alert()) {
      tell(review(point, made, positive, fields, answer));
    }
  }

  /** Tells whether the answer may be unsure, which it is not as long as one class is known. */
  private boolean isWatched(Answer answer) {
    return answer.has(decider)
        && (answer.classes().size() > 1 || state.amounts != null)
        && state.baselines.lastLabel() != Answer.NONE;
  }

  /**
   * Takes account of a point's label, once, when it comes.
   *
   * @param scored whether the learners are scored on it
   * @param silence whether no label came, and silence is one
   */
  void labelled(Point point, Answer answer, int number, boolean scored, boolean silence) {
    if (scored && !point.repeated() && isWatched(answer)) {
      boolean known = number < answer.classes().size();
      double cost = -StrictMath.log(known ? answer.probability(decider, number) : 0);
      tell(state.drift.add(Measure.COST, cost, name, state.windows.time()));
    }
    Decision made = answer.decision();
    if (made == null || positive() == ClassNumbers.UNKNOWN) {
      return;
    }
    if (state.decisions.count(made, number == positive(), silence)) {
      state.log.warn(
          "{}: labels have come of alerts, and none of any other point: what the alerts miss is never learned, and they will miss more and more. Send the labels of the other points as well, as they become known",
          state.owner);
    }
    if (state.decisions.findsMost()) {
      state.log.warn(
          "{}: the class that is looked for, {}, is more than half of the labels. Is it the right one? {} names it",
          state.owner,
          state.classes.label(positive()),
          Setting.POSITIVE);
    }
  }

  /**
   * Takes account of a point's amount, once, when it comes.
   *
   * @param fields its own, and what histories of keys give it
   * @param taken what the label is beside the answer
   */
  void labelled(Point point, Fields fields, Answer answer, Taken taken) {
    if (point.repeated() || !isWatched(answer)) {
      return;
    }
    long now = state.windows.time();
    tell(state.drift.add(Measure.COST, Math.abs(taken.error()), name, now));
    long nth = state.decisions.decide(taken.outside(), point.id(), now, state.windows.pace());
    if (nth > 0) {
      tell(outlier(point, fields, answer, taken, nth));
    }
  }

  /** Warns if there are more classes than two, and none of them was named. */
  void warnOfClasses() {
    if (state.decisions.present()
        && state.settings.positive() == null
        && state.classes.size() > 2) {
      int sought = state.decisions.sought();
      state.log.warn(
          "{}: there are {} classes, and {} does not say which of them is looked for: {}",
          state.owner,
          state.classes.size(),
          Setting.POSITIVE,
          sought == ClassNumbers.UNKNOWN
              ? "nothing is decided"
              : "still " + state.classes.label(sought));
    }
  }

  private void tell(Alert alert) {
    if (alert != null) {
      step.alert(alert);
    }
  }

  private Alert review(Point point, Decision made, int positive, Fields fields, Answer answer) {
    boolean costs = state.settings.decisions().hasCosts();
    boolean budget = state.settings.decisions().budget() != null;
    return new Alert.Review(
        point.id(),
        step.time,
        name,
        state.classes.label(positive),
        made.probability(),
        made.threshold(),
        costs ? made.stake() : null,
        budget ? made.nth() : null,
        shown(fields),
        reasons(fields, positive, answer.probabilities(decider)),
        null,
        0,
        0);
  }

  private Alert outlier(Point point, Fields fields, Answer answer, Taken taken, long nth) {
    return new Alert.Outlier(
        point.id(),
        state.windows.time(),
        name,
        point.label().number().doubleValue(),
        answer.amount(decider),
        taken.lower(),
        taken.upper(),
        nth,
        shown(fields),
        reasons(fields, 0, null),
        null,
        0,
        0);
  }

  private Map<String, String> shown(Fields fields) {
    Map<String, String> shown = new LinkedHashMap<>();
    List<String> keys = RecordSettings.fieldsOf(String.join("+", state.settings.records().keys()));
    Stream.concat(keys.stream(), Arrays.stream(fields.paths, 0, fields.read))
        .filter(path -> value(fields, path) != null)
        .distinct()
        .limit(FIELDS)
        .forEach(path -> shown.put(path, value(fields, path)));
    return shown;
  }

  /**
   * Returns what speaks for a class and then against it, or moves an amount; the strongest first.
   */
  private List<Alert.Reason> reasons(Fields fields, int k, double[] whole) {
    if (!explains) {
      return List.of();
    }
    FieldTrials trials = new FieldTrials(fields, k, FieldTrials.MOST_NUMBERS_OF_ALERT);
    learners.run(trials, fields, decider, whole, () -> false);
    boolean ofAmounts = state.amounts != null;
    Contributions found = ofAmounts ? state.amounts.inUnit(trials.found()) : trials.found();
    return found.fields().entrySet().stream()
        .sorted(Comparator.comparing(each -> !ofAmounts && each.getValue() < 0))
        .limit(REASONS)
        .map(each -> new Alert.Reason(each.getKey(), value(fields, each.getKey()), each.getValue()))
        .toList();
  }

  private static String value(Fields fields, String path) {
    int place = fields.place(path);
    return place < 0 ? null : fields.shown(place, LONGEST_VALUE);
  }
}
