package io.gyre.stream.processor;

import io.gyre.topic.Origin;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where a record lay before anything was merged. */
public record RecordCoordinates(String topic, int partition, long offset)
    implements RecordMetadata {

  static RecordCoordinates of(Origin origin) {
    return new RecordCoordinates(origin.topic(), origin.partition(), origin.offset());
  }
}
