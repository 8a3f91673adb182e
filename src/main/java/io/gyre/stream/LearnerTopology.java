package io.gyre.stream;

import io.gyre.learning.LearnerSettings;
import io.gyre.topic.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;

/** The graph: intake, one processor and store per learner, and the sinks. */
public final class LearnerTopology {

  static final String POINTS = "points";
  static final String INTAKE = "intake";
  static final String PREDICTIONS = "predictions";
  static final String METRICS = "metrics";
  static final String PARAMETERS = "parameters";
  static final String DEAD_LETTERS = "dead-letters";

  /** No record of a changelog or output is larger; {@link TopologySettings} sees to it. */
  static final int MAX_RECORD_BYTES = 8 << 20;

  /** Restoring reads a changelog's newest segment whole. Kafka's limit is half of it. */
  private static final int LEAST_SEGMENT_BYTES = 2 << 20;

  /**
   * Keeps what restoring reads small, by cleaning eagerly. And a changelog that refused a timestamp
   * or a size would end the application.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MAX_RECORD_BYTES),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE),
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE));

  private LearnerTopology() {}

  /** Builds the topology: the same settings give the same graph, with every name explicit. */
  public static Topology build(TopologySettings settings) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        POINTS,
        new PointTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        settings.topics().points());
    topology.addProcessor(INTAKE, () -> new Intake(settings), POINTS);
    for (LearnerSettings learner : settings.learners()) {
      topology.addProcessor(
          processorName(learner), () -> new LearnerProcessor(settings, learner), INTAKE);
      topology.addStateStore(store(settings, learner), processorName(learner));
    }
    addSinks(topology, settings);
    return topology;
  }

  private static void addSinks(Topology topology, TopologySettings settings) {
    String[] learners =
        settings.learners().stream().map(LearnerTopology::processorName).toArray(String[]::new);
    topology.addSink(
        PREDICTIONS,
        settings.topics().predictions(),
        new ByteArraySerializer(),
        Topic.PREDICTIONS.serializer(),
        new BesideThePoint(),
        learners);
    addSink(topology, METRICS, settings.topics().metrics(), Topic.METRICS.serializer(), learners);
    addSink(
        topology,
        PARAMETERS,
        settings.topics().parameters(),
        Topic.PARAMETERS.serializer(),
        learners);
    addSink(
        topology,
        DEAD_LETTERS,
        settings.topics().deadLetters(),
        Topic.DEAD_LETTERS.serializer(),
        INTAKE);
  }

  private static <V> void addSink(
      Topology topology, String name, String topic, Serializer<V> serializer, String... parents) {
    topology.addSink(name, topic, new ByteArraySerializer(), serializer, parents);
  }

  private static StoreBuilder<CommitStore> store(
      TopologySettings settings, LearnerSettings learner) {
    Map<String, String> changelog = new HashMap<>(CHANGELOG);
    int segment = Math.max(LEAST_SEGMENT_BYTES, 2 * settings.largestEntry(learner));
    changelog.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(segment));
    return CommitStore.builder(storeName(learner), changelog);
  }

  /** The name of a learner's processor. */
  static String processorName(LearnerSettings learner) {
    return "learner-" + learner.name();
  }

  /** The name of a learner's store; its changelog is {@code application-store-changelog}. */
  public static String storeName(LearnerSettings learner) {
    return "learner-" + learner.name();
  }

  /** The names of the processors that intake forwards points to. */
  static List<String> processorNames(TopologySettings settings) {
    return settings.learners().stream().map(LearnerTopology::processorName).toList();
  }
}
