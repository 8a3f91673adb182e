package io.gyre.stream;

import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.stream.processor.CommitStore;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.LearningProcessor;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The intake of a partition with a store in memory, for what the driver does not show: any offset,
 * and a restart after any record. Each record is committed.
 */
public final class ProcessorBench {

  private static final PointJson JSON = new PointJson();

  final List<Object> outputs = new ArrayList<>();
  final KeyValueStore<Bytes, byte[]> store;

  private final CommitStore commits;
  private final SnapshotRule snapshots;
  private KeyValueStore<Bytes, byte[]> waiting;
  private long nextOffset;
  private LearningProcessor intake;
  private Sinks<byte[]> context;

  /** What goes to a sink is an output. */
  private final class Sinks<F> extends MockProcessorContext<F, Object> {

    @Override
    public <K extends F, V> void forward(Record<K, V> record, String sink) {
      outputs.add(record.value());
    }
  }

  /** A bench whose every commit is a snapshot. */
  public ProcessorBench(TopologySettings topology) {
    this(topology, SnapshotRule.ALWAYS);
  }

  public ProcessorBench(TopologySettings topology, SnapshotRule snapshots) {
    this.snapshots = snapshots;
    store = inMemory(LearnerTopology.STORE);
    waiting = inMemory(LearnerTopology.WAITING);
    commits = new CommitStore(store);
    start(topology);
  }

  public static KeyValueStore<Bytes, byte[]> inMemory(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingDisabled()
        .build();
  }

  /** Empties the store of the points that wait for their labels. */
  void loseWaiting() {
    waiting = inMemory(LearnerTopology.WAITING);
  }

  /** Starts a new processor on the store as it is. */
  public void start(TopologySettings topology) {
    intake = new LearningProcessor(topology, snapshots);
    init();
  }

  /** Inits the same processor again, as a task that is revived. */
  void init() {
    context = new Sinks<>();
    context.setCurrentSystemTimeMs(0);
    context.setRecordMetadata("points", 0, nextOffset);
    if (!store.isOpen()) {
      store.init(context.getStateStoreContext(), store);
    }
    if (!waiting.isOpen()) {
      waiting.init(context.getStateStoreContext(), waiting);
    }
    context.addStateStore(commits);
    context.addStateStore(waiting);
    intake.init(context);
  }

  void revive() {
    close();
    init();
  }

  /** Closes the processor, and keeps it and its store. */
  void close() {
    intake.close();
  }

  void offset(long next) {
    nextOffset = next;
  }

  public void send(Arriving arriving) {
    send(arriving.point(), arriving.timestampMs());
  }

  public void send(List<Arriving> stream) {
    stream.forEach(this::send);
  }

  /** A point, or null for a record that holds none. */
  public void send(Point point, long timestampMs) {
    context.setRecordMetadata("points", 0, nextOffset++);
    byte[] value = point == null ? null : JSON.write(point);
    intake.process(new Record<>(null, value, timestampMs));
    commits.flushCache();
  }

  /** Lets the wall clock come to a time; the schedule is looked at once, however far it goes. */
  void wallClock(long nowMs) {
    context.setCurrentSystemTimeMs(nowMs);
    context.scheduledPunctuators().stream()
        .filter(schedule -> !schedule.cancelled())
        .forEach(schedule -> schedule.getPunctuator().punctuate(nowMs));
  }

  public List<Prediction> predictions() {
    return all(Prediction.class);
  }

  public List<Metrics> metrics() {
    return all(Metrics.class);
  }

  Metrics lastMetrics() {
    return metrics().get(metrics().size() - 1);
  }

  public List<String> digests() {
    return all(Parameters.class).stream().map(Parameters::digest).toList();
  }

  private <V> List<V> all(Class<V> type) {
    return outputs.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
