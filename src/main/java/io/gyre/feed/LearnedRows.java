package io.gyre.feed;

import io.gyre.kafka.ClusterAdmin;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the learners are on a topic of one partition. Thread-safe. */
public class LearnedRows {

  private static final Logger LOG = LoggerFactory.getLogger(LearnedRows.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final String application;
  private final String topic;

  /**
   * @param admin closed by the caller
   * @param application the learners' group
   */
  public LearnedRows(Admin admin, String application, String topic) {
    this.admin = admin;
    this.application = application;
    this.topic = topic;
  }

  /** Returns the offset after the last record; −1 if the cluster does not say. */
  public long end() {
    return asked(() -> TopicEnd.of(admin, topic).offsets());
  }

  /** Tells whether the learners have committed all before an offset, for certain. */
  public boolean areAllBefore(long offset) {
    return committed() >= offset;
  }

  /** Returns the offset before which the learners have committed all; −1 as {@link #end}. */
  public long committed() {
    return asked(
        () ->
            new ClusterAdmin(admin)
                .group(application)
                .committed(topic, TIMEOUT)
                .getOrDefault(0, 0L));
  }

  private long asked(LongSupplier question) {
    try {
      return question.getAsLong();
    } catch (KafkaException e) {
      LOG.info("{} does not tell how far {} is; asks again", topic, application, e);
      return -1;
    }
  }
}
