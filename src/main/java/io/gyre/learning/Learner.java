package io.gyre.learning;

import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.state.StatePart;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A classifier that learns from one labelled point after the other: K classes, numbered 0…K−1.
 *
 * <p>A point comes as the row that {@link Encoder} has made of it, which says which columns a row
 * has. Of each labelled point a learner is first asked for its prediction; then the encoder learns
 * from the point, and its row is added to the memory and the scale that all learners share ({@link
 * Shared#add}); then the learner is told its label. It is a function of what it is told: no clock,
 * no thread, no generator with a hidden state. What it remembers is {@link #state}, and what is
 * shared; made anew with the same settings and given both, it goes on bit for bit.
 *
 * <p>Predicting and learning allocate nothing per point. Not thread-safe. {@code
 * LearnerContractTest} and {@code AllocationTest} hold every kind to all this.
 */
public interface Learner {

  /**
   * Predicts a point; changes nothing.
   *
   * @param row the point's, not modified
   * @param probabilities filled: K numbers ≥ 0 that add up to 1
   */
  void predict(double[] row, double[] probabilities);

  /**
   * Predicts a point that no other learner has been asked about; changes nothing. One that mixes
   * others asks them first.
   *
   * @param row the point's, not modified
   * @param probabilities filled, as by {@link #predict}
   */
  default void ask(double[] row, double[] probabilities) {
    predict(row, probabilities);
  }

  /**
   * Returns the terms that a class's logit consists of, by field; changes nothing.
   *
   * @param row the point's, not modified
   * @param k the class, 0…K−1
   * @return null if its logits are no sums over the fields
   */
  default Contributions terms(double[] row, int k) {
    return null;
  }

  /**
   * Returns about how many numbers a prediction reads, so that the cost of a question can be
   * bounded without a clock. Four that a vectorised loop reads count as one.
   *
   * @param counted what several learners share and was counted already; modified
   */
  long numbersRead(Set<Object> counted);

  /**
   * Learns from a labelled point, at once or when its batch is full.
   *
   * @param row that of the newest point of the memory, not modified
   * @param label 0…K−1
   */
  void learn(double[] row, int label);

  /** Steps on a batch that is not full, if there is one. */
  default void flush() {}

  /** Makes room for columns that the encoder has found since; no probability changes. */
  default void grow() {}

  /**
   * Makes room for one more class, numbered K; the known classes keep their ratios. One that mixes
   * others has no class of its own, and gives it what follows from their answers.
   *
   * @param row that of the point that brought the class, not learned from yet, not modified
   * @param probability what the new class shall be given at that point, in (0, 1]; 1 if it is the
   *     first
   */
  void addClass(double[] row, double probability);

  /** The D columns that it sees, in the order of its parameters; none if it sees no columns. */
  default List<Column> columns() {
    return List.of();
  }

  /** How many columns there are that it does not see, since it would be too large. */
  default int withoutRoom() {
    return 0;
  }

  /** Updates made since the beginning: the version of what has been learned. */
  long step();

  /** Updates refused since the beginning, because they would have made a number non-finite. */
  default long refused() {
    return 0;
  }

  /**
   * How much of its answers each other learner is, by name; below 0 where it says the contrary.
   * Empty unless it mixes others.
   */
  default Map<String, Double> memberWeights() {
    return Map.of();
  }

  /** Everything that it remembers, beside what is shared. */
  List<StatePart> state();

  /**
   * How many of the newest points in the memory it may still read, or the scaler if it
   * standardises.
   */
  default int remembers() {
    return 0;
  }

  /**
   * Forgets that points of the memory wait to be learned from: after a gap they are no longer its
   * newest.
   */
  default void skip() {}

  /** The parts of what it has learned, for people and other programs. */
  List<LearnedPart> learned();
}
