package io.gyre.kafka;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** An exception and its causes, one after the other, the root last. */
public record Causes(List<Throwable> chain) {

  /** Returns an exception and its causes, itself first. */
  public static Causes of(Throwable thrown) {
    return new Causes(Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).toList());
  }

  /** Returns what a chain of "execution failed" wrappers is about. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getClass() == KafkaException.class)) {
      cause = cause.getCause();
    }
    return cause;
  }

  public Throwable root() {
    return chain.get(chain.size() - 1);
  }

  /** Tells whether the message of one contains a text. */
  public boolean says(String text) {
    return chain.stream().anyMatch(cause -> String.valueOf(cause.getMessage()).contains(text));
  }

  /** Returns the first that is of one of the classes, or null. */
  public RuntimeException first(List<? extends Class<? extends Throwable>> classes) {
    return chain.stream()
        .filter(cause -> classes.stream().anyMatch(type -> type.isInstance(cause)))
        .map(RuntimeException.class::cast)
        .findFirst()
        .orElse(null);
  }
}
