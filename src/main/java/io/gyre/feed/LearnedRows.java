package io.gyre.feed;

import io.gyre.kafka.ClusterAdmin;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The progress of a group of learners on a topic of one partition. Thread-safe. */
public record LearnedRows(ClusterAdmin cluster, String application, String topic) {

  private static final Logger LOG = LoggerFactory.getLogger(LearnedRows.class);

  /** Returns the offset after the last record; −1 if the cluster does not say. */
  public long end() {
    return asked(() -> cluster.end(topic));
  }

  /** Returns the offset before which the learners have committed all; −1 as {@link #end}. */
  public long committed() {
    return asked(() -> cluster.group(application).committed(topic).getOrDefault(0, 0L));
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
