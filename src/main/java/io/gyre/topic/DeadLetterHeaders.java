package io.gyre.topic;

/**
 * The headers of a dead letter beside its own. Their values are text in UTF-8, numbers in decimal.
 * The first four have the names that Kafka Streams gives them in its own dead letters.
 */
public final class DeadLetterHeaders {

  /** Why the record cannot be a point. */
  public static final String MESSAGE = "__streams.errors.message";

  /** The topic of the record. */
  public static final String TOPIC = "__streams.errors.topic";

  public static final String PARTITION = "__streams.errors.partition";
  public static final String OFFSET = "__streams.errors.offset";

  /** The full length in bytes of a value or key that was cut; else absent. */
  public static final String ORIGINAL_VALUE_BYTES = "gyre.original.value.bytes";

  public static final String ORIGINAL_KEY_BYTES = "gyre.original.key.bytes";

  /** The number of the record's own headers that were left out because they were too large. */
  public static final String HEADERS_DROPPED = "gyre.headers.dropped";

  private DeadLetterHeaders() {}
}
