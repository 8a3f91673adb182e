package io.gyre.fold;

import io.gyre.data.Alert;
import io.gyre.data.Alert.Measure;
import io.gyre.data.Fields;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.fold.alerts.Decision;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.state.FoldState;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.Learner;
import io.gyre.scoring.Baselines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a person should look at: decides about each point once, when it is predicted, and watches
 * for drifts. The last learner that mixes others speaks for all, or else the first. Not
 * thread-safe.
 */
final class Attention {

  private static final int REASONS = 5;
  private static final int LONGEST_VALUE = 100; // a text may be a megabyte

  private final FoldState state;
  private final Step.Maker step;
  private final Function<double[], Answer> predicting;
  private final List<Learner> learners;
  private final int decider;
  private final String name;

  /** How many numbers may be read to find the reasons of an alert; 0 for none. */
  long mostNumbers;

  /**
   * @param predicting predicts a row again with all learners
   */
  Attention(FoldState state, Step.Maker step, Function<double[], Answer> predicting) {
    this.state = state;
    this.step = step;
    this.predicting = predicting;
    learners = state.learners.stream().map(each -> each.learner).toList();
    decider = state.settings.decider();
    name = state.names.get(decider);
  }

  /** Returns the number of the class that is looked for; unknown while it has no label. */
  private int positive() {
    int wanted =
        state.settings.positive() == null
            ? state.classes.positive()
            : state.classes.number(state.settings.positive());
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
    if (point.repeated() || labels.labels() == 0 || !answer.has(decider)) {
      return;
    }
    double[] p = answer.probabilities(decider);
    double largest = Arrays.stream(p).max().orElseThrow();
    tell(state.drift.add(Measure.UNCERTAINTY, 1 - largest, name, state.windows.time()));
    int positive = positive();
    if (state.decisions == null
        || positive == ClassNumbers.UNKNOWN
        || labels.labels(positive) == labels.labels()) {
      return;
    }
    Decision made =
        state.decisions.decide(p[positive], point.fields(), point.id(), state.windows.time());
    answer.decide(decider, made);
    if (state.decisions.areCostsUnknown()) {
      state.log.warn(
          "{}: nothing is decided: of the first {} points none says its {} as a number",
          state.owner,
          state.decisions.counts().missingCosts(),
          String.join(" or ", state.settings.decisions().fields()));
    }
    if (made != null && made.alert()) {
      tell(review(point, made, positive, fields, answer));
    }
  }

  /**
   * Takes account of a point's label, once, when it comes.
   *
   * @param scored whether the learners are scored on it
   * @param silence whether no label came, and silence is one
   */
  void labelled(Point point, Answer answer, int number, boolean scored, boolean silence) {
    if (scored && !point.repeated() && answer.has(decider)) {
      boolean known = number < answer.classes().size();
      double cost = -StrictMath.log(known ? answer.probability(decider, number) : 0);
      tell(state.drift.add(Measure.COST, cost, name, state.windows.time()));
    }
    Decision made = answer.decision();
    if (state.decisions == null || made == null || positive() == ClassNumbers.UNKNOWN) {
      return;
    }
    if (state.decisions.count(made, number == positive(), silence)) {
      state.log.warn(
          "{}: of {} alerts labels have come, and none of any other point: what the alerts miss is never learned, and they will miss more and more. Send the labels of the other points as well, as they become known",
          state.owner,
          state.decisions.counts().alertsLabelled());
    }
  }

  /** Warns if it is not known which class is looked for. */
  void warnOfClasses() {
    if (state.decisions != null && state.settings.positive() == null && state.classes.size() > 2) {
      state.log.warn(
          "{}: nothing is decided: there are {} classes, and --positive does not say which of them is looked for",
          state.owner,
          state.classes.size());
    }
  }

  private void tell(Alert alert) {
    if (alert != null) {
      step.alert(alert);
    }
  }

  private Alert review(Point point, Decision made, int positive, Fields fields, Answer answer) {
    boolean costs = state.settings.decisions().miss() != null;
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
        mostNumbers == 0 ? List.of() : reasons(fields, positive, answer),
        null,
        0,
        0);
  }

  private List<Alert.Reason> reasons(Fields fields, int positive, Answer answer) {
    FieldTrials trials = new FieldTrials(fields, positive, mostNumbers);
    double[] whole = answer.probabilities(decider);
    trials.run(learners.get(decider), learners, state.encoder, whole, () -> false);
    // Others were asked about, and what is learned next is what was predicted last.
    predicting.apply(state.encoder.row(fields));
    List<Alert.Reason> reasons = new ArrayList<>();
    for (Map.Entry<String, Double> found : trials.found().fields().entrySet()) {
      if (reasons.size() < REASONS) {
        String value = value(fields, found.getKey());
        reasons.add(new Alert.Reason(found.getKey(), value, found.getValue()));
      }
    }
    return reasons;
  }

  private static String value(Fields fields, String path) {
    int place = Arrays.asList(fields.paths).indexOf(path);
    String value = place < 0 ? null : fields.asText(place);
    return value == null ? null : PrintableText.shortened(value, LONGEST_VALUE);
  }
}
