package io.gyre.bench;

import org.apache.kafka.streams.StreamsConfig;

/** How often a point may count. Gyre itself knows exactly once alone. */
public enum Guarantee {
  /** Kafka transactions. */
  EXACTLY_ONCE("exactly once", StreamsConfig.EXACTLY_ONCE_V2),
  /** For comparison: what exactly once costs. */
  AT_LEAST_ONCE("at least once", StreamsConfig.AT_LEAST_ONCE);

  private final String words;
  private final String setting;

  Guarantee(String words, String setting) {
    this.words = words;
    this.setting = setting;
  }

  /** Kafka Streams' {@code processing.guarantee}. */
  String setting() {
    return setting;
  }

  /** As a person says it. */
  public String words() {
    return words;
  }

  @Override
  public String toString() {
    return words.replace(' ', '-');
  }
}
