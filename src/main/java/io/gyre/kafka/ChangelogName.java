package io.gyre.kafka;

/** How Kafka Streams names the topic that a store's changes are written to. */
public final class ChangelogName {

  private ChangelogName() {}

  /** Returns the changelog of a store. */
  public static String of(String application, String store) {
    return application + "-" + store + KafkaInternals.CHANGELOG;
  }
}
