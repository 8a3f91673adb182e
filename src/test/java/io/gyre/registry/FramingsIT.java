package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.jsonschema.JsonSchemaKafkaSerializer;
import io.apicurio.registry.serde.protobuf.ProtobufKafkaSerializer;
import io.gyre.feed.AvroRows;
import io.gyre.file.SampleRows;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each format, framed in each way that it knows, gives the model of the same rows in JSON.
 * Apicurio's own serializers write; what only Confluent's write is put together by hand.
 */
class FramingsIT {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int ROWS = 100;
  private static final String GUID = "89791762233644908604a5d1bbaf5c52";
  private static final String HEADERS = "apicurio.registry.headers.enabled";
  private static final String GLOBAL = "apicurio.registry.use-id";

  private static ApicurioRegistry server;
  private static SchemaRegistry registry;

  /** What is learned of each kind of rows. */
  private static final Map<Rows, Object> OF_JSON = new EnumMap<>(Rows.class);

  @BeforeAll
  static void start() throws IOException {
    for (Rows kind : Rows.values()) {
      FoldLoop json = new FoldLoop(settings(ValueFormat.JSON));
      kind.make().forEach(row -> apply(json, new Written(bytes(row), new RecordHeaders()), null));
      OF_JSON.put(kind, json.digests());
    }
    server = ApicurioRegistry.shared();
    registry = SchemaRegistry.of(Map.of("schema.registry.url", server.twice("")));
  }

  @AfterAll
  static void stop() {
    Utils.closeQuietly(registry, "client");
  }

  /** Orders, flat, with missing values and three classes; and nested ones. */
  private enum Rows {
    ORDERS,
    NESTED;

    List<ObjectNode> make() throws IOException {
      List<ObjectNode> rows = new ArrayList<>();
      SampleRows orders = SampleRows.of(SampleRows.Kind.ORDERS, ROWS, 7);
      String[] names = orders.header.split(",");
      Random random = new Random(7);
      for (String line = orders.next(); line != null; line = orders.next()) {
        String[] cells = line.split(",", -1);
        ObjectNode row = MAPPER.createObjectNode();
        for (int i = 0; i < names.length; i++) {
          put(row, names[i], cells[i]);
        }
        if (this == NESTED) {
          row.putObject("ship").put("zip", "80" + random.nextInt(9)).put("express", true);
          row.putArray("sizes").add(random.nextGaussian()).add(random.nextInt(5) + 0.5);
        }
        rows.add(row);
      }
      return rows;
    }

    private static void put(ObjectNode row, String name, String cell) throws IOException {
      if (cell.isEmpty()) {
        row.putNull(name);
      } else if (cell.matches("-?\\d+(\\.\\d+)?")) {
        row.set(name, MAPPER.readTree(cell.contains(".") ? cell : cell + ".0"));
      } else if (cell.equals("true") || cell.equals("false")) {
        row.put(name, Boolean.parseBoolean(cell));
      } else {
        row.put(name, cell);
      }
    }
  }

  /** A record's value and headers. */
  private record Written(byte[] value, Headers headers) {}

  /** Writes rows, all of a kind, in one way. */
  private interface Writer extends AutoCloseable {
    Written write(ObjectNode row) throws Exception;

    @Override
    default void close() {}
  }

  private interface Writers {
    Writer of(Rows kind, List<ObjectNode> rows) throws Exception;
  }

  static Stream<Arguments> framings() {
    Map<String, Writers> all = new HashMap<>();
    Map<String, Map<String, String>> settings =
        Map.of(
            "by value", Map.of(),
            "by value, 8 bytes",
                Map.of(
                    "apicurio.registry.id-handler",
                    "io.apicurio.registry.serde.Legacy8ByteIdHandler",
                    GLOBAL,
                    "globalId"),
            "by header", Map.of(HEADERS, "true"),
            "by header, global", Map.of(HEADERS, "true", GLOBAL, "globalId"),
            "by value, with indexes", Map.of("apicurio.registry.serde.send-indexes", "true"),
            "by header, without a Ref",
                Map.of(HEADERS, "true", "apicurio.registry.serde.send-type-ref", "false"));
    settings.forEach(
        (name, of) -> {
          all.put("protobuf " + name, (kind, rows) -> protobuf(kind, rows, of));
          if (!name.contains("Ref") && !name.contains("indexes")) {
            all.put("avro " + name, (kind, rows) -> avro(kind, rows, of));
            all.put("json-schema " + name, (kind, rows) -> jsonSchema(kind, of));
          }
        });
    for (String frame : List.of("confluent", "confluent header", "confluent guid")) {
      all.put("avro " + frame, (kind, rows) -> confluent(avro(kind, rows, Map.of()), frame, ""));
      all.put(
          "json-schema " + frame, (kind, rows) -> confluent(jsonSchema(kind, Map.of()), frame, ""));
      all.put(
          "protobuf " + frame,
          (kind, rows) ->
              confluent(
                  protobuf(kind, rows, Map.of("apicurio.registry.serde.send-type-ref", "false")),
                  frame,
                  "00"));
    }
    return all.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            each ->
                Stream.of(Rows.values())
                    .map(rows -> Arguments.of(each.getKey(), rows, each.getValue())));
  }

  private static Map<String, String> serializer(Map<String, String> settings, boolean registers) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("apicurio.registry.auto-register", String.valueOf(registers));
    all.put("apicurio.registry.find-latest", String.valueOf(!registers));
    all.put("apicurio.registry.serde.validation-enabled", "false");
    return all;
  }

  private static <T> Writer serialized(
      String topic, Serializer<T> serializer, Function<ObjectNode, T> made) {
    return new Writer() {
      @Override
      public Written write(ObjectNode row) {
        RecordHeaders headers = new RecordHeaders();
        return new Written(serializer.serialize(topic, headers, made.apply(row)), headers);
      }

      @Override
      public void close() {
        serializer.close();
      }
    };
  }

  private static Writer avro(Rows kind, List<ObjectNode> rows, Map<String, String> settings) {
    org.apache.avro.Schema[] schema = new org.apache.avro.Schema[1];
    AvroRows writer =
        new AvroRows(
            kind.name(),
            text -> {
              schema[0] = new org.apache.avro.Schema.Parser().parse(text);
              return 1;
            });
    rows.forEach(writer::foresee);
    AvroKafkaSerializer<GenericRecord> serializer = new AvroKafkaSerializer<>(server.client());
    serializer.configure(serializer(settings, true), false);
    return serialized(
        "avro-" + kind,
        serializer,
        row -> {
          try {
            byte[] framed = writer.write(bytes(row));
            return new GenericDatumReader<GenericRecord>(schema[0])
                .read(null, DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static byte[] bytes(ObjectNode row) {
    return row.toString().getBytes(UTF_8);
  }

  private static Writer jsonSchema(Rows kind, Map<String, String> settings) {
    registry.register(
        "json-" + kind + "-value",
        ValueFormat.JSON_SCHEMA,
        "{\"type\":\"object\",\"properties\":{}}");
    JsonSchemaKafkaSerializer<JsonNode> serializer =
        new JsonSchemaKafkaSerializer<>(server.client());
    serializer.configure(serializer(settings, false), false);
    return serialized("json-" + kind, serializer, row -> row);
  }

  private static Writer protobuf(Rows kind, List<ObjectNode> rows, Map<String, String> settings)
      throws Exception {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName(kind + ".proto").setPackage("shop");
    DescriptorProto.Builder order = file.addMessageTypeBuilder().setName("Order");
    Map<String, JsonNode> firsts = new HashMap<>();
    Set<String> names = new LinkedHashSet<>();
    for (ObjectNode row : rows) {
      row.fieldNames().forEachRemaining(names::add);
      row.properties().stream()
          .filter(member -> !member.getValue().isNull())
          .forEach(member -> firsts.putIfAbsent(member.getKey(), member.getValue()));
    }
    names.forEach(name -> add(order, name, firsts.get(name)));
    Descriptor type =
        FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
            .findMessageTypeByName("Order");
    ProtobufKafkaSerializer<Message> serializer = new ProtobufKafkaSerializer<>(server.client());
    serializer.configure(serializer(settings, true), false);
    return serialized("protobuf-" + kind, serializer, row -> message(type, row));
  }

  private static void add(DescriptorProto.Builder to, String name, JsonNode value) {
    FieldDescriptorProto.Builder field =
        to.addFieldBuilder().setName(name).setNumber(to.getFieldCount());
    field.setLabel(value.isArray() ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
    JsonNode one = value.isArray() ? value.get(0) : value;
    if (one.isObject()) {
      DescriptorProto.Builder nested = to.addNestedTypeBuilder().setName("Of_" + name);
      one.properties().forEach(member -> add(nested, member.getKey(), member.getValue()));
      field.setType(Type.TYPE_MESSAGE).setTypeName("Of_" + name);
    } else {
      field.setType(
          one.isNumber() ? Type.TYPE_DOUBLE : one.isBoolean() ? Type.TYPE_BOOL : Type.TYPE_STRING);
    }
  }

  private static DynamicMessage message(Descriptor type, JsonNode row) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = row.path(field.getName());
      if (value.isArray()) {
        value.forEach(each -> message.addRepeatedField(field, scalar(field, each)));
      } else if (!value.isNull() && !value.isMissingNode()) {
        message.setField(field, scalar(field, value));
      }
    }
    return message.build();
  }

  private static Object scalar(FieldDescriptor field, JsonNode value) {
    return field.getJavaType() == JavaType.MESSAGE
        ? message(field.getMessageType(), value)
        : value.isNumber()
            ? value.doubleValue()
            : value.isBoolean() ? (Object) value.booleanValue() : value.textValue();
  }

  /** Frames the same body as Confluent's serializers do. */
  private static Writer confluent(Writer other, String frame, String indexes) {
    byte[] path = HexFormat.of().parseHex(indexes);
    return new Writer() {
      @Override
      public Written write(ObjectNode row) throws Exception {
        byte[] value = other.write(row).value();
        byte[] id =
            frame.equals("confluent guid")
                ? ByteBuffer.allocate(17).put((byte) 1).put(HexFormat.of().parseHex(GUID)).array()
                : ByteBuffer.allocate(5).put(value, 0, 5).array();
        byte[] body = Arrays.copyOfRange(value, 5, value.length);
        RecordHeaders headers = new RecordHeaders();
        if (frame.equals("confluent")) {
          return new Written(joined(id, path, body), headers);
        }
        headers.add("__value_schema_id", joined(id, path));
        return new Written(body, headers);
      }

      @Override
      public void close() {
        other.close();
      }
    };
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }

  private static FoldSettings settings(ValueFormat format) {
    return new FoldSettings(LearnerPresets.FAST.learners(), WindowSettings.standard())
        .withRecords(RecordSettings.json("outcome", "id", null).withFormat(format));
  }

  private static void apply(FoldLoop loop, Written written, Schema ofGuid) {
    LogRecord record =
        new LogRecords(false)
            .locate(
                new Record<>(null, written.value(), loop.time++, written.headers()),
                new RecordCoordinates("orders", 0, loop.report().next()))
            .log();
    Step step = loop.apply(record);
    String lacking = step.schema();
    if (lacking != null) {
      Schema schema = lacking.startsWith("guid/") ? ofGuid : registry.find(lacking);
      loop.apply(LogRecord.schema(lacking, schema));
      step = loop.apply(record);
    }
    assertThat(step.isPoint()).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("framings")
  void shouldLearnTheSameAsFromJson(String name, Rows kind, Writers writers) throws Exception {
    FoldLoop framed = new FoldLoop(settings(ValueFormat.AUTO));
    List<ObjectNode> rows = kind.make();
    try (Writer writer = writers.of(kind, rows)) {
      // Apicurio knows no GUIDs, so the schema is asked for by its id.
      Schema ofGuid = name.endsWith("guid") ? schemaOf(name, kind, rows) : null;
      for (ObjectNode row : rows) {
        apply(framed, writer.write(row), ofGuid);
      }
    }

    assertThat(framed.digests()).isEqualTo(OF_JSON.get(kind)).hasSizeGreaterThan(2);
  }

  /** Returns the schema that the same writer names by its id. */
  private static Schema schemaOf(String name, Rows kind, List<ObjectNode> rows) throws Exception {
    Writers same =
        (of, all) ->
            name.startsWith("avro")
                ? avro(of, all, Map.of())
                : name.startsWith("json") ? jsonSchema(of, Map.of()) : protobuf(of, all, Map.of());
    try (Writer writer = same.of(kind, rows)) {
      byte[] value = writer.write(rows.get(0)).value();
      return registry.find("id/" + ByteBuffer.wrap(value, 1, 4).getInt());
    }
  }
}
