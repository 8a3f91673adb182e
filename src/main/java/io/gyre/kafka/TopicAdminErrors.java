package io.gyre.kafka;

import io.gyre.GyreException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Turns what the cluster answers into what a person can do about it. */
public final class TopicAdminErrors {

  private TopicAdminErrors() {}

  /**
   * @param topic the topic's name on the cluster
   * @param operation Kafka's name for what was asked, as in its ACLs: DESCRIBE, CREATE, …
   * @param cause the cluster's answer
   */
  public static GyreException of(String topic, String operation, Throwable cause) {
    return new GyreException("topic %s: %s".formatted(topic, text(operation, cause)), cause);
  }

  private static String text(String operation, Throwable cause) {
    if (cause instanceof TopicAuthorizationException
        || cause instanceof ClusterAuthorizationException) {
      return ("expected the right to %s it, found none for this user; "
              + "grant %1$s on the topic, or have it created as in topics/")
          .formatted(operation);
    }
    if (cause instanceof InvalidReplicationFactorException) {
      return ("expected as many brokers as the cluster's default.replication.factor, found: %s "
              + "Start more brokers, lower that setting on them, or create the topic as in topics/")
          .formatted(cause.getMessage());
    }
    if (cause instanceof PolicyViolationException
        || cause instanceof InvalidConfigurationException) {
      return ("expected the cluster to accept the settings of topics/, found: %s; "
              + "create the topic with what the cluster allows, and start again")
          .formatted(cause.getMessage());
    }
    if (cause instanceof UnsupportedVersionException) {
      return "expected brokers of Kafka 2.5 or newer, found: %s; upgrade them"
          .formatted(cause.getMessage());
    }
    if (cause instanceof TimeoutException) {
      return ("expected an answer to %s, found none in time (%s); see that the brokers are up and "
              + "start again: what has been created by then is found")
          .formatted(operation, cause.getMessage());
    }
    return "expected the cluster to %s it, found: %s; see the brokers' logs"
        .formatted(operation, cause);
  }
}
