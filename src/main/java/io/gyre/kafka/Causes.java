package io.gyre.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/**
 * What was thrown and what caused it, one after the other.
 *
 * @param chain one or more, the root last
 */
public record Causes(List<Throwable> chain) {

  public Causes {
    chain = List.copyOf(chain);
  }

  /** Returns the causes of what was thrown, itself the first. */
  public static Causes of(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      chain.add(cause);
    }
    return new Causes(chain);
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

  /** Returns the last of them. */
  public Throwable root() {
    return chain.get(chain.size() - 1);
  }

  /** Returns whether the message of one contains a text. */
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
