package io.gyre.fold.intake;

import io.gyre.fold.Fold;
import io.gyre.fold.answer.Answer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What is asked of a {@link Fold} about a point. Immutable.
 *
 * @param learners the names of those that are asked, each with those that it mixes; null for all
 * @param mostNumbers to say why, so many numbers may be read for each learner ({@link
 *     FieldTrials}); 0 if it is not to be said why
 * @param enough asked after each field that was tried: whether to answer with what was found
 * @param begun the answer that another call began; null for a new question
 */
public record AskOptions(
    List<String> learners, long mostNumbers, BooleanSupplier enough, Answer begun) {

  /** Asks what every learner predicts. */
  public static final AskOptions ALL = new AskOptions(null, 0, () -> false, null);

  /** Asks what some learners predict; one that is not on the list gives no answer. */
  public static AskOptions of(List<String> learners) {
    return new AskOptions(learners, 0, ALL.enough, null);
  }

  /**
   * Returns this question with why the answer is as it is.
   *
   * @param most how many numbers may be read for each learner; 0 for none
   */
  public AskOptions why(long most) {
    return new AskOptions(learners, most, enough, begun);
  }

  /** Returns this question, which may be answered in part as soon as something says so. */
  public AskOptions until(BooleanSupplier condition) {
    return new AskOptions(learners, mostNumbers, condition, begun);
  }

  /** Returns this question about the same point, to go on with an answer that is in part. */
  public AskOptions after(Answer partial) {
    return new AskOptions(learners, mostNumbers, enough, partial);
  }
}
