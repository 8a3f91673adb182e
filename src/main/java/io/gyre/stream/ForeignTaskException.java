package io.gyre.stream;

/**
 * An instance was given a task of another topology: for a moment the instances of its group read
 * their topics differently. Kafka Streams builds the whole topology for a part that it does not
 * know, which would learn beside the task that does.
 */
final class ForeignTaskException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ForeignTaskException(String task) {
    super(
        "task %s is of another topology: instances of the group read their topics differently"
            .formatted(task));
  }
}
