package io.gyre.learning;

import io.gyre.encoding.Column;
import io.gyre.encoding.Row;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.state.StatePart;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns from one labelled point after the other. Labels are classes, numbered 0…K−1, or amounts,
 * which are scaled once for all learners ({@link io.gyre.learning.memory.AmountScale}): no learner
 * knows their unit.
 *
 * <p>A point comes as a {@link Row}. A learner is first asked for its prediction of a labelled
 * point; then the encoder learns from the point, and its row is added to the memory and the scale
 * that all learners share ({@link Shared#add}); then the learner learns its label. It depends only
 * on its input: no clock, no thread, no generator with a hidden state. Its state is {@link #state}
 * and the shared objects; a new learner with the same settings and both continues bit for bit.
 *
 * <p>Predicting and learning allocate nothing per point. Not thread-safe. {@code
 * LearnerContractTest} and {@code AllocationTest} hold every kind to all this.
 */
public interface Learner {

  /**
   * Predicts a point; changes nothing that anybody else sees, and nothing that is learned later.
   *
   * @param row the point's, not modified
   * @param answers of the learners before it; one that mixes others puts there what it finds on the
   *     way
   * @param answer filled: K probabilities, which add up to 1; or the scaled amount alone
   */
  void predict(Row row, Answers answers, double[] answer);

  /**
   * Returns the terms that a class's logit, or a scaled amount, consists of, by field; changes
   * nothing.
   *
   * @param row the point's, not modified
   * @param k the class, 0…K−1; 0 for an amount
   * @return null if its logits, or amounts, are no sums over the fields
   */
  default Contributions terms(Row row, int k) {
    return null;
  }

  /**
   * Estimates how many numbers a prediction reads, to bound the cost of a question without a clock.
   * Four that a vectorised loop reads count as one.
   *
   * @param classes K
   * @param counted what several learners share and was counted already; modified
   */
  long numbersRead(int classes, Set<Object> counted);

  /**
   * Learns from a labelled point, at once or when its batch is full.
   *
   * @param row that of the newest point of the memory, not modified
   * @param answers what was answered about it, before its label was known
   * @param label the number of its class, 0…K−1, or its scaled amount
   */
  void learn(Row row, Answers answers, double label);

  /** Steps on a batch that is not full, if there is one. */
  default void flush() {}

  /**
   * Follows the encoder and the memory: makes room for columns found since, which changes no
   * probability, and takes in points that it does not have after a load.
   */
  default void grow() {}

  /**
   * Makes room for one more class, numbered K; the known classes keep their ratios. A learner that
   * mixes others stores no classes: the new one's probability follows from theirs. Amounts have no
   * classes: it is not called then.
   *
   * @param row that of the point that brought the class, not learned from yet, not modified
   * @param probability what the new class shall be given at that point, in (0, 1]; 1 if it is the
   *     first
   */
  void addClass(Row row, double probability);

  /** Tells whether it has answers to the points of such a stream, by what is known of it so far. */
  default boolean answers() {
    return true;
  }

  /** Returns the D columns that it sees, in the order of its parameters; may be empty. */
  default List<Column> columns() {
    return List.of();
  }

  /**
   * Returns the weights of words, by their columns, as many numbers each as {@link #columns} have;
   * empty if it has none.
   */
  default Map<Integer, double[]> words() {
    return Map.of();
  }

  /** Returns the number of columns it does not see, since it would be too large. */
  default int withoutRoom() {
    return 0;
  }

  /** Returns the number of updates since the start: the version of its parameters. */
  long step();

  /** Updates refused since the beginning, because they would have made a number non-finite. */
  default long refused() {
    return 0;
  }

  /**
   * Returns the share of each other learner in its answers, by name; below 0 for an inverted one.
   */
  default Map<String, Double> memberWeights() {
    return Map.of();
  }

  /** Returns all its state, except for the shared objects. */
  List<StatePart> state();

  /** Returns the number of newest points in the memory that it or its scaler may still read. */
  default int remembers() {
    return 0;
  }

  /** Forgets points that wait to be learned from: after a gap they are not the newest. */
  default void skip() {}

  /**
   * Returns how its answer follows from a row, as it stands: N×K probabilities of N rows.
   *
   * @param inputs what it can be expressed by
   * @throws InexpressibleException when the answer needs more than a row
   */
  Expression expression(ModelInputs inputs) throws InexpressibleException;

  /** Returns the parts of its parameters, for people and other programs. */
  List<LearnedPart> learned();
}
