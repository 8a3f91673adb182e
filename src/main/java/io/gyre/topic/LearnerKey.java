package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The key of records on {@code metrics} and {@code parameters}: {@code
 * application/learner/partition} in UTF-8.
 *
 * @param application the Streams application's id
 * @param learner the learner's name, without {@code /}
 * @param partition the partition of {@code points} that it learns from, 0 or more
 */
public record LearnerKey(String application, String learner, int partition) {

  /**
   * @throws IllegalArgumentException if a name is empty, the learner's holds a {@code /}, or the
   *     partition is negative
   */
  public LearnerKey {
    if (application.isEmpty()) {
      throw new IllegalArgumentException("application: expected a name, found none");
    }
    if (learner.isEmpty() || learner.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "learner: expected a name without '/', found '" + learner + "'");
    }
    if (partition < 0) {
      throw new IllegalArgumentException("partition: expected 0 or more, found " + partition);
    }
  }

  /**
   * Reads a record's key.
   *
   * @param key what {@link #toBytes()} wrote
   * @throws IllegalArgumentException if it is not such a key, null included
   */
  public static LearnerKey parse(byte[] key) {
    String text = key == null ? "null" : new String(key, UTF_8);
    int last = text.lastIndexOf('/');
    int middle = text.lastIndexOf('/', last - 1);
    try {
      return new LearnerKey(
          text.substring(0, middle),
          text.substring(middle + 1, last),
          Integer.parseInt(text.substring(last + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "key: expected application/learner/partition, found '" + text + "'", e);
    }
  }

  /** Writes this key as a record's key. */
  public byte[] toBytes() {
    return toString().getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return application + "/" + learner + "/" + partition;
  }
}
