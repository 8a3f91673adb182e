package io.gyre.fold.intake;

import io.gyre.fold.Fold;
import io.gyre.fold.answer.Answer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A question about a point to a {@link Fold}. Immutable.
 *
 * @param learners the names of those that are asked, each with those that it mixes; one that is not
 *     on the list gives no answer; null for all
 * @param mostNumbers how many numbers may be read for each learner to say why ({@link
 *     FieldTrials}); 0 if not to say why
 * @param enough called after each tried field: whether to answer with the result so far
 * @param begun the answer that another call began; null for a new question
 * @param amounts what to say of amounts
 * @param digest whether the answer has the digest of each learner that is asked, which takes long
 */
public record AskOptions(
    List<String> learners,
    long mostNumbers,
    BooleanSupplier enough,
    Answer begun,
    AmountQuestion amounts,
    boolean digest) {

  public static final AskOptions ALL =
      new AskOptions(null, 0, () -> false, null, AmountQuestion.NONE, false);

  public static AskOptions of(List<String> learners) {
    return new AskOptions(learners, 0, ALL.enough, null, AmountQuestion.NONE, false);
  }

  /** Returns this question with digests, or without. */
  public AskOptions withDigest(boolean wanted) {
    return new AskOptions(learners, mostNumbers, enough, begun, amounts, wanted);
  }

  /** Returns this question with what to say of amounts. */
  public AskOptions withAmounts(AmountQuestion wanted) {
    return new AskOptions(learners, mostNumbers, enough, begun, wanted, digest);
  }

  /** Returns this question with reasons, within a number of numbers read for each learner. */
  public AskOptions why(long most) {
    return new AskOptions(learners, most, enough, begun, amounts, digest);
  }

  /** Returns this question, to go on with an answer in part until a condition holds. */
  public AskOptions after(Answer partial, BooleanSupplier condition) {
    return new AskOptions(learners, mostNumbers, condition, partial, amounts, digest);
  }
}
