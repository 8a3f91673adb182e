package io.gyre.kafka;

import io.gyre.GyreException;

/** No broker answers at an expected address: {@link KafkaErrorText#explainConnecting}. */
public final class UnreachableException extends GyreException {

  /** What a person may look at first. */
  public static final String QUESTION = "Is it running, and is that its address?";

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
