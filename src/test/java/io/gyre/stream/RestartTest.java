package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.Examples;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Parameters;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart changes nothing: outputs and digests are those of a run never disturbed. */
class RestartTest {

  private static final int FEATURES = 2;
  private static final WindowSettings GRACE = new WindowSettings(1_000, 3_000, 3_600_000, true);

  @TempDir Path folder;

  private final TopologySettings settings = Fixture.settings(learners(), GRACE);

  private static List<LearnerSettings> learners() {
    return Stream.concat(Examples.learners().stream(), Fixture.VARIANTS.stream()).toList();
  }

  @Test
  void shouldGoOnBitForBitWhenRestartedAfterEveryRecord() {
    List<Arriving> stream = disturbed(11);
    ProcessorBench whole = new ProcessorBench(settings);
    whole.send(stream);

    ProcessorBench restarted = new ProcessorBench(settings);
    for (Arriving arriving : stream) {
      restarted.send(arriving);
      restarted.start(settings);
    }
    compare(restarted, whole);
  }

  /** With snapshots after three records, of which the last are applied again. */
  @Test
  void shouldRebuildEveryLiveFieldWhenTheSameProcessorIsRevived() {
    List<Arriving> stream = disturbed(12);
    ProcessorBench whole = new ProcessorBench(settings);
    whole.send(stream);

    ProcessorBench revived = new ProcessorBench(settings, SnapshotRule.standard().withRecords(3));
    Random random = new Random(12);
    for (Arriving arriving : stream) {
      revived.send(arriving);
      if (random.nextInt(7) == 0) {
        revived.revive();
      }
    }
    compareOutputs(revived, whole);
    // For previews, and for a snapshot.
    assertThat(revived.schedules()).isEqualTo(2);
  }

  /** An instance keeps the store as a standby, and takes over again later. */
  @Test
  void shouldHoldNoModelWhileClosedAndGoOnAfterwards() throws Exception {
    List<Arriving> stream = disturbed(15);
    ProcessorBench whole = new ProcessorBench(settings);
    whole.send(stream);
    ProcessorBench standby = new ProcessorBench(settings);
    for (int i = 0; i < 3; i++) {
      standby.send(stream.subList(100 * i, 100 * (i + 1)));
      WeakReference<Object> fold = new WeakReference<>(standby.field("fold"));
      assertThat(fold.get()).isNotNull();

      standby.close();

      await()
          .until(
              () -> {
                System.gc();
                return fold.get() == null;
              });
      standby.init();
    }
    standby.send(stream.subList(300, stream.size()));
    compare(standby, whole);
  }

  /** The whole topology, exactly once, on folders as RocksDB leaves them. */
  @Test
  void shouldGoOnFromTheStateFolder() {
    long seed = 15;
    System.out.println("seed " + seed);
    TopologySettings settings = Fixture.settings(learners());
    List<Arriving> stream = Arriving.randomStream(seed, 400, FEATURES);
    List<String> whole;
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("whole"))) {
      topology.send(stream);
      whole = outputs(topology);
    }
    Random random = new Random(seed);
    List<String> parts = new ArrayList<>();
    for (int part = 0, from = 0; part < 8; part++) {
      int to = part == 7 ? stream.size() : from + 1 + random.nextInt(55);
      Path next = folder.resolve("part-" + (part + 1));
      try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("part-" + part))) {
        topology.nextOffset(from);
        topology.send(stream.subList(from, to));
        parts.addAll(outputs(topology));
        StoreContent.write(
            StoreContent.of(topology.store()),
            LearnerTopology.STORE,
            next.resolve(Fixture.APPLICATION).resolve("0_0"));
      }
      from = to;
    }
    whole.sort(null);
    parts.sort(null);
    for (int i = 0; i < whole.size(); i++) {
      assertThat(parts.get(i)).isEqualTo(whole.get(i));
    }
    assertThat(parts).hasSameSizeAs(whole).hasSizeGreaterThan(400);
  }

  /** Every output but the time it came. */
  private static List<String> outputs(DrivenTopology topology) {
    List<String> lines = new ArrayList<>();
    topology.predictions().forEach(record -> lines.add(record.value().toString()));
    topology.metrics().forEach(record -> lines.add(record.value().toString()));
    for (TestRecord<byte[], Parameters> record : topology.parameters()) {
      lines.add(record.value().learner() + " " + record.value().digest());
    }
    return lines;
  }

  /** A random stream with points out of order, late, and far ahead. */
  private static List<Arriving> disturbed(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    return Arriving.randomStream(seed, 400, FEATURES).stream()
        .map(
            arriving ->
                switch (random.nextInt(20)) {
                  case 0 -> arriving.at(arriving.timestampMs() - random.nextInt(4_000));
                  case 1 -> arriving.at(arriving.timestampMs() - random.nextInt(100_000));
                  case 2 -> arriving.at(arriving.timestampMs() + 1_000_000_000_000L);
                  default -> arriving;
                })
        .toList();
  }

  private static void compareOutputs(ProcessorBench found, ProcessorBench expected) {
    assertThat(found.predictions()).isEqualTo(expected.predictions());
    assertThat(found.metrics()).isEqualTo(expected.metrics());
    assertThat(found.digests()).isEqualTo(expected.digests()).hasSizeGreaterThan(5);
  }

  private static void compare(ProcessorBench found, ProcessorBench expected) {
    compareOutputs(found, expected);
    assertThat(StoreContent.of(found.store))
        .usingRecursiveComparison()
        .isEqualTo(StoreContent.of(expected.store));
  }
}
