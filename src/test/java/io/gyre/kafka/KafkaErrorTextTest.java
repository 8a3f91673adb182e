package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class KafkaErrorTextTest {

  private static final String SERVERS = "far:9093";

  @Test
  void shouldSayWhatToDoAboutAnAbsentBroker() {
    Throwable failure = new ExecutionException(new TimeoutException("Timed out"));

    assertThat(KafkaErrorText.explainConnecting(failure, SERVERS, Duration.ofMillis(1500)))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContainingAll(SERVERS, "1.5 s", "gyre up", "--bootstrap-server");
  }

  @Test
  void shouldSayWhatToDoAboutARefusedLogin() {
    assertThat(explained(new SaslAuthenticationException("Authentication failed")))
        .contains(SERVERS, "Authentication failed", "KAFKA_SASL_JAAS_CONFIG");
    assertThat(explained(new SslAuthenticationException("SSL handshake failed")))
        .contains(SERVERS, "SSL handshake failed", "truststore");
    assertThat(explained(new TopicAuthorizationException("Not authorized: [points]")))
        .contains(SERVERS, "points", "ACLs");
    assertThat(
            explained(
                new IllegalArgumentException("no 'KafkaClient' entry in the JAAS configuration")))
        .contains("KAFKA_SASL_JAAS_CONFIG", "--command-config");
  }

  @Test
  void shouldTellAWrongSettingFromAWrongAddress() {
    assertThat(explained(new ConfigException("security.protocol", "FOO", "no such protocol")))
        .contains("KAFKA_…", "security.protocol", "FOO");
    assertThat(explained(new ConfigException("Invalid url in bootstrap.servers: x")))
        .contains("--bootstrap-server", "HOST:PORT", SERVERS);
  }

  @Test
  void shouldLookThroughWrappers() {
    Throwable wrapped =
        new KafkaException(
            "Failed to create new KafkaAdminClient",
            new ExecutionException(new KafkaException("x")));

    assertThat(explained(wrapped)).isEqualTo("Kafka at far:9093: x");
  }

  @Test
  void shouldEndASentenceWithOnePoint() {
    assertThat(explained(new TimeoutException("Timed out waiting for a node assignment.")))
        .endsWith("for a node assignment. The broker stopped answering, or is overloaded.");
    assertThat(explained(new UnknownTopicOrPartitionException("There is no such topic.")))
        .endsWith("There is no such topic. 'gyre topics' creates Gyre's topics.");
  }

  private static String explained(Throwable failure) {
    return KafkaErrorText.explain(failure, SERVERS).getMessage();
  }
}
