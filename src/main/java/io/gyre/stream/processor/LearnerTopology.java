package io.gyre.stream.processor;

import io.gyre.fold.state.SnapshotRule;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.KafkaInternals;
import io.gyre.state.Blocks;
import io.gyre.topic.Origin;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: the learning processor with its store, and a sink for each topic that Gyre writes.
 * If records are merged first, each input topic has its own part, whose records go to the journal.
 */
public final class LearnerTopology {

  static final String POINTS = "points";
  static final String JOURNAL = "journal";
  static final String INTAKE = "intake";

  public static final String STORE = "state";

  /** The store of the points that wait for their labels, where labels may be late. */
  public static final String WAITING = "waiting";

  /** The store of what is remembered of keys, if there are any. */
  public static final String KEYS = "keys";

  private static final SnapshotRule SNAPSHOTS = SnapshotRule.standard();

  private static final List<String> STORES = List.of(STORE, WAITING, KEYS);

  /** How long a state folder may be unused: its changelog must still have the few deletions. */
  private static final Duration TEN_YEARS = Duration.ofDays(3653);

  /** Restoring reads a changelog's newest segment whole. */
  private static final int SEGMENT_BYTES = 2 << 20;

  private static final int LARGE_SEGMENT_BYTES = 64 << 20;

  /**
   * The time that the changelogs of waiting points and of keys keep deletions. Nearly every waiting
   * point is deleted soon, and a longer time would slow down restores.
   */
  private static final Duration DELETED_FOR = Duration.ofHours(1);

  /** The longest time that these stores may lag their changelogs; clocks may differ. */
  public static final Duration TRUSTED_FOR = DELETED_FOR.dividedBy(2);

  private LearnerTopology() {}

  /** Returns the changelog of the state: {@code application-state-changelog}. */
  public static String changelogOf(String application) {
    return KafkaInternals.changelogOf(application, STORE);
  }

  /** Returns the changelogs of all stores, used now or not. */
  public static List<String> changelogsOf(String application) {
    return STORES.stream().map(store -> KafkaInternals.changelogOf(application, store)).toList();
  }

  /** Builds the topology: the same settings give the same graph, with every name explicit. */
  public static Topology build(TopologySettings settings) {
    Topology topology = new Topology();
    InputTopics inputs = settings.inputs();
    // Parts are numbered by the names of their sources: this comes first, and its task is 0_0.
    String log = inputs.merges() ? JOURNAL : POINTS;
    addSource(topology, log, inputs.log());
    topology.addProcessor(INTAKE, () -> new LearningProcessor(settings, SNAPSHOTS), log);
    Map<String, String> changelog = changelog(SEGMENT_BYTES, TEN_YEARS);
    // Keeps what restoring reads small, by cleaning eagerly.
    changelog.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
    topology.addStateStore(CommitStore.builder(STORE, changelog), INTAKE);
    if (settings.fold().lateLabels() != null) {
      addLargeStore(topology, WAITING);
    }
    if (settings.fold().hasKeys()) {
      addLargeStore(topology, KEYS);
    }
    addSinks(topology, settings);
    if (settings.versions() != null) {
      addVersions(topology, TopicNames.versionsOf(settings.application()));
    }
    if (inputs.merges()) {
      addMerge(topology, settings, inputs.points(), Origin.Kind.POINT);
    }
    if (inputs.labels() != null) {
      addMerge(topology, settings, inputs.labels(), Origin.Kind.LABEL);
    }
    return topology;
  }

  /** Adds a store whose entries are sent at once, so that no cache has to hold them. */
  private static void addLargeStore(Topology topology, String name) {
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled()
            .withLoggingEnabled(changelog(LARGE_SEGMENT_BYTES, DELETED_FOR)),
        INTAKE);
  }

  /** A changelog that refused a timestamp or a size would end the application. */
  private static Map<String, String> changelog(int segmentBytes, Duration deletedFor) {
    return new HashMap<>(
        Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(2 * Blocks.MOST_BYTES),
            TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(segmentBytes),
            TopicConfig.DELETE_RETENTION_MS_CONFIG, String.valueOf(deletedFor.toMillis()),
            TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE),
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE)));
  }

  private static void addSource(Topology topology, String name, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        new RecordTimestampExtractor(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  /** If two topics shared a part, they would need as many partitions. */
  private static void addMerge(
      Topology topology, TopologySettings settings, String topic, Origin.Kind kind) {
    String merge = "merge-" + kind.name().toLowerCase(Locale.ROOT) + "s";
    addSource(topology, "read-" + merge, topic);
    topology.addProcessor(merge, () -> merge(settings, kind), "read-" + merge);
    topology.addSink(
        JOURNAL + "-of-" + merge,
        settings.inputs().journal(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        merge);
  }

  private static MergeProcessor merge(TopologySettings settings, Origin.Kind kind) {
    RecordSettings points = settings.fold().records();
    RecordSettings records = kind == Origin.Kind.LABEL ? points.ofLabels() : points;
    return new MergeProcessor(
        settings.source(),
        kind,
        settings.schemas(),
        RecordReader.of(records, Accepts.POINTS_AND_LABELS));
  }

  // See PredictionPartitioner.
  @SuppressWarnings("removal")
  private static void addVersions(Topology topology, String topic) {
    StreamPartitioner<byte[], byte[]> partitioner =
        (name, key, value, partitions) -> Optional.of(Set.of(VersionTopic.partition(key)));
    topology.addSink(
        Topic.VERSIONS.name(),
        topic,
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        partitioner,
        INTAKE);
  }

  /** A sink has the name of its topic in {@code topics/}. */
  private static void addSinks(Topology topology, TopologySettings settings) {
    IntSupplier partitions = () -> settings.source().partitions(settings.inputs().points());
    for (Topic<?> output : Topic.outputs()) {
      topology.addSink(
          output.name(),
          settings.topics().of(output),
          new ByteArraySerializer(),
          settings.outputs().of(output),
          output == Topic.PREDICTIONS ? new PredictionPartitioner(partitions) : null,
          INTAKE);
    }
  }
}
