package io.gyre.stream;

import io.gyre.data.Point;
import io.gyre.learning.LearnerSettings;
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
 * One learner's processor with a store in memory, for what the driver does not show: any offset,
 * and a restart after any record. Each record is committed.
 */
final class ProcessorBench {

  final List<Object> outputs = new ArrayList<>();
  final KeyValueStore<Bytes, byte[]> store;

  private final CommitStore commits;
  private long nextOffset;
  private LearnerProcessor processor;
  private MockProcessorContext<byte[], Object> context;

  ProcessorBench(TopologySettings topology, LearnerSettings settings) {
    String storeName = LearnerTopology.storeName(settings);
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(storeName), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    commits = new CommitStore(store);
    start(topology, settings);
  }

  /** Starts a new processor on the store as it is. */
  void start(TopologySettings topology, LearnerSettings settings) {
    processor = new LearnerProcessor(topology, settings);
    init();
  }

  /** Inits the same processor again, as a task that is revived. */
  void init() {
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(0);
    if (!store.isOpen()) {
      store.init(context.getStateStoreContext(), store);
    }
    context.addStateStore(commits);
    processor.init(context);
  }

  void revive() {
    processor.close();
    init();
  }

  void offset(long next) {
    nextOffset = next;
  }

  void send(Arriving arriving) {
    send(arriving.point(), arriving.timestampMs());
  }

  void send(List<Arriving> stream) {
    stream.forEach(this::send);
  }

  /** A point, or null for a record that held none. */
  void send(Point point, long timestampMs) {
    context.setRecordMetadata("points", 0, nextOffset++);
    processor.process(new Record<>(null, point, timestampMs));
    commits.flushCache();
    collect();
  }

  /** Lets the wall clock come to a time; the schedule is looked at once, however far it goes. */
  void wallClock(long nowMs) {
    context.setCurrentSystemTimeMs(nowMs);
    context.scheduledPunctuators().stream()
        .filter(schedule -> !schedule.cancelled())
        .forEach(schedule -> schedule.getPunctuator().punctuate(nowMs));
    collect();
  }

  long schedules() {
    return context.scheduledPunctuators().stream().filter(s -> !s.cancelled()).count();
  }

  private void collect() {
    context.forwarded().forEach(forwarded -> outputs.add(forwarded.record().value()));
    context.resetForwards();
  }

  List<Prediction> predictions() {
    return all(Prediction.class);
  }

  List<Metrics> metrics() {
    return all(Metrics.class);
  }

  List<String> digests() {
    return all(Parameters.class).stream().map(Parameters::digest).toList();
  }

  private <V> List<V> all(Class<V> type) {
    return outputs.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
