package io.gyre.kafka;

/** How Kafka Streams names the topic that a store's changes are written to. */
public final class ChangelogName {

  private ChangelogName() {}

  /** Returns the changelog of a store. */
  public static String of(String application, String store) {
    return application + "-" + store + KafkaInternals.CHANGELOG;
  }

  /** Returns whether a topic is the changelog of one of an application's stores of a kind. */
  public static boolean matches(String topic, String application, String storePrefix) {
    return topic.startsWith(application + "-" + storePrefix)
        && topic.endsWith(KafkaInternals.CHANGELOG);
  }
}
