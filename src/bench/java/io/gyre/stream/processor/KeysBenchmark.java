package io.gyre.stream.processor;

import io.gyre.TimedBenchmark;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.fold.keys.KeyHistories;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.kafka.SharedRocksMemory;
import io.gyre.state.Overlay;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a point and its label cost a key of so many values, each as likely as another: columns,
 * memory, and a snapshot into RocksDB after as many points as {@code gyre learn} makes one; no
 * changelog. {@code scripts/bench-core Keys} runs it.
 */
public class KeysBenchmark extends TimedBenchmark {

  private static final int SNAPSHOT = 512;

  /** The same of all points, as those that were read have. */
  private static final String[] PATHS = {"customer", "amount"};

  @Param({"10000", "1000000"})
  public int values;

  private final SplittableRandom random = new SplittableRandom(1);
  private File folder;
  private KeyValueStore<Bytes, byte[]> store;
  private Overlay overlay;
  private KeyHistories keys;
  private long now;

  @Setup
  public void setUp() throws IOException {
    if (SNAPSHOT != SnapshotRule.standard().records()) {
      throw new IllegalStateException("expected the number of records of a snapshot");
    }
    folder = Files.createTempDirectory("gyre-bench-keys-").toFile();
    Properties config = new Properties();
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksMemory.class);
    var context = new MockProcessorContext<>(config, new TaskId(0, 0), folder);
    // Without what measures each call, which is off at Kafka's usual level but on in the mock.
    store = Stores.persistentKeyValueStore("keys").get();
    store.init(context.getStateStoreContext(), store);
    overlay = new Overlay(new KeyValueStorage(store));
    ClassNumbers classes = new ClassNumbers(List.of(Label.of(0), Label.of(1)), null, null);
    keys = new KeyHistories(List.of("customer"), KeySettings.standard(), classes, overlay);
    keys.fit();
    for (int i = 0; i < values; i++) {
      come(i);
      if (i % SNAPSHOT == 0) {
        snapshot();
      }
    }
    snapshot();
  }

  private double come(int customer) {
    Fields point = new Fields(PATHS, new double[] {customer, random.nextDouble(100)}, null);
    now++;
    keys.advance(now);
    KeyColumns columns = keys.columns(point, now);
    keys.add(point, now, now);
    keys.label(point, customer & 1, now, now);
    return columns.values()[0];
  }

  private void snapshot() {
    keys.settle();
    overlay.flush();
  }

  @Benchmark
  @OperationsPerInvocation(SNAPSHOT)
  public double pointAndLabel() {
    double sum = 0;
    for (int i = 0; i < SNAPSHOT; i++) {
      sum += come(random.nextInt(values));
    }
    snapshot();
    return sum;
  }

  @TearDown
  public void tearDown() throws IOException {
    store.close();
    Utils.delete(folder);
  }
}
