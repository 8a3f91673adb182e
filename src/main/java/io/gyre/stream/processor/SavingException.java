package io.gyre.stream.processor;

/**
 * A learner's state could not be put into its store, because of a bug of Gyre and not of Kafka's
 * clients or stores: the exceptions of Kafka Streams do not distinguish the two.
 */
public final class SavingException extends RuntimeException {

  SavingException(RuntimeException cause) {
    super("the state could not be saved: " + cause, cause);
  }
}
