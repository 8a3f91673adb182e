package io.gyre.stream.processor;

import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The place of a record before any merge. */
public record RecordCoordinates(String topic, int partition, long offset)
    implements RecordMetadata {}
