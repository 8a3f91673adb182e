package io.gyre.topic;

import io.gyre.data.Alert;
import io.gyre.format.Schema;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * One of Gyre's topics: its definition, and how its values of the type V are written and read.
 * {@link TopicNames} has its name on a cluster. Serializers and deserializers are thread-safe, and
 * leave null as it is.
 */
public record Topic<V>(TopicDefinition definition, Serde<V> serde) {

  /** Points to be predicted, and learned from when labelled. */
  public static final Topic<byte[]> POINTS = bytes("points");

  /** One record per point and learner that publishes its predictions. */
  public static final Topic<Prediction> PREDICTIONS = json("predictions", Prediction.class);

  /** One final record per window and learner: the cost topic. */
  public static final Topic<Metrics> METRICS = json("metrics", Metrics.class);

  /** One record per window and learner, compacted to the last. */
  public static final Topic<Parameters> PARAMETERS = json("parameters", Parameters.class);

  /** Points that a person should look at, and drifts of the stream. */
  public static final Topic<Alert> ALERTS = json("alerts", Alert.class);

  /** Records that cannot be points, unchanged; {@link DeadLetterHeaders} have the reason. */
  public static final Topic<byte[]> DEAD_LETTERS = bytes("dead-letters");

  /** Labels that come later than their points; only if they have a separate topic. */
  public static final Topic<byte[]> LABELS = bytes("labels");

  /** Records of points and labels in one order, with their {@link Origin}; only where needed. */
  public static final Topic<byte[]> JOURNAL = bytes("journal");

  /** Kept snapshots of what an application has learned. */
  public static final Topic<byte[]> VERSIONS = bytes("versions");

  /** Returns the topics that Gyre writes. */
  public static List<Topic<?>> outputs() {
    return List.of(PREDICTIONS, METRICS, PARAMETERS, DEAD_LETTERS, ALERTS);
  }

  /** Returns the topics of every application, points first. */
  public static List<Topic<?>> all() {
    return Stream.concat(Stream.of(POINTS), outputs().stream()).toList();
  }

  /** Returns the standard name. */
  public String name() {
    return definition.name();
  }

  /** Returns the topics that can be written in each {@link OutputFormat}. */
  public static List<Topic<?>> formatted() {
    return List.of(PREDICTIONS, METRICS, ALERTS);
  }

  public Serializer<V> serializer() {
    return serde.serializer();
  }

  /**
   * Returns a serializer of a format; a topic that has none is written as it is.
   *
   * @param schema its id, if the format has schemas in a registry
   */
  Serializer<V> serializer(OutputFormat format, int schema) {
    return formatted().contains(this) && serde instanceof OutputSerde<V> output
        ? output.serializer(format, schema)
        : serializer();
  }

  /** Returns one as below that knows no schema, and so reads no Avro. */
  public Deserializer<V> deserializer() {
    return serde.deserializer();
  }

  /**
   * Returns a deserializer of each {@link OutputFormat}; throws a {@link SerializationException}
   * for any other value.
   *
   * @param schemas finds the schema of an id, as in {@code id/7}; null if that is not known
   */
  public Deserializer<V> deserializer(Function<String, Schema> schemas) {
    return serde instanceof OutputSerde<V> output
        ? output.deserializer(schemas)
        : serde.deserializer();
  }

  /**
   * Returns what makes a value of any format {@link OutputFormat#JSON}; it throws as a
   * deserializer.
   *
   * @param name the topic's on its cluster
   */
  public UnaryOperator<byte[]> json(String name, Function<String, Schema> schemas) {
    Deserializer<V> read = deserializer(schemas);
    return value ->
        value == null || OutputSerde.isPlain(value)
            ? value
            : serializer().serialize(name, read.deserialize(name, value));
  }

  @Override
  public String toString() {
    return name();
  }

  private static Topic<byte[]> bytes(String name) {
    return new Topic<>(TopicDefinition.read(name), Serdes.ByteArray());
  }

  private static <V> Topic<V> json(String name, Class<V> type) {
    TopicDefinition definition = TopicDefinition.read(name);
    return new Topic<>(definition, new OutputSerde<>(definition, type));
  }
}
