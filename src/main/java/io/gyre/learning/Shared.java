package io.gyre.learning;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The objects that the learners of a partition share. Learners only read them; their caller
 * modifies them: it adds a labelled point before the learners learn it.
 *
 * @param encoder defines the columns
 * @param memory the last labelled points
 * @param scaler mean and deviation of all numbers, if one of the learners standardises
 * @param members the learners made so far, and the places of their answers
 * @param amounts the scale of labels that are amounts; null if they are classes
 * @param common objects that several learners use, made by the first that needs them
 */
public record Shared(
    Encoder encoder,
    Memory memory,
    Scaler scaler,
    Members members,
    AmountScale amounts,
    Map<Object, Object> common) {

  /** Makes the shared objects before any learner is made; {@code amounts} null for classes. */
  public Shared(Encoder encoder, Memory memory, AmountScale amounts) {
    this(
        encoder,
        memory,
        new Scaler(encoder),
        new Members(encoder, amounts),
        amounts,
        new HashMap<>());
  }

  /** Tells whether labels are amounts, and not classes. */
  public boolean ofAmounts() {
    return amounts != null;
  }

  /**
   * Returns the number of points in the memory of such learners: as many as any of them needs, and
   * those for the scaler's warm-up if one standardises.
   */
  public static int capacity(Collection<? extends KindSettings> learners) {
    int most = 0;
    for (KindSettings each : learners) {
      most = Math.max(most, Math.max(each.memory(), each.standardises() ? Scaler.WARM_UP : 0));
    }
    return most;
  }

  /**
   * Adds a labelled point to the memory, and its numbers to the scale.
   *
   * @param row its, copied; from now on it is seen with the new scale
   * @param label the number of its class, or its scaled amount
   */
  public void add(Row row, double label) {
    memory.add(row.values(), label);
    scaler.update(memory, memory.count() - 1);
    row.renew();
  }
}
