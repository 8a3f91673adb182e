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

  final AmountScale scale;
  final Intervals intervals;
  private final Members members;
  private final int decider;
  private final int[] spreads; // places
  private final double level;
  private final List<String> paths;
  private String[] own = {};
  private String[] all = {};
  private int[] kept = {};

  KnownAmounts(FoldSettings settings, Shared shared) {
    scale = shared.amounts();
    members = shared.members();
    decider = settings.decider();
    spreads = members.spreads(decider);
    intervals = new Intervals(spreads.length);
    level = settings.interval();
    paths = settings.records().knownLabels();
  }

  /** Refuses a label that is no amount. */
  static void require(Label label) throws InvalidPointException {
    if (!label.isNumber() || !(Math.abs(label.number().doubleValue()) <= Scaler.MAX_MAGNITUDE)) {
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
        isSure && !Double.isNaN(of.above())
            ? intervals.above(z, expected, scale.scaled(of.above()))
            : Double.NaN);
  }

  /** Returns the amount below which a label lies with a probability; NaN if that cannot be told. */
  private double quantile(double z, Expected expected, double probability) {
    return intervals.tells(Math.abs(2 * probability - 1))
        ? scale.amount(intervals.quantile(z, expected, probability))
        : Double.NaN;
  }

  /**
   * Takes a label into the scale, by which the answers are from then on, and learns how wrong they
   * were.
   *
   * @return z
   */
  double take(Label label, Answer answer, Answers answers) {
    double z = scale.take(label.number().doubleValue());
    Expected expected = answer.expecting() == decider ? answer.expected() : null;
    Expected now = expected == null ? null : expected.rescaled(answers, scale);
    members.rescale(answers);
    double[] said = answers.of(members.get(decider).place());
    if (now != null && said != null && answer.amounts().isKnown()) {
      intervals.learn(now, z, z - said[0], answers.age());
    }
    return z;
  }
}
