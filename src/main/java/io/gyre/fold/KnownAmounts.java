package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AmountQuestion;
import io.gyre.fold.keys.MorePaths;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.Answers;
import io.gyre.learning.Contributions;
import io.gyre.learning.Members;
import io.gyre.learning.Shared;
import io.gyre.learning.amounts.Intervals;
import io.gyre.learning.amounts.Intervals.Expected;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Scaler;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of labels that are amounts: their scale, the last two, and how sure the answers are
 * of the learner that decides. Not thread-safe.
 */
final class KnownAmounts {

  private static final double MOST_KNOWN = 8; // deviations of a label that is shown to learners
  private static final double SURPRISING = 0.999; // the level of an interval

  final AmountScale scale;
  final Intervals intervals;
  private final Members members;
  private final int decider;
  private final int[] spreads; // places
  private final double level;
  private final boolean findsOutliers;
  private final List<String> paths;
  private String[] own = {};
  private String[] all = {};
  private int[] kept = {};

  KnownAmounts(FoldSettings settings, Shared shared) {
    scale = shared.amounts();
    members = shared.members();
    decider = settings.decider();
    spreads = members.spreads(decider);
    intervals = new Intervals(Arrays.stream(spreads).mapToObj(members::owner).toList());
    level = settings.interval();
    findsOutliers = settings.decisions() != null;
    paths = settings.records().knownLabels();
  }

  /** Refuses a label that is no amount. */
  static void require(Label label) throws InvalidPointException {
    if (!AmountScale.takes(label)) {
      throw new InvalidPointException(
          "label: expected an amount, a number from -1e70 to 1e70, found \"%s\"".formatted(label));
    }
  }

  /** Returns fields with the labels that were known last, but for names that they have. */
  @SuppressWarnings("ReferenceEquality")
  Fields extended(Fields fields, Answer.Amounts known) {
    if (own != fields.paths) {
      own = fields.paths;
      kept = MorePaths.kept(own, paths);
      all = MorePaths.all(own, paths, kept);
    }
    double[] added = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      double label = kept[i] == 0 ? known.last() : known.before();
      added[i] = Double.isNaN(label) ? 0 : Scaler.limit(scale.scaled(label), 0, MOST_KNOWN);
    }
    return fields.with(all, added, null);
  }

  /** Returns contributions to a scaled amount in the unit of the label. */
  Contributions inUnit(Contributions found) {
    return found.inUnit(scale.mean(), scale.deviation());
  }

  /** Returns the amount of a scaled answer, or of an end of its interval, as people get it. */
  double answered(double z) {
    return scale.bounded(scale.amount(z));
  }

  /** Says what is expected of the deciding learner's amount. */
  void expect(Answer answer, Answers answers) {
    expect(answer, answers, AmountQuestion.NONE);
  }

  /** Says what a question asks of the deciding learner's amount. */
  void expect(Answer answer, Answers answers, AmountQuestion of) {
    if (!answer.has(decider)) {
      return;
    }
    double z = answers.of(members.get(decider).place())[0];
    double[] deviations = new double[spreads.length];
    Arrays.setAll(deviations, i -> answers.amount(spreads[i], 0));
    Expected expected = intervals.expect(z, deviations);
    double out = (1 - (Double.isNaN(of.level()) ? level : of.level() / 100)) / 2;
    answer.expect(decider, expected, quantile(z, expected, out), quantile(z, expected, 1 - out));
    boolean isSure = intervals.tells(0);
    answer.tell(
        Double.isNaN(of.quantile()) ? Double.NaN : quantile(z, expected, of.quantile()),
        isSure && !Double.isNaN(of.above()) ? above(z, expected, of.above()) : Double.NaN);
  }

  private double above(double z, Expected expected, double amount) {
    if (amount >= scale.bounded(Double.POSITIVE_INFINITY)) {
      return 0;
    }
    boolean isSure = amount < scale.bounded(amount);
    return isSure ? 1 : intervals.above(z, expected, scale.scaled(amount));
  }

  /** Returns the amount below which a label lies with a probability; NaN if that cannot be told. */
  private double quantile(double z, Expected expected, double probability) {
    return intervals.tells(Math.abs(2 * probability - 1))
        ? answered(intervals.quantile(z, expected, probability))
        : Double.NaN;
  }

  /**
   * A label that has come.
   *
   * @param z scaled
   * @param error of the answer, in deviations of the labels
   * @param outside how far the label is outside of the interval of 99.9 %, by its width: 0 within;
   *     NaN if there is no such interval, or nobody wants to know
   * @param lower the end of that interval, in the unit of the label
   * @param upper its other end
   */
  record Taken(double z, double error, double outside, double lower, double upper) {}

  /**
   * Takes a label into the scale, by which the answers are from then on, and learns how wrong they
   * were.
   */
  Taken take(Label label, Answer answer, Answers answers) {
    double z = scale.take(label.number().doubleValue());
    Expected expected = answer.expecting() == decider ? answer.expected() : null;
    Expected now = expected == null ? null : expected.rescaled(answers, scale);
    members.rescale(answers);
    double[] said = answers.of(members.get(decider).place());
    if (now == null || said == null || !answer.amounts().isKnown()) {
      return new Taken(z, said == null ? 0 : z - said[0], Double.NaN, 0, 0);
    }
    Taken taken = taken(z, said[0], now);
    intervals.learn(now, z, taken.error, answers.age());
    return taken;
  }

  private Taken taken(double z, double said, Expected now) {
    if (!findsOutliers || !intervals.tells(SURPRISING)) {
      return new Taken(z, z - said, Double.NaN, 0, 0);
    }
    double low = intervals.quantile(said, now, (1 - SURPRISING) / 2);
    double high = intervals.quantile(said, now, (1 + SURPRISING) / 2);
    double beyond = Math.max(low - z, z - high);
    double outside = beyond > 0 ? beyond / (high - low) : 0;
    return new Taken(z, z - said, outside, answered(low), answered(high));
  }
}
