package io.gyre.topic;

/**
 * The headers that a dead letter carries beside its own. Their values are text in UTF-8, numbers in
 * decimal. The first four bear the names that Kafka Streams gives them in its own dead letters.
 */
public final class DeadLetterHeaders {

  /** Why the record cannot be a point. */
  public static final String MESSAGE = "__streams.errors.message";

  /** The topic that the record came from. */
  public static final String TOPIC = "__streams.errors.topic";

  /** The partition that the record came from. */
  public static final String PARTITION = "__streams.errors.partition";

  /** The offset that the record had there. */
  public static final String OFFSET = "__streams.errors.offset";

  /** How many bytes the value had; present when the dead letter holds only its beginning. */
  public static final String ORIGINAL_VALUE_BYTES = "gyre.original.value.bytes";

  /** How many bytes the key had; present when the dead letter holds only its beginning. */
  public static final String ORIGINAL_KEY_BYTES = "gyre.original.key.bytes";

  /** How many of the record's own headers were left out because they were too large. */
  public static final String HEADERS_DROPPED = "gyre.headers.dropped";

  private DeadLetterHeaders() {}
}
