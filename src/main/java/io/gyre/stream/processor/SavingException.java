package io.gyre.stream.processor;

/**
 * A learner's state could not be put into its store, by a fault of ours; what Kafka's clients and
 * stores throw meanwhile comes as it is. It tells the two apart in what Kafka Streams makes of it.
 */
public final class SavingException extends RuntimeException {

  SavingException(RuntimeException cause) {
    super("the state could not be saved: " + cause, cause);
  }
}
