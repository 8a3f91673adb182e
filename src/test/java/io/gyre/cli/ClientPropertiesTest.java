package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "KAFKA_SECURITY_PROTOCOL,    SASL_SSL, security.protocol",
    "KAFKA_SASL_JAAS_CONFIG,     'a b;',   sasl.jaas.config",
    "KAFKA_SSL_TRUSTSTORE_LOCATION, /t,    ssl.truststore.location",
    "KAFKA_MAX_REQUEST_SIZE,     2000000,  max.request.size",
    "KAFKA_MAX_POLL_RECORDS,     10,       max.poll.records",
    "KAFKA_ACKS,                 all,      acks",
    "KAFKA_ISOLATION_LEVEL,      READ_COMMITTED, isolation.level"
  })
  void shouldTakeWhatTheClientsDefine(String variable, String value, String property) {
    assertThat(ClientProperties.fromEnvironment(Map.of(variable, value)).all())
        .containsExactly(Map.entry(property, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KAFKA_OPTS",
        "KAFKA_HEAP_OPTS",
        "KAFKA_PORT",
        "KAFKA_NODE_ID",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS",
        "PATH",
        "KAFKA_"
      })
  void shouldLeaveWhatIsNotForAClient(String variable) {
    assertThat(ClientProperties.fromEnvironment(Map.of(variable, "tcp://10.0.0.1:9092")).all())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KAFKA_PROCESSING_GUARANTEE, at_least_once,    exactly_once_v2",
    "KAFKA_ISOLATION_LEVEL,      read_uncommitted, read_committed",
    "KAFKA_ENABLE_AUTO_COMMIT,   true,             false",
    "KAFKA_ENABLE_IDEMPOTENCE,   false,            true",
    "KAFKA_ACKS,                 1,                all",
    "KAFKA_TRANSACTIONAL_ID,     mine,             transactional.id",
    "KAFKA_GROUP_ID,             mine,             group.id",
    "KAFKA_GROUP_INSTANCE_ID,    mine,             group.instance.id",
    "KAFKA_GROUP_PROTOCOL,       consumer,         group.protocol",
    "KAFKA_KEY_SERIALIZER,       x.Y,              key.serializer",
    "KAFKA_VALUE_DESERIALIZER,   x.Y,              value.deserializer",
    "KAFKA_PROCESSING_EXCEPTION_HANDLER, x.Y,      processing.exception.handler",
    "KAFKA_PRODUCTION_EXCEPTION_HANDLER, x.Y,      production.exception.handler"
  })
  void shouldRefuseWhatBreaksAPromise(String variable, String value, String named) {
    assertThatThrownBy(() -> ClientProperties.fromEnvironment(Map.of(variable, value)))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll(variable, "'" + value + "'", named, "Remove it");
  }

  @Test
  void shouldPreferTheFileAndRefuseTheSameThere() throws IOException {
    ClientProperties properties =
        ClientProperties.fromEnvironment(Map.of("KAFKA_SECURITY_PROTOCOL", "SSL"));
    Path file = Files.writeString(folder.resolve("ok"), "security.protocol=SASL_SSL\nmy.own=1\n");

    assertThat(properties.withFile(file).all())
        .containsOnly(Map.entry("security.protocol", "SASL_SSL"), Map.entry("my.own", "1"));

    Path wrong = Files.writeString(folder.resolve("wrong"), "acks=0\n");
    assertThatThrownBy(() -> properties.withFile(wrong))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll(wrong.toString(), "acks", "'0'");
    assertThatThrownBy(() -> properties.withFile(folder.resolve("absent")))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("--command-config", "absent");
  }

  @Test
  void shouldGiveEachClientOnlyItsOwnSettingsAndThoseNobodyKnows() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("all"),
            "bootstrap.servers=far:1\nmax.poll.records=5\nlinger.ms=7\nclient.id=me\nmy.own=1\n");
    ClientProperties properties = ClientProperties.none().withFile(file);

    assertThat(properties.forAdmin()).containsOnlyKeys("client.id", "my.own");
    assertThat(properties.forProducer()).containsOnlyKeys("client.id", "my.own", "linger.ms");
    assertThat(properties.forConsumer())
        .containsOnlyKeys("client.id", "my.own", "max.poll.records");
    assertThat(properties.bootstrapServers()).isEqualTo("far:1");
  }
}
