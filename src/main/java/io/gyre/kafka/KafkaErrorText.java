package io.gyre.kafka;

import io.gyre.GyreException;
import io.gyre.Setting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Explains Kafka's exceptions in one message for a person. */
public final class KafkaErrorText {

  /** Advice for failures, which may name the file of settings; the first class that fits counts. */
  private static final List<Map.Entry<Class<? extends Throwable>, String>> HINTS =
      List.of(
          Map.entry(
              SslAuthenticationException.class,
              ". Check the KAFKA_SSL_… variables or %s: the truststore must know the broker's certificate."),
          Map.entry(
              AuthenticationException.class,
              ". The broker refused the login: check KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM and KAFKA_SASL_JAAS_CONFIG, or %s."),
          Map.entry(
              AuthorizationException.class,
              ". This user may not do that: ask for the rights (ACLs) on Gyre's topics."),
          Map.entry(
              UnknownTopicOrPartitionException.class, ". 'gyre topics' creates Gyre's topics."),
          Map.entry(TimeoutException.class, ". The broker stopped answering, or is overloaded."),
          Map.entry(Throwable.class, ""));

  private static final String REFUSED =
      "expected the cluster to accept the settings of topics/, found: %2$s; create the topic with what the cluster allows, and start again";

  /** Advice for failures with a topic, from operation, message and failure. */
  private static final List<Map.Entry<Class<? extends Throwable>, String>> OF_TOPICS =
      List.of(
          Map.entry(
              AuthorizationException.class,
              "expected the right to %1$s it, found none for this user; grant %1$s on the topic, or have it created as in topics/"),
          Map.entry(
              InvalidReplicationFactorException.class,
              "expected as many brokers as the cluster's default.replication.factor, found: %2$s Start more brokers, lower that setting on them, or create the topic as in topics/"),
          Map.entry(PolicyViolationException.class, REFUSED),
          Map.entry(InvalidConfigurationException.class, REFUSED),
          Map.entry(
              UnsupportedVersionException.class,
              "expected brokers of Kafka 2.5 or newer, found: %2$s; upgrade them"),
          Map.entry(
              TimeoutException.class,
              "expected an answer to %1$s, found none in time (%2$s); see that the brokers are up and start again: what has been created by then is found"),
          Map.entry(
              Throwable.class,
              "expected the cluster to %1$s it, found: %3$s; see the brokers' logs"));

  private KafkaErrorText() {}

  /** Returns the failure of a first contact. */
  static GyreException explainConnecting(
      Throwable failure, String bootstrapServers, Duration timeout) {
    Throwable cause = Causes.unwrapped(failure);
    BigDecimal seconds = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros();
    if (cause instanceof TimeoutException
        || cause instanceof java.util.concurrent.TimeoutException
        || cause instanceof DisconnectException) {
      return new UnreachableException(
          """
          No Kafka broker answers at %s (waited %s s). %s \
          'gyre up' starts one on this machine; %s (GYRE_BOOTSTRAP_SERVER) names another. \
          A broker that wants TLS or SASL needs %s or KAFKA_SECURITY_PROTOCOL, and one \
          behind Docker must advertise an address that this machine reaches."""
              .formatted(
                  bootstrapServers,
                  seconds.toPlainString(),
                  UnreachableException.QUESTION,
                  Setting.BOOTSTRAP_SERVER,
                  Setting.COMMAND_CONFIG),
          cause);
    }
    return explain(cause, bootstrapServers);
  }

  /** Returns the failure of anything else that a Kafka client did. */
  public static GyreException explain(Throwable failure, String bootstrapServers) {
    Throwable cause = Causes.unwrapped(failure);
    if (cause instanceof GyreException known) {
      return known;
    }
    if (cause instanceof ConfigException) {
      return configuration(cause, bootstrapServers);
    }
    String hint =
        KafkaInternals.isOfLogin(meaning(cause))
            ? ". SASL needs the login in KAFKA_SASL_JAAS_CONFIG, or as sasl.jaas.config in "
                + Setting.COMMAND_CONFIG
                + "."
            : first(HINTS, cause).formatted(Setting.COMMAND_CONFIG);
    return new GyreException("Kafka at " + bootstrapServers + ": " + meaning(cause) + hint, cause);
  }

  private static GyreException configuration(Throwable cause, String bootstrapServers) {
    String message = meaning(cause);
    if (KafkaInternals.isOfAddresses(message)) {
      return new GyreException(
          "%s (GYRE_BOOTSTRAP_SERVER): expected HOST:PORT of a broker whose host can be found, or several separated by commas; found '%s' (%s)."
              .formatted(Setting.BOOTSTRAP_SERVER, bootstrapServers, message),
          cause);
    }
    return new GyreException(
        "A Kafka client setting (KAFKA_… variable or "
            + Setting.COMMAND_CONFIG
            + ") is wrong: "
            + message,
        cause);
  }

  private static String first(
      List<Map.Entry<Class<? extends Throwable>, String>> texts, Throwable cause) {
    return texts.stream()
        .filter(text -> text.getKey().isInstance(cause))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static String meaning(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.replaceFirst("\\.$", "");
  }

  /** Returns the failure of an operation on a topic, as Kafka's ACLs name it: DESCRIBE, … */
  public static GyreException ofTopic(String topic, String operation, Throwable cause) {
    String text = first(OF_TOPICS, cause).formatted(operation, cause.getMessage(), cause);
    return new GyreException("topic %s: %s".formatted(topic, text), cause);
  }
}
