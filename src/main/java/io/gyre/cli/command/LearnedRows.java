package io.gyre.cli.command;

import io.gyre.kafka.ClusterAdmin;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the learners are on a topic of one partition. Thread-safe. */
class LearnedRows {

  private static final Logger LOG = LoggerFactory.getLogger(LearnedRows.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final String application;
  private final String topic;

  /**
   * @param admin closed by the caller
   * @param application the learners' group
   */
  LearnedRows(Admin admin, String application, String topic) {
    this.admin = admin;
    this.application = application;
    this.topic = topic;
  }

  /** Returns the offset after the last record; −1 if the cluster does not say. */
  long end() {
    try {
      return TopicEnd.of(admin, topic).offsets();
    } catch (KafkaException e) {
      LOG.info("Asked for the end of {} in vain; asks again", topic, e);
      return -1;
    }
  }

  /**
   * Whether the learners have committed all before an offset; false if the cluster does not say.
   */
  boolean areAllBefore(long offset) {
    return committed() >= offset;
  }

  /** Returns the offset before which the learners have committed all; −1 as {@link #end}. */
  long committed() {
    try {
      return new ClusterAdmin(admin)
          .group(application)
          .committed(topic, TIMEOUT)
          .getOrDefault(0, 0L);
    } catch (KafkaException e) {
      LOG.info("Asked for the learners' offsets in vain; asks again", e);
      return -1;
    }
  }
}
