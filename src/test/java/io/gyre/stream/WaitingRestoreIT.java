package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.LateStream;
import io.gyre.crash.LocalInstances;
import io.gyre.crash.TopicLoop;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.state.MapStorage;
import io.gyre.stream.processor.LearnerTopology;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits is restored from a changelog that is cleaned meanwhile. */
@LongRunning
@Tag("any-broker")
class WaitingRestoreIT {

  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private static void set(Bed bed, ConfigResource of, Map<String, String> values) throws Exception {
    List<AlterConfigOp> operations =
        values.entrySet().stream()
            .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
            .map(entry -> new AlterConfigOp(entry, OpType.SET))
            .toList();
    bed.admin.incrementalAlterConfigs(Map.of(of, operations)).all().get();
  }

  /**
   * A standby begins with nothing, and is held up when it has read a part of the changelog. While
   * it waits, most of what it has read is deleted, and what it has not read yet is cleaned.
   */
  @Test
  void shouldRestoreWhatWaitsWhileTheChangelogIsCleaned() throws Exception {
    Map<String, String> standbys =
        Map.of("num.standby.replicas", "1", "acceptable.recovery.lag", "0");
    Map<String, String> held = new HashMap<>(standbys);
    held.put("restore.consumer.interceptor.classes", HeldRestore.class.getName());
    held.put("restore.consumer.max.partition.fetch.bytes", "16384");
    ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), "cleaned", folder, 1);
        LateStream stream = bed.lateStream(6);
        LocalInstances instances = new LocalInstances()) {
      HeldRestore.hold("cleaned-waiting-changelog");
      try {
        LearnerApplication one =
            instances.start("one", bed.lateSettings("one", Bed.LEARNERS, standbys));
        instances.send(stream, 1_500);
        bed.awaitAnswers(one, LEARNERS);
        set(
            bed,
            new ConfigResource(ConfigResource.Type.TOPIC, "cleaned-waiting-changelog"),
            // Whatever the broker looks at before the restoration is held up stays as it is.
            Map.of(
                "segment.bytes", "1048576",
                "segment.ms", "300",
                "min.cleanable.dirty.ratio", "1"));
        bed.awaitAnswers(one, 4_000 * LEARNERS);
        LearnerApplication two =
            instances.start("two", bed.lateSettings("two", Bed.LEARNERS, held));
        await("a restoration that has begun").until(HeldRestore::isHeld);
        set(
            bed,
            new ConfigResource(ConfigResource.Type.TOPIC, "cleaned-waiting-changelog"),
            Map.of("min.cleanable.dirty.ratio", "0.001"));
        set(bed, brokers, Map.of("log.cleaner.backoff.ms", "100"));
        List<Long> read = HeldRestore.read();
        // How much can go of what was read depends on how many labels had come by then: of a label
        // its own entry and two of the point's stay.
        await("a changelog that is cleaned")
            .untilAsserted(
                () -> {
                  Set<Long> left =
                      bed.outputs().read("cleaned-waiting-changelog").stream()
                          .map(ConsumerRecord::offset)
                          .collect(Collectors.toSet());
                  long kept = read.stream().filter(left::contains).count();
                  assertThat(kept).as("of %d", read.size()).isLessThan(read.size() * 3L / 4);
                });
        HeldRestore.release();
        await("a standby that is up to date").until(() -> lag(two) < 1_000);
        instances.stop("one");
        bed.awaitAnswers(two, bed.outputs().answers().count() + 1_000 * LEARNERS);
        instances.endSending();
        bed.finish(stream, two);
        compare(bed, bed.lateSettings("two", Bed.LEARNERS, standbys).fold(), two);
      } finally {
        HeldRestore.release();
        bed.admin
            .incrementalAlterConfigs(
                Map.of(
                    brokers,
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("log.cleaner.backoff.ms", ""), OpType.DELETE))))
            .all()
            .get();
      }
    }
  }

  /** What the standby of the store has not read yet. */
  private static long lag(LearnerApplication standby) {
    return standby.run().streams().allLocalStorePartitionLags().entrySet().stream()
        .filter(store -> store.getKey().equals(LearnerTopology.WAITING))
        .flatMap(store -> store.getValue().values().stream())
        .mapToLong(LagInfo::offsetLag)
        .max()
        .orElse(Long.MAX_VALUE);
  }

  private static void compare(Bed bed, FoldSettings settings, LearnerApplication running) {
    TopicLoop loop = bed.requireAsLoop(Bed.late(Bed.LEARNERS));
    bed.outputs()
        .closedWindows()
        .forEach(
            (learner, windows) -> {
              LateLabelCounts told = windows.get(windows.size() - 1).labels();
              assertThat(told.waiting()).isEqualTo(loop.labels().waiting()).isPositive();
              assertThat(told.waitingDigest()).isEqualTo(loop.labels().waitingDigest());
            });
    // The digest was restored with the state; these are what it should be of. What the last records
    // changed may be in memory only; the tail among the state has them.
    MapStorage state = new MapStorage();
    for (ConsumerRecord<byte[], byte[]> entry : bed.outputs().read("cleaned-state-changelog")) {
      state.put(entry.key(), entry.value());
    }
    MapStorage waiting = copy(running, LearnerTopology.WAITING);
    MapStorage keys = copy(running, LearnerTopology.KEYS);
    FoldStore store = new FoldStore("restored", state, waiting, keys, SnapshotRule.ALWAYS);
    Fold.open(settings, store).save();
    compare(waiting, loop.waiting());
    compare(keys, loop.keys());
  }

  private static void compare(MapStorage restored, MapStorage expected) {
    SortedMap<Bytes, byte[]> found = entries(restored);
    System.out.printf("%,d entries%n", found.size());
    assertThat(found.keySet()).isEqualTo(entries(expected).keySet()).isNotEmpty();
    found.forEach((key, value) -> assertThat(value).isEqualTo(expected.get(key.get())));
  }

  private static SortedMap<Bytes, byte[]> entries(MapStorage storage) {
    SortedMap<Bytes, byte[]> entries = new TreeMap<>();
    FoldLoop.entries(storage).forEach((key, value) -> entries.put(Bytes.wrap(key), value));
    return entries;
  }

  private static MapStorage copy(LearnerApplication running, String store) {
    MapStorage copy = new MapStorage();
    try (KeyValueIterator<Bytes, byte[]> all =
        running
            .run()
            .streams()
            .store(
                StoreQueryParameters.fromNameAndType(
                    store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore()))
            .all()) {
      all.forEachRemaining(entry -> copy.put(entry.key.get(), entry.value));
    }
    return copy;
  }

  /** Holds up a restoration once it has read some records of a changelog; of one consumer. */
  public static final class HeldRestore implements ConsumerInterceptor<byte[], byte[]> {

    private static final int ENOUGH = 1_000;

    private static final List<Long> READ = new CopyOnWriteArrayList<>();
    private static volatile String changelog;
    private static volatile boolean held;
    private static volatile CountDownLatch released = new CountDownLatch(0);

    /** Holds up whatever restores this topic from now on. */
    static void hold(String topic) {
      READ.clear();
      held = false;
      changelog = topic;
      released = new CountDownLatch(1);
    }

    static boolean isHeld() {
      return held;
    }

    /** The offsets of what it has read. */
    static List<Long> read() {
      return List.copyOf(READ);
    }

    static void release() {
      released.countDown();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      if (released.getCount() > 0) {
        records.records(changelog).forEach(record -> READ.add(record.offset()));
        if (READ.size() >= ENOUGH) {
          held = true;
          awaitRelease();
        }
      }
      return records;
    }

    private static void awaitRelease() {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }
}
