package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gyre.kafka.KafkaInternals.FailedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.ClientUtils;
import org.apache.kafka.streams.processor.internals.ProcessorStateManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins what {@link KafkaInternals} takes from inside Kafka, on the Kafka that is used. */
class KafkaInternalsTest {

  private static final String STREAMS = "org.apache.kafka.streams.";

  @TempDir Path folder;

  @Test
  void shouldNameTheVersionThatIsUsed() {
    assertThat(AppInfoParser.getVersion()).isEqualTo(KafkaInternals.VERSION);
  }

  @Test
  void shouldKnowWhyARebalanceIsWantedAfterACorruptedTask() throws IOException {
    assertThat(constants(STREAMS + "processor.internals.StreamThread"))
        .contains(KafkaInternals.TASKS_CORRUPTED);
  }

  @Test
  void shouldKnowHowKafkaStreamsSaysThatChangelogsAreBehind() throws IOException {
    assertThat(constants(STREAMS + "processor.internals.InternalTopicManager"))
        .contains("Existing internal topic %s " + KafkaInternals.INVALID_PARTITIONS);
  }

  @Test
  void shouldKnowHowKafkaStreamsSaysThatATaskIsOfAnotherTopology() throws IOException {
    assertThat(constants(STREAMS + "processor.internals.StreamTask$RecordQueueCreator"))
        .contains(KafkaInternals.ANOTHER_TOPOLOGY);
  }

  @Test
  void shouldKnowTheSettingWithoutWhichEachStartWarnsOfGlobalStores() throws IOException {
    assertThat(constants(STREAMS + "StreamsConfig")).contains(KafkaInternals.GLOBAL_HANDLER);
  }

  @Test
  void shouldKnowWhatABrokerSaysAtEachStart() throws IOException {
    assertThat(constants("org.apache.kafka.controller.ActivationRecordsGenerator"))
        .contains(KafkaInternals.ACTIVATION);
    assertThat(constants("org.apache.kafka.storage.internals.log.ProducerAppendInfo"))
        .contains(KafkaInternals.BEHIND_FIRST);
    assertThat(constants("kafka.server.ControllerApis"))
        .contains("Unexpected error handling request ");
  }

  @Test
  void shouldKnowTheFileOfTheProcess() throws Exception {
    assertThat(constants(STREAMS + "processor.internals.StateDirectory"))
        .contains(KafkaInternals.PROCESS_FILE);
    assertThat(
            Arrays.stream(
                    Class.forName(
                            STREAMS
                                + "processor.internals.StateDirectory$StateDirectoryProcessFile")
                        .getDeclaredFields())
                .map(Field::getName))
        .containsExactly(KafkaInternals.PROCESS_ID);
  }

  @Test
  void shouldNameAChangelogAsKafkaStreamsDoes() {
    String named = ProcessorStateManager.storeChangelogTopic("gyre", "state", null);

    assertThat(KafkaInternals.changelogOf("gyre", "state")).isEqualTo(named);
  }

  @Test
  void shouldKnowTheConsumerOfAThread() throws IOException {
    String thread = "-StreamThread-";

    assertThat(constants(STREAMS + "processor.internals.StreamThread")).contains(thread);
    assertThat(
            ClientUtils.consumerClientId("gyre-1" + thread + 12)
                .replaceFirst(KafkaInternals.THREAD_CONSUMER, ""))
        .isEqualTo("gyre-1");
  }

  @Test
  void shouldKnowTheThreadsOfAnInstanceInItsGroup() {
    Properties properties =
        StreamsConfiguration.of("gyre", "7f", folder, Map.of("bootstrap.servers", "none:1"));
    Object member =
        new StreamsConfig(properties)
            .getMainConsumerConfigs("gyre", "client", 3)
            .get("group.instance.id");

    assertThat(member).isEqualTo("7f-3");
    assertThat(ConsumerGroup.isOf(member("7f-3"), "7f")).isTrue();
    assertThat(ConsumerGroup.isOf(member("8a-3"), "7f")).isFalse();
  }

  private static MemberDescription member(String instance) {
    return new MemberDescription(
        "id",
        Optional.of(instance),
        Optional.empty(),
        "client",
        "host",
        new MemberAssignment(Set.of()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The mock refuses as the real one does, out of the same package. */
  @Test
  void shouldKnowAProducerThatHasLostItsTransaction() {
    Throwable lost;
    try (MockProducer<byte[], byte[]> producer = new MockProducer<>()) {
      lost = catchThrowable(producer::commitTransaction);
    }

    assertThat(KafkaInternals.transactionIsLost(Causes.of(new RuntimeException(lost)))).isTrue();
    assertThat(KafkaInternals.transactionIsLost(Causes.of(new IllegalStateException("ours"))))
        .isFalse();
  }

  @Test
  void shouldKnowTheRecordThatAProcessorFailedAt() {
    Topology topology = new Topology();
    topology.addSource("in", "points");
    topology.addProcessor("buggy", Buggy::new, "in");
    Properties properties =
        StreamsConfiguration.of("gyre", "7f", folder, Map.of("bootstrap.servers", "none:1"));
    properties.put("default.key.serde", Serdes.ByteArraySerde.class);
    properties.put("default.value.serde", Serdes.ByteArraySerde.class);
    try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties)) {
      var in =
          driver.createInputTopic("points", new ByteArraySerializer(), new ByteArraySerializer());

      Throwable failure = catchThrowable(() -> in.pipeInput(new byte[0]));

      assertThat(KafkaInternals.failedRecord(Causes.of(failure)))
          .contains(new FailedRecord("buggy", "points", "0", "0"));
    }
  }

  private static final class Buggy implements Processor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> found) {
      throw new ArithmeticException("made by the test");
    }
  }

  @Test
  void shouldKnowTheSettingThatABrokerDoesNotKnow() {
    Map<String, String> configs = Map.of("from.the.future", "1");
    Throwable refusal = catchThrowable(() -> LogConfig.validateNames(configs));

    assertThat(KafkaInternals.unknownSetting(refusal)).contains("from.the.future");
    assertThat(KafkaInternals.unknownSetting(new IllegalStateException("from.the.future")))
        .isEmpty();
  }

  @Test
  void shouldKnowWhatAClientComplainsOf() {
    assertThatThrownBy(() -> Admin.create(Map.of("bootstrap.servers", "no port")))
        .satisfies(e -> assertThat(KafkaInternals.isOfAddresses(message(e))).isTrue());

    Map<String, Object> withoutLogin =
        Map.of(
            "bootstrap.servers", "localhost:1",
            "security.protocol", "SASL_PLAINTEXT",
            "sasl.mechanism", "PLAIN");
    assertThatThrownBy(() -> Admin.create(withoutLogin))
        .satisfies(e -> assertThat(KafkaInternals.isOfLogin(message(e))).isTrue())
        .satisfies(e -> assertThat(KafkaInternals.isOfAddresses(message(e))).isFalse());
  }

  private static String message(Throwable failure) {
    return Causes.unwrapped(failure).getMessage();
  }

  /** The texts in a class stand in its file, as modified UTF-8. */
  private static String constants(String className) throws IOException {
    String file = className.replace('.', '/') + ".class";
    try (InputStream in = StreamsConfig.class.getClassLoader().getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
