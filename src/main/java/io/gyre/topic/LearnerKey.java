package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The key of records on {@code metrics} and {@code parameters}: {@code
 * application/learner/partition} in UTF-8.
 *
 * @param learner without {@code /}
 * @param partition the partition of {@code points} that it learns from, 0 or more
 */
public record LearnerKey(String application, String learner, int partition) {

  /** Throws an {@link IllegalArgumentException} if one of them cannot be part of a key. */
  public LearnerKey {
    if (application.isEmpty() || partition < 0 || learner.isEmpty() || learner.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "key: expected names, the learner's without '/', and a partition of 0 or more, found '%s', '%s' and %d"
              .formatted(application, learner, partition));
    }
  }

  /** Reads a record's key; throws an {@link IllegalArgumentException} for any other, or null. */
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

  public byte[] toBytes() {
    return toString().getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return application + "/" + learner + "/" + partition;
  }
}
