package io.gyre.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the serializers of an application's outputs.
 *
 * @param schemas the ids of the schemas, by topic; none for a format without
 */
public record OutputSerializers(OutputFormat format, Map<Topic<?>, Integer> schemas) {

  public static final OutputSerializers JSON = new OutputSerializers(OutputFormat.JSON, Map.of());

  /**
   * Makes those of a format.
   *
   * @param register registers the schema of a topic, and returns its id; not asked without need
   */
  public static OutputSerializers of(OutputFormat format, ToIntFunction<Topic<?>> register) {
    Map<Topic<?>, Integer> schemas = new HashMap<>();
    if (format.registered() != null) {
      Topic.formatted().forEach(topic -> schemas.put(topic, register.applyAsInt(topic)));
    }
    return new OutputSerializers(format, Map.copyOf(schemas));
  }

  public <V> Serializer<V> of(Topic<V> topic) {
    return topic.serializer(format, schemas.getOrDefault(topic, 0));
  }
}
