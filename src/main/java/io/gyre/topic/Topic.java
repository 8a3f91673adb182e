package io.gyre.topic;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * One of Gyre's topics: its definition, and how its values are written and read. What a topic is
 * called on a cluster is said by {@link TopicNames}.
 *
 * @param <V> what a record's value is
 */
public final class Topic<V> {

  /** Points to be predicted, and learned from when labelled. */
  public static final Topic<byte[]> POINTS =
      new Topic<>("points", ByteArraySerializer::new, ByteArrayDeserializer::new);

  /** One record per point and learner that publishes its predictions. */
  public static final Topic<Prediction> PREDICTIONS =
      new Topic<>(
          "predictions",
          PredictionSerializer::new,
          new JsonSerde<>(Prediction.class)::deserializer);

  /** One final record per window and learner: the cost topic. */
  public static final Topic<Metrics> METRICS = json("metrics", Metrics.class);

  /** One record per window and learner, compacted to the last. */
  public static final Topic<Parameters> PARAMETERS = json("parameters", Parameters.class);

  /** Records that cannot be points, as they came; {@link DeadLetterHeaders} say why. */
  public static final Topic<byte[]> DEAD_LETTERS =
      new Topic<>("dead-letters", ByteArraySerializer::new, ByteArrayDeserializer::new);

  /** Labels that come later than their points; only where they have a topic of their own. */
  public static final Topic<byte[]> LABELS =
      new Topic<>("labels", ByteArraySerializer::new, ByteArrayDeserializer::new);

  /** Records of points and labels in one order, with their {@link Origin}; only where needed. */
  public static final Topic<byte[]> JOURNAL =
      new Topic<>("journal", ByteArraySerializer::new, ByteArrayDeserializer::new);

  private final TopicDefinition definition;
  private final Supplier<Serializer<V>> serializers;
  private final Supplier<Deserializer<V>> deserializers;

  private Topic(
      String name, Supplier<Serializer<V>> serializers, Supplier<Deserializer<V>> deserializers) {
    this.definition = TopicDefinition.read(name);
    this.serializers = serializers;
    this.deserializers = deserializers;
  }

  /** Returns those that Gyre writes. */
  public static List<Topic<?>> outputs() {
    return List.of(PREDICTIONS, METRICS, PARAMETERS, DEAD_LETTERS);
  }

  /** Returns all that every application has, points first. */
  public static List<Topic<?>> all() {
    return Stream.concat(Stream.of(POINTS), outputs().stream()).toList();
  }

  /** Returns the standard name, as in {@code topics/}. */
  public String name() {
    return definition.name();
  }

  /** Returns what the topic's file says. */
  public TopicDefinition definition() {
    return definition;
  }

  /** Returns a new serializer of values, to be used by one thread. Null stays null. */
  public Serializer<V> serializer() {
    return serializers.get();
  }

  /**
   * Returns a new deserializer of values, to be used by one thread. Null stays null; what is no
   * value of this topic throws a {@link SerializationException} that says why.
   */
  public Deserializer<V> deserializer() {
    return deserializers.get();
  }

  @Override
  public String toString() {
    return name();
  }

  private static <V> Topic<V> json(String name, Class<V> type) {
    JsonSerde<V> serde = new JsonSerde<>(type);
    return new Topic<>(name, serde::serializer, serde::deserializer);
  }
}
