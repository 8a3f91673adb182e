package io.gyre.replica;

import io.gyre.data.Fields;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.intake.AskOptions;
import io.gyre.simulation.SimulatedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A replica of an application in memory, as {@link Replica} is in steps: it reads, makes folds of
 * what is whole, and answers from them at any time.
 */
public final class SimulatedReplica {

  /**
   * What was found in a fold.
   *
   * @param next where it stands in its log
   * @param answer digests of all learners, and what they say of a point
   */
  public record Seen(int partition, String topicId, long next, Fields asked, String answer) {}

  public final List<Seen> seen = new ArrayList<>();

  private final Function<TopicPartition, SimulatedLog> logs;
  private final Random random;
  private final Set<TopicPartition> states;
  private final LogConsumer consumer = new LogConsumer();
  private final ChangelogReader reader;
  private final Map<Integer, Fold> folds = new TreeMap<>();

  /** Those before them: a question that has begun keeps its fold. */
  private final Map<Integer, Fold> before = new TreeMap<>();

  /** Reads with read_committed, a partition after the other. */
  private final class LogConsumer extends MockConsumer<byte[], byte[]> {

    private final Map<TopicPartition, Long> positions = new HashMap<>();

    LogConsumer() {
      super("none");
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
      partitions.forEach(each -> positions.put(each, 0L));
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {}

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      List<TopicPartition> all = List.copyOf(positions.keySet());
      TopicPartition partition = all.get(random.nextInt(all.size()));
      long from = positions.get(partition);
      List<SimulatedLog.Entry> read = logs.apply(partition).read(from, 1 + random.nextInt(20));
      positions.put(partition, logs.apply(partition).after(from, read));
      List<ConsumerRecord<byte[], byte[]>> records =
          read.stream().map(entry -> entry.read(partition)).toList();
      return new ConsumerRecords<>(Map.of(partition, records), Map.of());
    }

    @Override
    public long position(TopicPartition partition) {
      return positions.get(partition);
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
      return OptionalLong.of(logs.apply(partition).stable() - positions.get(partition));
    }

    boolean isAtEnd() {
      return positions.keySet().stream().allMatch(each -> currentLag(each).getAsLong() == 0);
    }
  }

  /**
   * @param states the changelog's partitions
   * @param keys the changelog of the keys; null without any
   */
  public SimulatedReplica(
      Function<TopicPartition, SimulatedLog> logs,
      Set<TopicPartition> states,
      String keys,
      Random random) {
    this.logs = logs;
    this.random = random;
    this.states = new HashSet<>(states);
    reader =
        new ChangelogReader(consumer, this.states, keys, partition -> logs.apply(partition).end());
  }

  /** Reads some records; replaces folds once all is read, as far as they are whole. */
  public void step() {
    reader.read(Duration.ZERO);
    if (random.nextInt(4) > 0) {
      return;
    }
    while (!consumer.isAtEnd()) {
      reader.read(Duration.ZERO);
    }
    for (TopicPartition partition : reader.changed()) {
      Fold made = reader.make(partition, partition.toString());
      reader.use(partition);
      before.remove(partition.partition());
      if (made != null) {
        Fold last = folds.put(partition.partition(), made);
        if (last != null) {
          before.put(partition.partition(), last);
        }
      }
    }
  }

  /** The offset up to which it has read a changelog. */
  public long position(TopicPartition partition) {
    return consumer.positions.getOrDefault(partition, Long.MAX_VALUE);
  }

  /** Asks each of its folds about a point. */
  public void ask(Fields asked) {
    ask(folds, asked);
    ask(before, asked);
  }

  private void ask(Map<Integer, Fold> all, Fields asked) {
    all.forEach(
        (partition, fold) ->
            seen.add(
                new Seen(
                    partition,
                    fold.report().topicId(),
                    fold.report().next(),
                    asked,
                    answer(fold, asked))));
  }

  /** What a fold says of a point, to the last bit. */
  public static String answer(Fold fold, Fields asked) {
    return IntStream.range(0, fold.report().learners().size())
            .mapToObj(fold.report()::digest)
            .collect(Collectors.joining(" "))
        + FoldLoop.text(fold.ask(asked, AskOptions.ALL));
  }
}
