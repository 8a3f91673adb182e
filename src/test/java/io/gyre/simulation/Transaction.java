package io.gyre.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction, as its coordinator knows it. It ends in each partition with a marker of its own.
 */
final class Transaction {

  enum State {
    OPEN,
    COMMITTED,
    ABORTED
  }

  State state = State.OPEN;

  /** Whether it is of an instance; it is of one that sends records otherwise, or of a return. */
  boolean ofInstance;

  /** Where it has written. */
  final Set<SimulatedLog> logs = new LinkedHashSet<>();

  /** The offsets that the group has committed with it. */
  Map<TopicPartition, Long> offsets = Map.of();

  /** What the judge is told once it is committed. */
  final List<Runnable> notes = new ArrayList<>();
}
