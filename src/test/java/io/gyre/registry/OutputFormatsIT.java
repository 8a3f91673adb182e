package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.jsonschema.JsonSchemaKafkaDeserializer;
import io.gyre.GyreException;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.TopicLoop;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.follow.Follower;
import io.gyre.page.state.DashboardState;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.Prediction;
import io.gyre.topic.ReleasedSchemas;
import io.gyre.topic.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Predictions and metrics in each format, read by Gyre and by programs of others. */
@Execution(ExecutionMode.CONCURRENT)
class OutputFormatsIT {

  private static final int LEARNERS = Bed.LEARNERS.size();
  private static final int POINTS = 1_000;

  @TempDir static Path folder;
  private static ApicurioRegistry server;

  @BeforeAll
  static void start() throws IOException {
    server = ApicurioRegistry.shared();
  }

  private static Bed bed(String application) {
    return Bed.make(TestBroker.bootstrapServers(), application, folder, 1);
  }

  private static ApplicationSettings settings(Bed bed, OutputFormat format, String url) {
    Map<String, String> client =
        Map.of("bootstrap.servers", bed.servers, "schema.registry.url", url);
    return bed.settings(bed.state, Bed.LEARNERS, client).with(format);
  }

  private static Function<String, Schema> schemas(String url) {
    return UsedSchemas.glancing(SchemaRegistry.of(Map.of("schema.registry.url", url)));
  }

  /** Another program's reader of a format: gives the fields of a value as texts, by their names. */
  private record Other(BiFunction<String, byte[], UnaryOperator<String>> read, AutoCloseable closes)
      implements AutoCloseable {

    static Other of(OutputFormat format) {
      Map<String, String> registry = Map.of("apicurio.registry.serde.validation-enabled", "true");
      if (format == OutputFormat.CONNECT_JSON) {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", "true"), false);
        return new Other(
            (topic, value) -> {
              Struct struct = (Struct) converter.toConnectData(topic, value).value();
              return name -> String.valueOf(struct.get(name));
            },
            converter);
      }
      if (format == OutputFormat.AVRO) {
        AvroKafkaDeserializer<GenericRecord> avro = new AvroKafkaDeserializer<>(server.client());
        avro.configure(registry, false);
        return new Other(
            (topic, value) -> {
              GenericRecord record = avro.deserialize(topic, value);
              return name -> String.valueOf(record.get(name));
            },
            avro);
      }
      JsonSchemaKafkaDeserializer<JsonNode> json =
          new JsonSchemaKafkaDeserializer<>(server.client());
      json.configure(registry, false);
      return new Other(
          (topic, value) -> {
            JsonNode node = new JsonMapper().valueToTree(json.deserialize(topic, value));
            return name -> node.path(name).asText("null");
          },
          json);
    }

    @Override
    public void close() {
      Utils.closeQuietly(closes, "reader");
    }
  }

  private static boolean isOf(OutputFormat format, byte[] value) {
    return format == OutputFormat.CONNECT_JSON
        ? new String(value, UTF_8).startsWith("{\"schema\"")
        : value[0] == 0;
  }

  @ParameterizedTest
  @EnumSource(value = OutputFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "JSON")
  void shouldBeReadByOthersAndLearnTheSame(OutputFormat format) throws Exception {
    try (Bed bed = bed("as-" + format);
        Other other = Other.of(format)) {
      bed.schemas = schemas(server.twice(""));
      // What was written before stays as it is.
      bed.stream.send(POINTS / 2, 0);
      bed.learn(settings(bed, OutputFormat.JSON, server.twice("")), POINTS / 2 * LEARNERS);
      bed.stream.send(POINTS / 2 - 1, 0);
      bed.stream.closeWindows(); // one more point
      bed.learn(settings(bed, format, server.twice("")), POINTS * LEARNERS);

      String points = bed.names.points();
      TopicLoop loop =
          new TopicLoop(bed.settings().fold())
              .direct(bed.outputs().read(points), bed.topicId(points));
      assertThat(bed.outputs().answers().differences(loop.answers())).isEmpty();
      assertThat(bed.outputs().answers().count()).isEqualTo((long) POINTS * LEARNERS);
      int answers = 0;
      Deserializer<Prediction> ours = Topic.PREDICTIONS.deserializer(bed.schemas);
      for (var each : bed.outputs().read(bed.names.of(Topic.PREDICTIONS))) {
        if (isOf(format, each.value())) {
          Prediction prediction = ours.deserialize("", each.value());
          UnaryOperator<String> found = other.read.apply(each.topic(), each.value());
          assertThat(found.apply("id")).isEqualTo(prediction.id());
          assertThat(found.apply("learner")).isEqualTo(prediction.learner());
          assertThat(found.apply("probability")).isEqualTo("" + prediction.probability());
          assertThat(found.apply("label")).isEqualTo("" + prediction.label());
          assertThat(found.apply("offset")).isEqualTo("" + prediction.offset());
          answers++;
        }
      }
      assertThat(answers).isEqualTo(POINTS / 2 * LEARNERS);
      int windows = 0;
      Deserializer<Metrics> metrics = Topic.METRICS.deserializer(bed.schemas);
      for (var each : bed.outputs().read(bed.names.of(Topic.METRICS))) {
        if (isOf(format, each.value())) {
          Metrics window = metrics.deserialize("", each.value());
          UnaryOperator<String> found = other.read.apply(each.topic(), each.value());
          assertThat(found.apply("learner")).isEqualTo(window.learner());
          assertThat(found.apply("points")).isEqualTo("" + window.points());
          windows++;
        }
      }
      assertThat(windows).isPositive();
    }
  }

  private static int send(String method, String path, String body) throws Exception {
    return server.ask(method, "/apis/ccompat/v7" + path, body).statusCode();
  }

  @Test
  void shouldSayWhatTheRegistryHasAgainstASchema() throws Exception {
    try (Bed bed = bed("schema-refused");
        SchemaRegistry registry =
            SchemaRegistry.of(Map.of("schema.registry.url", server.twice("")))) {
      String subject = bed.names.of(Topic.PREDICTIONS) + "-value";
      registry.register(
          subject,
          ValueFormat.AVRO,
          "{\"type\":\"record\",\"name\":\"Prediction\",\"namespace\":\"io.gyre\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}");
      assertThat(send("PUT", "/config/" + subject, "{\"compatibility\":\"FULL\"}")).isEqualTo(200);

      assertThat(bed.refusal(settings(bed, OutputFormat.AVRO, server.twice(""))))
          .contains(subject, "refused");
    }
  }

  @Test
  void shouldSayAtTheStartThatTheRegistryIsAway() {
    try (Bed bed = bed("away")) {
      assertThat(bed.refusal(settings(bed, OutputFormat.AVRO, "http://127.0.0.1:1")))
          .contains("http://127.0.0.1:1", "does not answer");
    }
  }

  /** Each version that was released, then this, then one with a field more, and one refused. */
  @ParameterizedTest
  @EnumSource(
      value = OutputFormat.class,
      names = {"AVRO", "JSON_SCHEMA"})
  void shouldHaveVersionsThatTheRegistryTakesOneBehindTheOther(OutputFormat format)
      throws Exception {
    boolean isAvro = format == OutputFormat.AVRO;
    String rule = "{\"compatibility\":\"%s\"}".formatted(isAvro ? "FULL" : "BACKWARD");
    try (SchemaRegistry registry =
        SchemaRegistry.of(Map.of("schema.registry.url", server.twice("")))) {
      for (Topic<?> topic : Topic.formatted()) {
        String subject = format + "-" + topic.name() + "-value";
        for (String text : ReleasedSchemas.of(topic, format)) {
          registry.register(subject, format.registered(), text);
          assertThat(send("PUT", "/config/" + subject, rule)).isEqualTo(200);
        }
        String now = format.schema(topic.definition());
        int id = registry.register(subject, format.registered(), now);
        ObjectNode more = (ObjectNode) new JsonMapper().readTree(now);
        if (isAvro) {
          more.withArray("fields").addObject().put("name", "more").putNull("default");
          ((ObjectNode) more.get("fields").get(more.get("fields").size() - 1))
              .putArray("type")
              .add("null")
              .add("string");
        } else {
          more.withObject("/properties/more").put("type", "string");
        }
        assertThat(registry.register(subject, format.registered(), more.toString()))
            .isNotEqualTo(id);
        ObjectNode other = more.deepCopy();
        if (isAvro) {
          ((ObjectNode) other.get("fields").get(0)).put("type", "long");
        } else {
          other.withObject("/properties/learner").put("type", "integer");
        }
        assertThatThrownBy(() -> registry.register(subject, format.registered(), other.toString()))
            .hasMessageContaining("refused the request (409)");
      }
    }
  }

  @Test
  void shouldShowWhatItCanReadAndSayWhatNot() throws Exception {
    String url = "http://127.0.0.1:1"; // nobody answers there
    for (boolean named : new boolean[] {false, true}) {
      try (Bed bed = bed("shown-" + named);
          KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(
                  Map.of("bootstrap.servers", bed.servers),
                  new ByteArraySerializer(),
                  new ByteArraySerializer())) {
        String metrics = bed.names.of(Topic.METRICS);
        DashboardState state = new DashboardState("gyre");
        ClusterAccess cluster =
            ClusterAccess.local(bed.servers).withSchemaRegistry(named ? url : null);
        try (Follower follower =
            new Follower(state, bed.names, cluster, RecordSettings.standard())) {
          follower.start();
          await("a first look").until(() -> state.status().connected());
          byte[] framed = {0, 0, 0, 0, 5, 'x'};
          producer.send(new ProducerRecord<>(metrics, framed, framed)).get();
          byte[] key = "gyre/network/0".getBytes(UTF_8);
          producer.send(new ProducerRecord<>(metrics, key, framed)).get();
          await("it to be told").until(() -> state.status().detail().contains("the schema id/5"));
          assertThat(state.status().detail()).contains(named ? url : "--schema-registry");
          assertThat(state.status().connected()).isTrue();

          JsonNode example = Topic.METRICS.definition().example().get("value");
          byte[] value = example.toString().getBytes(UTF_8);
          producer.send(new ProducerRecord<>(metrics, key, value)).get();
          await("what it can read").until(() -> !state.status().detail().contains("schema"));
        }
      }
    }
  }

  @Test
  void shouldEndIfTheRegistryGivesTheIdsToOthers() throws Exception {
    ApicurioRegistry wiped = null;
    try (Bed bed = bed("given-away");
        ApicurioRegistry process = ApicurioRegistry.start(folder.resolve("given-1"))) {
      bed.schemas = schemas(process.twice(""));
      bed.stream.send(100, 0);
      ApplicationSettings settings = settings(bed, OutputFormat.AVRO, process.twice(""));
      try (LearnerApplication one = LearnerApplication.start(settings)) {
        bed.awaitAnswers(one, 100 * LEARNERS);
        process.kill();
        wiped = ApicurioRegistry.start(folder.resolve("given-2"), process.port());
        try (SchemaRegistry registry = SchemaRegistry.of(settings.client())) {
          for (int i = 0; i < 5; i++) {
            String text = "{\"type\":\"record\",\"name\":\"Other%d\",\"fields\":[]}";
            registry.register("other-" + i, ValueFormat.AVRO, text.formatted(i));
          }
        }
        bed.stream.send(100, 0);

        assertThatThrownBy(one::await)
            .isInstanceOf(GyreException.class)
            .hasMessageContaining("is another one than");
      }
      assertThat(bed.outputs().read(bed.names.of(Topic.PREDICTIONS))).hasSize(100 * LEARNERS);
    } finally {
      Utils.closeQuietly(wiped, "registry");
    }
  }
}
