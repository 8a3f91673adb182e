package io.gyre.fold;

import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.scoring.AmountOutcome;
import io.gyre.scoring.Outcomes;

/** Makes outcomes of answers and of the labels that came. Not thread-safe. */
final class AnswerOutcomes {

  /** The least probabilities: of the notebook, and else, so that no single point counts for all. */
  private static final double LEAST_OF_TWO_NAMED = 1e-15;

  private static final double LEAST = 1e-6;

  private final Outcomes outcomes;
  private final ClassNumbers classes;
  private double[] p = {}; // the probabilities of the point that is added

  /**
   * @param outcomes what is made is added to these, which must have room
   */
  AnswerOutcomes(Outcomes outcomes, ClassNumbers classes) {
    this.outcomes = outcomes;
    this.classes = classes;
  }

  /** Adds an answer, as {@link LearnerScores#add} describes it. */
  void add(int label, Answer given, int self, int lastLabel, int majority, boolean answered) {
    int size = answered ? given.classes().size() : 0;
    // Another start may have named the other class positive since.
    int positive =
        classes.positive() == ClassNumbers.UNKNOWN || given.positive() == Answer.NONE
            ? given.positive()
            : classes.positive();
    int predicted = answered ? given.predicted(self) : Outcomes.NONE;
    if (size > 0) {
      p = p.length < size ? new double[size] : p;
      given.copyProbabilities(self, p);
    }
    double ofLabel = label < size ? p[label] : 1.0 / (size + 1);
    double cost =
        -StrictMath.log(Math.max(ofLabel, classes.areTwoNamed() ? LEAST_OF_TWO_NAMED : LEAST));
    outcomes.add(
        label,
        predicted,
        // −ln 1 is −0.
        Math.max(cost, 0),
        size == 0 ? 0 : p[predicted],
        lastLabel,
        majority,
        answered ? positive : Outcomes.NONE,
        p,
        size);
  }

  /**
   * Adds an answer that is an amount, as {@link LearnerScores#addAmount} describes it.
   *
   * @param last what a baseline said: the last label; NaN before the first, and then it is in no
   *     score
   * @param average what another said, of all labels then
   */
  void addAmount(
      double label, boolean limited, Answer given, int self, double last, double average) {
    outcomes.add(
        new AmountOutcome(
            label,
            limited,
            given.amount(self),
            last,
            average,
            given.lower(self),
            given.upper(self)),
        !Double.isNaN(last));
  }
}
