package io.gyre.stream.processor;

import org.apache.kafka.common.KafkaException;

/** A run cannot go on; a new one can, from where the group has committed. */
public final class NewRunException extends KafkaException {

  public NewRunException(String message) {
    super(message);
  }
}
