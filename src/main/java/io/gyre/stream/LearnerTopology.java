package io.gyre.stream;

import io.gyre.state.StoredPart;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The graph: intake with its store, and a sink for each topic that Gyre writes. */
public final class LearnerTopology {

  static final String POINTS = "points";
  static final String INTAKE = "intake";

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
    addSinks(topology, settings.topics());
    return topology;
  }

  /** Each is called as its topic is in {@code topics/}. */
  private static void addSinks(Topology topology, TopicNames names) {
    Topic<Prediction> predictions = Topic.PREDICTIONS;
    topology.addSink(
        predictions.name(),
        names.of(predictions),
        new ByteArraySerializer(),
        predictions.serializer(),
        new PredictionPartitioner(),
        INTAKE);
    for (Topic<?> output : Topic.outputs()) {
      if (output != predictions) {
        topology.addSink(
            output.name(),
            names.of(output),
            new ByteArraySerializer(),
            output.serializer(),
            INTAKE);
      }
    }
  }
}
