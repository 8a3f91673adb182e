package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
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
        "KAFKA_PRODUCER_ID_EXPIRATION_MS",
        "KAFKA_INTERNAL_PORT",
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
    "KAFKA_PROCESSING_EXCEPTION_HANDLER, x.Y,      LogAndFailProcessingExceptionHandler",
    "KAFKA_PRODUCTION_EXCEPTION_HANDLER, x.Y,      production.exception.handler",
    "KAFKA_MAIN_CONSUMER_ISOLATION_LEVEL, read_uncommitted, main.consumer.isolation.level",
    "KAFKA_PRODUCER_ACKS,        0,                producer.acks"
  })
  void shouldRefuseWhatBreaksAPromise(String variable, String value, String named) {
    assertThatThrownBy(() -> ClientProperties.fromEnvironment(Map.of(variable, value)))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll(variable, "'" + value + "'", named, "Remove it");
  }

  @ParameterizedTest
  @CsvSource({
    "main.consumer.isolation.level,        read_uncommitted",
    "consumer.main.consumer.isolation.level, read_uncommitted",
    "consumer.enable.auto.commit,          true",
    "main.consumer.enable.auto.commit,     true",
    "main.consumer.group.id,               mine",
    "main.consumer.group.instance.id,      mine",
    "main.consumer.bootstrap.servers,      elsewhere:9092",
    "admin.bootstrap.controllers,          elsewhere:9092",
    "producer.transactional.id,            mine",
    "producer.enable.idempotence,          false",
    "producer.transaction.two.phase.commit.enable, true",
    "consumer.internal.throw.on.fetch.stable.offset.unsupported, false",
    "__processing.threads.enabled__,       true",
    "application.id,                       mine",
    "state.dir,                            /elsewhere",
    "default.client.supplier,              x.Y",
    "default.deserialization.exception.handler, x.Y",
    "default.production.exception.handler, x.Y",
    "default.timestamp.extractor,          x.Y",
    "deserialization.exception.handler,    x.Y",
    "processor.wrapper.class,              x.Y",
    "rocksdb.config.setter,                x.Y",
    "task.assignor.class,                  x.Y",
    "topology.optimization,                all",
    "topic.cleanup.policy,                 'compact,delete'"
  })
  void shouldRefuseInAFileWhatKafkaStreamsWouldTakeForItselfOrHandOn(String name, String value)
      throws IOException {
    Path file = Files.writeString(folder.resolve("settings"), name + "=" + value + "\n");

    assertThatThrownBy(() -> ClientProperties.none().withFile(file))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll(file.toString(), "sets " + name, "'" + value + "'", "Remove it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main.consumer.isolation.level=read_committed",
        "producer.acks=-1",
        "producer.max.block.ms=4000",
        "restore.consumer.fetch.max.bytes=1",
        "admin.client.id=me",
        "consumer.my.own=1",
        "topic.min.insync.replicas=2",
        "client.tag.zone=a",
        "sasl.login.callback.handler.class=x.Y",
        "config.providers=file",
        "config.providers.file.class=x.Y",
        "group.protocol=classic",
        "processing.guarantee=exactly_once_v2",
        "processing.exception.handler=org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler",
        "topology.optimization=none",
        "num.stream.threads=4",
        "num.standby.replicas=1",
        "commit.interval.ms=1000",
        "replication.factor=3",
        "task.timeout.ms=1000"
      })
  void shouldTakeFromAFileWhatIsTheSameOrAPersonsChoice(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("settings"), line + "\n");
    String[] setting = line.split("=");

    assertThat(ClientProperties.none().withFile(file).all())
        .containsExactly(Map.entry(setting[0], setting[1]));
  }

  /** Whatever a person sets, and wherever: it is refused, or Kafka Streams does as before. */
  @Test
  void shouldLeaveNoWayToTurnAClientOfKafkaStreams() throws IOException {
    Map<String, String> attacks =
        Map.of(
            "isolation.level", "read_uncommitted",
            "enable.auto.commit", "true",
            "group.id", "mine",
            "group.protocol", "consumer",
            "bootstrap.servers", "elsewhere:1",
            "enable.idempotence", "false",
            "transactional.id", "mine",
            "processing.guarantee", "at_least_once",
            "default.production.exception.handler",
                "org.apache.kafka.streams.errors.LogAndFailExceptionHandler");
    StreamsConfig untouched = streams(ClientProperties.none());
    for (Map.Entry<String, String> attack : attacks.entrySet()) {
      for (String prefix :
          List.of("", "consumer.", "main.consumer.", "restore.consumer.", "producer.", "admin.")) {
        String name = prefix + attack.getKey();
        Path file =
            Files.writeString(folder.resolve("attack"), name + "=" + attack.getValue() + "\n");
        StreamsConfig attacked = untouched;
        try {
          attacked = streams(ClientProperties.none().withFile(file));
        } catch (GyreException refused) {
          assertThat(refused).hasMessageContaining("sets " + name + " to");
        }
        assertThat(clients(attacked)).as(name).isEqualTo(clients(untouched));
      }
    }
  }

  private StreamsConfig streams(ClientProperties properties) {
    Map<String, String> client = new HashMap<>(properties.all());
    client.put("bootstrap.servers", "here:1");
    return new StreamsConfig(StreamsConfiguration.of("gyre", "instance", folder, client));
  }

  private static List<Map<String, Object>> clients(StreamsConfig streams) {
    return List.of(
        streams.getMainConsumerConfigs("gyre", "client", 1),
        streams.getRestoreConsumerConfigs("client"),
        streams.getGlobalConsumerConfigs("client"),
        streams.getProducerConfigs("client"),
        streams.getAdminConfigs("client"));
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
