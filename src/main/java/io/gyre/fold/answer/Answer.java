package io.gyre.fold.answer;

import io.gyre.data.Fnv;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.alerts.Decision;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.PredictedClass;
import io.gyre.learning.amounts.Intervals.Expected;
import io.gyre.learning.memory.AmountScale;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The probability of each class by each learner, or an amount, before any of them sees a point's
 * label. Immutable once it is made, except that an answer {@linkplain #isComplete in part} may
 * still be completed. Learners go by their places on the list, classes by their numbers.
 */
public final class Answer {

  /** The number of no class. */
  public static final int NONE = PredictedClass.NONE;

  private static final double ABSENT = -1;

  public final List<String> learners;
  private final List<Label> classes;
  private final int positive;

  /** The offset of the log's next record; the answer depends on those before it. */
  public final long offset;

  /** The number of the last snapshot before it. */
  public final long snapshot;

  private final double[] said; // of each learner its step, then K probabilities
  private Amounts amounts; // null if labels are classes
  private Expected expected;
  private double lower = Double.NaN;
  private double upper = Double.NaN;
  private double quantile = Double.NaN;
  private double above = Double.NaN;
  private Point point;
  private String reason;
  private FieldTrials[] trials;
  private Contributions[] why;
  private int decider = NONE;
  private Decision decision;
  private String[] digests;

  public Answer(
      List<String> learners, List<Label> classes, int positive, long offset, long snapshot) {
    this.learners = learners;
    this.classes = classes;
    this.positive = positive;
    this.offset = offset;
    this.snapshot = snapshot;
    said = new double[learners.size() * (1 + classes.size())];
    for (int i = 0; i < learners.size(); i++) {
      said[at(i)] = ABSENT;
    }
  }

  /**
   * What is known of the labels when amounts are answered.
   *
   * @param last the last label; NaN before the first
   * @param before the label before it; NaN before the second
   * @param average of all labels
   */
  public record Amounts(double last, double before, double average) {

    /** Returns what a scale knows. */
    public static Amounts of(AmountScale scale) {
      return new Amounts(scale.last(), scale.before(), scale.average());
    }

    /** Tells whether any label was known. */
    public boolean isKnown() {
      return !Double.isNaN(last);
    }
  }

  /** Says that the answers are amounts, unless null; returns this. */
  public Answer ofAmounts(Amounts known) {
    amounts = known;
    return this;
  }

  /** Returns what was known of the amounts; null if labels are classes. */
  public Amounts amounts() {
    return amounts;
  }

  /** Returns a learner's amount, in the unit of the label. */
  public double amount(int learner) {
    return said[at(learner) + 1];
  }

  /** Puts what is expected of the amount of the learner that decides, by the scale of then. */
  public void expect(int learner, Expected of, double low, double high) {
    decider = learner;
    expected = of;
    lower = low;
    upper = high;
  }

  /** Puts what a question asked of the amount of the learner that decides; NaN is nothing. */
  public void tell(double quantileAsked, double probabilityAbove) {
    quantile = quantileAsked;
    above = probabilityAbove;
  }

  /** Returns the quantile that was asked for; NaN without one. */
  public double quantile(int learner) {
    return learner == decider ? quantile : Double.NaN;
  }

  /** Returns the probability that the label is above what was asked; NaN without one. */
  public double above(int learner) {
    return learner == decider ? above : Double.NaN;
  }

  /** Returns what is expected of the deciding learner's amount; null if it was not asked. */
  public Expected expected() {
    return expected;
  }

  /** Returns the learner whose amount something is expected of; {@link #NONE} without one. */
  public int expecting() {
    return expected == null ? NONE : decider;
  }

  /** Returns the lower end of a learner's interval; NaN without one. */
  public double lower(int learner) {
    return learner == decider ? lower : Double.NaN;
  }

  /** Returns the upper end of a learner's interval; NaN without one. */
  public double upper(int learner) {
    return learner == decider ? upper : Double.NaN;
  }

  /** Says which point a question is about. */
  public void answer(Point asked) {
    point = asked;
  }

  /** Returns the point that a question is about, with its own fields; null without a question. */
  public Point point() {
    return point;
  }

  /** Refuses the question. */
  public void refuse(String why) {
    reason = why;
  }

  /** Returns why the question could not be read; null if it could. */
  public String reason() {
    return reason;
  }

  private int at(int learner) {
    return learner * (1 + classes.size());
  }

  /** Puts a learner's K probabilities, and how many updates it has made. */
  public void put(int learner, double[] p, long step) {
    said[at(learner)] = step;
    System.arraycopy(p, 0, said, at(learner) + 1, p.length);
  }

  public boolean has(int learner) {
    return said[at(learner)] != ABSENT;
  }

  /** Adds the whole answer, to the last bit, to a hash. */
  public long addTo(long hash) {
    long sum = hash;
    for (double each : said) {
      sum = Fnv.add(sum, Double.doubleToRawLongBits(each));
      sum ^= sum >>> 32;
    }
    if (decision != null) {
      sum ^= Double.doubleToRawLongBits(decision.threshold());
      sum = Fnv.add(sum, decision.alert() ? 1 : 0);
    }
    return sum;
  }

  public List<Label> classes() {
    return classes;
  }

  /** Puts what was decided by what a learner said. */
  public void decide(int learner, Decision made) {
    decider = learner;
    decision = made;
  }

  /** Returns what was decided about the point; null if nothing was. */
  public Decision decision() {
    return decision;
  }

  /** Returns what was decided by what a learner said; null if nothing was. */
  public Decision decision(int learner) {
    return learner == decider ? decision : null;
  }

  /** Returns the number of the positive one of two classes; {@link #NONE} unless there are two. */
  public int positive() {
    return positive;
  }

  public long step(int learner) {
    return (long) said[at(learner)];
  }

  /** Returns the K probabilities of a learner; a copy. */
  public double[] probabilities(int learner) {
    return Arrays.copyOfRange(said, at(learner) + 1, at(learner + 1));
  }

  /** Puts the K probabilities of a learner into an array of at least as many. */
  public void copyProbabilities(int learner, double[] to) {
    System.arraycopy(said, at(learner) + 1, to, 0, classes.size());
  }

  public double probability(int learner, int number) {
    return said[at(learner) + 1 + number];
  }

  /**
   * Returns the number of a learner's predicted class; {@link #NONE} before the first label. All
   * amounts are the class 0.
   */
  public int predicted(int learner) {
    if (amounts != null) {
      return amounts.isKnown() ? 0 : NONE;
    }
    return PredictedClass.predicted(said, at(learner) + 1, classes.size(), positive);
  }

  /** Returns the class that a learner predicts; null before the first label. */
  public Label prediction(int learner) {
    int predicted = predicted(learner);
    return predicted == NONE || amounts != null ? null : classes.get(predicted);
  }

  /** Returns a learner's probability of the positive class; NaN unless there are two classes. */
  public double positiveProbability(int learner) {
    return positive == NONE ? Double.NaN : probability(learner, positive);
  }

  /**
   * What a learner says, by names, for others to write.
   *
   * @param prediction the class predicted; null before the first label
   * @param probability of the positive one of two classes; null unless there are two
   * @param positive the positive class; null unless there are two, or if they are 0 and 1
   * @param probabilities the largest, in the order of the classes' numbers; null if there are two
   *     classes
   * @param decision null if nothing was decided by it
   * @param amount null if labels are classes, and before the first label
   * @param lower of its interval; null without one
   * @param upper of its interval; null without one
   * @param quantile null unless asked
   * @param above null unless asked
   * @param why null unless asked
   * @param untried null unless some fields were not tried
   */
  public record Named(
      Label prediction,
      Double probability,
      Label positive,
      Map<Label, Double> probabilities,
      long step,
      String decision,
      Double amount,
      Double lower,
      Double upper,
      Double quantile,
      Double above,
      Map<String, Double> why,
      Integer untried) {}

  /** Returns what a learner says, with at most so many classes. */
  public Named named(int learner, int most) {
    Contributions found = why(learner);
    boolean ofMany = positive == NONE && (amounts == null || !amounts.isKnown());
    Map<Label, Double> largest = ofMany ? new LinkedHashMap<>() : null;
    if (largest != null && amounts == null) {
      double[] p = probabilities(learner);
      for (int k : PredictedClass.largest(p, most)) {
        largest.put(classes.get(k), p[k]);
      }
    }
    return new Named(
        prediction(learner),
        positive == NONE ? null : (Double) probability(learner, positive),
        positive == NONE
            ? null
            : PredictedClass.positiveName(classes.get(positive), classes.get(1 - positive)),
        largest,
        step(learner),
        decision(learner) == null ? null : decision(learner).text(),
        amounts == null || !amounts.isKnown() ? null : (Double) amount(learner),
        known(lower(learner)),
        known(upper(learner)),
        known(quantile(learner)),
        known(above(learner)),
        found == null ? null : found.named(),
        found == null || found.untried() == 0 ? null : (Integer) found.untried());
  }

  private static Double known(double number) {
    return Double.isNaN(number) ? null : (Double) number;
  }

  /** Returns each field's contribution to the class that a learner predicts; null if not asked. */
  public Contributions why(int learner) {
    return why == null ? null : why[learner];
  }

  /** Puts the digest of a learner. */
  public void digest(int learner, String digest) {
    digests = digests == null ? new String[learners.size()] : digests;
    digests[learner] = digest;
  }

  /** Returns the digest of a learner as it answered; null if not asked. */
  public String digest(int learner) {
    return digests == null ? null : digests[learner];
  }

  /** Tells whether the answer is complete. */
  public boolean isComplete() {
    return trials == null || Arrays.stream(trials).noneMatch(t -> t != null && !t.isDone());
  }

  /** Returns the trials of fields by learner, or null; null for one without a prediction. */
  public FieldTrials[] trials() {
    return trials;
  }

  public void trials(FieldTrials[] all) {
    trials = all;
    why = new Contributions[all.length];
    Arrays.fill(why, Contributions.NONE);
  }

  public void why(int learner, Contributions found) {
    why[learner] = found;
  }
}
