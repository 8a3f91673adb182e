package io.gyre.stream;

import io.gyre.state.StoredPart;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The graph: intake with its store, and the sinks. */
public final class LearnerTopology {

  static final String POINTS = "points";
  static final String INTAKE = "intake";
  static final String PREDICTIONS = "predictions";
  static final String METRICS = "metrics";
  static final String PARAMETERS = "parameters";
  static final String DEAD_LETTERS = "dead-letters";

  /** The name of the store; its changelog is {@code application-state-changelog}. */
  public static final String STORE = "state";

  /**
   * So long a state folder may lie unused: what has been deleted meanwhile must still be told to
   * it. Few entries ever are.
   */
  private static final long TEN_YEARS_MS = Duration.ofDays(3653).toMillis();

  /** Restoring reads a changelog's newest segment whole. */
  private static final int SEGMENT_BYTES = 2 << 20;

  /**
   * Keeps what restoring reads small, by cleaning eagerly. And a changelog that refused a timestamp
   * or a size would end the application.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(2 * StoredPart.BLOCK_BYTES),
          TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(SEGMENT_BYTES),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, String.valueOf(TEN_YEARS_MS),
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE),
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE));

  private LearnerTopology() {}

  /** Builds the topology: the same settings give the same graph, with every name explicit. */
  public static Topology build(TopologySettings settings) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        POINTS,
        new PointTimestampExtractor(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        settings.topics().points());
    topology.addProcessor(INTAKE, () -> new LearningProcessor(settings), POINTS);
    topology.addStateStore(CommitStore.builder(STORE, CHANGELOG), INTAKE);
    addSinks(topology, settings);
    return topology;
  }

  private static void addSinks(Topology topology, TopologySettings settings) {
    topology.addSink(
        PREDICTIONS,
        settings.topics().predictions(),
        new ByteArraySerializer(),
        Topic.PREDICTIONS.serializer(),
        new PredictionPartitioner(),
        INTAKE);
    addSink(topology, METRICS, settings.topics().metrics(), Topic.METRICS.serializer());
    addSink(topology, PARAMETERS, settings.topics().parameters(), Topic.PARAMETERS.serializer());
    addSink(
        topology, DEAD_LETTERS, settings.topics().deadLetters(), Topic.DEAD_LETTERS.serializer());
  }

  private static <V> void addSink(
      Topology topology, String name, String topic, Serializer<V> serializer) {
    topology.addSink(name, topic, new ByteArraySerializer(), serializer, INTAKE);
  }
}
