package io.gyre.kafka;

import io.gyre.GyreException;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says in one message, for a person, what Kafka's exceptions mean. */
public final class KafkaErrorText {

  private KafkaErrorText() {}

  /** Returns the failure of a first contact. */
  static GyreException explainConnecting(
      Throwable failure, String bootstrapServers, Duration timeout) {
    Throwable cause = Causes.unwrapped(failure);
    if (cause instanceof TimeoutException
        || cause instanceof java.util.concurrent.TimeoutException
        || cause instanceof DisconnectException) {
      return new UnreachableException(
          """
          No Kafka broker answers at %s (waited %s s). Is it running, and is that its address? \
          'gyre up' starts one on this machine; --bootstrap-server (GYRE_BOOTSTRAP_SERVER) names another. \
          A broker that wants TLS or SASL needs --command-config or KAFKA_SECURITY_PROTOCOL, and one \
          behind Docker must advertise an address that this machine reaches."""
              .formatted(bootstrapServers, seconds(timeout)),
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
    return new GyreException(
        "Kafka at " + bootstrapServers + ": " + meaning(cause) + hint(cause), cause);
  }

  private static GyreException configuration(Throwable cause, String bootstrapServers) {
    String message = meaning(cause);
    if (KafkaInternals.isOfAddresses(message)) {
      return new GyreException(
          "--bootstrap-server (GYRE_BOOTSTRAP_SERVER): expected HOST:PORT of a broker whose host can be found, or several separated by commas; found '%s' (%s)."
              .formatted(bootstrapServers, stripped(message)),
          cause);
    }
    return new GyreException(
        "A Kafka client setting (KAFKA_… variable or --command-config) is wrong: " + message,
        cause);
  }

  private static String hint(Throwable cause) {
    if (KafkaInternals.isOfLogin(meaning(cause))) {
      return ". SASL needs the login in KAFKA_SASL_JAAS_CONFIG, or as sasl.jaas.config in --command-config.";
    }
    if (cause instanceof SslAuthenticationException) {
      return ". Check the KAFKA_SSL_… variables or --command-config: the truststore must know the broker's certificate.";
    }
    if (cause instanceof AuthenticationException) {
      return ". The broker refused the login: check KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM and KAFKA_SASL_JAAS_CONFIG, or --command-config.";
    }
    if (cause instanceof AuthorizationException) {
      return ". This user may not do that: ask for the rights (ACLs) on Gyre's topics.";
    }
    if (cause instanceof UnknownTopicOrPartitionException) {
      return " 'gyre topics' creates Gyre's topics.";
    }
    if (cause instanceof TimeoutException) {
      return ". The broker stopped answering, or is overloaded.";
    }
    return "";
  }

  private static String meaning(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String stripped(String message) {
    return message.replaceFirst("\\.$", "");
  }

  private static String seconds(Duration timeout) {
    double seconds = timeout.toMillis() / 1000.0;
    return seconds == Math.rint(seconds)
        ? Long.toString((long) seconds)
        : String.format(Locale.ROOT, "%.1f", seconds);
  }
}
