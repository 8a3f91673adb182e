package io.gyre.learning;

import io.gyre.encoding.Encoder;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the learners of a partition share. They read it; whoever drives them modifies it, and tells
 * them: a labelled point is added before they learn it.
 *
 * @param encoder says which columns there are
 * @param memory the last labelled points
 * @param scaler mean and deviation of all numbers, if one of the learners standardises
 * @param members the learners made so far, for those that mix them
 * @param common what one learner makes for all that ask with an equal key; see {@link #common}
 */
public record Shared(
    Encoder encoder, Memory memory, Scaler scaler, Members members, Map<Object, Object> common) {

  /** Makes what learners share of which none is made yet. */
  public Shared(Encoder encoder, Memory memory) {
    this(encoder, memory, new Scaler(encoder), new Members(), new HashMap<>());
  }

  /**
   * How many points the memory of such learners holds: as many as the one that needs most, and what
   * the scaler begins with if one standardises.
   */
  public static int capacity(Collection<? extends KindSettings> learners) {
    int most = 0;
    for (KindSettings each : learners) {
      most = Math.max(most, Math.max(each.memory(), each.standardises() ? Scaler.WARM_UP : 0));
    }
    return most;
  }

  /**
   * Returns what several learners have in common, made when the first asks for it.
   *
   * @param key equal for those that may share it
   */
  public <T> T common(Object key, Class<T> type, Supplier<T> make) {
    return type.cast(common.computeIfAbsent(key, unused -> make.get()));
  }

  /**
   * Adds a labelled point to the memory, and its numbers to the scale.
   *
   * @param row that the encoder has made of it; copied
   * @param label 0…K−1
   */
  public void add(double[] row, int label) {
    memory.add(row, label);
    scaler.update(memory, memory.count() - 1);
  }
}
