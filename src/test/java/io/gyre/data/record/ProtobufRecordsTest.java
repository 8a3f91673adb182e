package io.gyre.data.record;

import static io.gyre.data.record.ProtobufSamples.base64;
import static io.gyre.data.record.ProtobufSamples.file;
import static io.gyre.data.record.ProtobufSamples.framed;
import static io.gyre.data.record.ProtobufSamples.list;
import static io.gyre.data.record.ProtobufSamples.mapEntry;
import static io.gyre.data.record.ProtobufSamples.message;
import static io.gyre.data.record.ProtobufSamples.names;
import static io.gyre.data.record.ProtobufSamples.of;
import static io.gyre.data.record.ProtobufSamples.ofEnum;
import static io.gyre.data.record.ProtobufSamples.scalar;
import static io.gyre.data.record.ProtobufSamples.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.record.RecordReader.Accepts;
import io.gyre.data.record.ValueFormat.Reference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufRecordsTest {

  private static final RecordSettings SETTINGS =
      RecordSettings.standard().withFormat(ValueFormat.PROTOBUF);

  /** Writes a part of a message on the wire. */
  private interface Wire {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] wire(Wire wire) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      wire.write(out);
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] nothing() {
    return new byte[0];
  }

  private static byte[] hex(String hex) {
    String digits = hex.replace(" ", "");
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits, 2 * i, 2 * i + 2, 16);
    }
    return bytes;
  }

  /** Returns a schema of one message with these fields, beside others that they need. */
  private static Schema orderOf(FieldDescriptorProto.Builder... fields) {
    return schema(orderFile(fields).build());
  }

  private static FileDescriptorProto.Builder orderFile(FieldDescriptorProto.Builder... fields) {
    return imports(file("shop")).addMessageType(order(fields));
  }

  private static DescriptorProto.Builder order(FieldDescriptorProto.Builder... fields) {
    DescriptorProto.Builder message = message("Order");
    for (FieldDescriptorProto.Builder field : fields) {
      message.addField(field);
    }
    return message;
  }

  private static FileDescriptorProto.Builder imports(FileDescriptorProto.Builder file) {
    return file.addDependency("google/protobuf/timestamp.proto")
        .addDependency("google/protobuf/duration.proto")
        .addDependency("google/protobuf/wrappers.proto")
        .addDependency("google/protobuf/struct.proto")
        .addDependency("google/protobuf/any.proto")
        .addDependency("confluent/meta.proto")
        .addDependency("confluent/type/decimal.proto");
  }

  private static FieldDescriptorProto.Builder optional(FieldDescriptorProto.Builder field) {
    return field.setProto3Optional(true).setOneofIndex(0);
  }

  private static Point read(Schema schema, byte[] message) throws InvalidPointException {
    return read(SETTINGS, schema, message);
  }

  private static Point read(RecordSettings settings, Schema schema, byte[] message)
      throws InvalidPointException {
    return reader(settings, schema).read(framed(ProtobufSamples.FRAME, message));
  }

  private static RecordReader reader(RecordSettings settings, Schema schema) {
    return RecordReader.of(settings, Accepts.POINTS, id -> schema);
  }

  private static RecordSettings roles(String label, String id, String time) {
    return RecordSettings.json(label, id, time).withFormat(ValueFormat.PROTOBUF);
  }

  private static Map<String, String> fields(Schema schema, byte[] message)
      throws InvalidPointException {
    return shown(read(schema, message));
  }

  /** Returns all fields of a record, without what times tell: numbers, 'texts' or missing. */
  private static Map<String, String> shown(Point point) {
    Fields fields = point.fields();
    Map<String, String> shown = new TreeMap<>();
    for (int i = 0; i < fields.read; i++) {
      String text = fields.time(i) != null ? '@' + fields.time(i) : fields.text(i);
      shown.put(
          fields.path(i),
          fields.time(i) != null
              ? text
              : text != null
                  ? "'" + text + "'"
                  : fields.missing(i) ? "missing" : Double.toString(fields.number(i)));
    }
    return shown;
  }

  private static String reason(Schema schema, byte[] message) {
    return reason(SETTINGS, schema, message);
  }

  private static String reason(RecordSettings settings, Schema schema, byte[] message) {
    try {
      return "a point: " + read(settings, schema, message);
    } catch (InvalidPointException e) {
      return e.getMessage();
    }
  }

  @Nested
  class Schemas {

    private final FileDescriptorProto item =
        file("item")
            .addMessageType(message("Item").addField(scalar("x", 1, Type.TYPE_INT32)))
            .build();
    private final FileDescriptorProto order =
        file("order")
            .addDependency("item.proto")
            .addMessageType(message("Order").addField(of("item", 1, ".item.Item")))
            .build();

    private Schema join(FileDescriptorProto file, Reference... references) {
      return ValueFormat.PROTOBUF.schema(base64(file), List.of(references));
    }

    @Test
    void shouldPutImportsBeforeTheMainFile() throws Exception {
      FileDescriptorProto other = item.toBuilder().setName("default").build();
      String text = join(order, new Reference("item.proto", base64(other))).text();
      FileDescriptorSet files = FileDescriptorSet.parseFrom(Base64.getDecoder().decode(text));
      assertThat(files.getFileList().stream().map(FileDescriptorProto::getName))
          .containsExactly("item.proto", "main.proto");
    }

    @Test
    void shouldReadMessagesOfAnImport() throws InvalidPointException {
      Schema schema = join(order, new Reference("item.proto", base64(item)));
      assertThat(fields(schema, hex("0a 02 08 05"))).isEqualTo(Map.of("item.x", "5.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"item.Item", "Item", "1"})
    void shouldNotNameMessagesOfAnImport(String message) throws InvalidPointException {
      Schema schema = join(order, new Reference("item.proto", base64(item)));
      RecordReader reader = reader(SETTINGS, schema);
      assertThat(shown(reader.read(hex("0a 02 08 05"), "content/7#Order")))
          .isEqualTo(Map.of("item.x", "5.0"));
      assertThatThrownBy(() -> reader.read(hex("08 05"), "content/7#" + message))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith(
              "value: expected a message of its schema, which has order.Order, found the ");
    }

    @Test
    void shouldBeTheSameTextForTheSameSchema() {
      FileDescriptorProto stored =
          order.toBuilder()
              .setName("default")
              .setSourceCodeInfo(
                  SourceCodeInfo.newBuilder()
                      .addLocation(SourceCodeInfo.Location.newBuilder().addPath(4)))
              .build();
      Reference needed = new Reference("item.proto", base64(item));
      Reference unused = new Reference("unused.proto", base64(item));
      assertThat(join(stored, unused, needed)).isEqualTo(join(order, needed, unused));
    }

    @Test
    void shouldSurviveItsStoredForm() throws InvalidPointException {
      Schema schema = join(order, new Reference("item.proto", base64(item)));
      assertThat(fields(Schema.ofJson(schema.toJson()), hex("0a 02 08 05")))
          .isEqualTo(Map.of("item.x", "5.0"));
    }

    @Test
    void shouldBeDeniedIfATypeIsMissing() {
      assertThat(join(order).denied())
          .startsWith("expected a schema of Protobuf, found: ")
          .contains("\".item.Item\" is not defined");
    }

    @Test
    void shouldNotNeedAnImportWithoutTypes() throws InvalidPointException {
      Schema schema =
          join(
              file("shop")
                  .addDependency("confluent/meta.proto")
                  .addDependency("google/protobuf/timestamp.proto")
                  .addPublicDependency(1)
                  .addMessageType(
                      message("Order")
                          .addField(
                              scalar("x", 1, Type.TYPE_INT32)
                                  .setOptions(
                                      // (confluent.field_meta).doc = "x", which nobody declares
                                      FieldOptions.newBuilder()
                                          .setUnknownFields(unknown(1088, "x"))))
                          .addField(of("at", 2, ".google.protobuf.Timestamp")))
                  .build());
      assertThat(fields(schema, hex("08 05"))).isEqualTo(Map.of("x", "5.0"));
    }

    private com.google.protobuf.UnknownFieldSet unknown(int number, String text) {
      return com.google.protobuf.UnknownFieldSet.newBuilder()
          .addField(
              number,
              com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                  .addLengthDelimited(ByteString.copyFromUtf8(text))
                  .build())
          .build();
    }

    @Test
    void shouldTakeAGivenFileBeforeACommonOne() {
      FileDescriptorProto given =
          file("confluent.type")
              .addMessageType(message("Other").addField(scalar("x", 1, Type.TYPE_INT32)))
              .build();
      FileDescriptorProto file =
          file("shop")
              .addDependency("confluent/type/decimal.proto")
              .addMessageType(message("Order").addField(of("x", 1, ".confluent.type.Other")))
              .build();
      assertThat(join(file).denied()).contains("is not defined");
      assertThat(join(file, new Reference("confluent/type/decimal.proto", base64(given))).denied())
          .isNull();
    }

    @Test
    void shouldBeDeniedIfFilesImportEachOther() {
      FileDescriptorProto first = item.toBuilder().addDependency("order.proto").build();
      assertThat(
              join(
                      order,
                      new Reference("item.proto", base64(first)),
                      new Reference("order.proto", base64(order)))
                  .denied())
          .isEqualTo(
              "expected a schema of Protobuf, found: files that import each other, item.proto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "syntax = \"proto3\";", "AAAA", "////", "{}", "Cg=="})
    void shouldBeDeniedIfItIsNotAFile(String text) {
      assertThat(ValueFormat.PROTOBUF.schema(text, List.of()).denied())
          .startsWith("expected a schema of Protobuf, found: ");
    }

    /** A descriptor in bytes was checked by no parser of texts. */
    @Test
    void shouldBeReadOrDeniedHoweverOddItIs() throws InvalidPointException {
      FileDescriptorProto large =
          file("large")
              .addMessageType(
                  message("A").addField(scalar("x", Integer.MAX_VALUE, Type.TYPE_INT32)))
              .build();
      assertThat(join(large).described()).isNotEmpty();
      for (int fields = 0; fields < 4; fields++) {
        DescriptorProto.Builder entry =
            message("E").setOptions(MessageOptions.newBuilder().setMapEntry(true));
        for (int i = 1; i <= fields; i++) {
          entry.addField(
              fields == 3
                  ? of("e" + i, i, ".A.E").setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                  : scalar("e" + i, i, Type.TYPE_INT32));
        }
        FileDescriptorProto odd =
            file("odd")
                .clearPackage()
                .addMessageType(
                    message("A")
                        .addField(
                            of("m", 1, ".A.E").setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
                        .addField(scalar("x", 2, Type.TYPE_INT32))
                        .addNestedType(entry))
                .build();
        Schema schema = join(odd);
        assertThat(schema.described()).isNotEmpty();
        if (schema.denied() == null) {
          RecordReader reader =
              RecordReader.of(
                  RecordSettings.standard().withFormat(ValueFormat.PROTOBUF),
                  Accepts.POINTS,
                  id -> schema);
          byte[] value = {0, 0, 0, 0, 7, 0, 10, 2, 8, 1, 10, 4, 8, 2, 16, 3, 16, 5};
          try {
            assertThat(reader.read(value)).isNotNull();
          } catch (InvalidPointException e) {
            assertThat(e.getMessage()).isNotEmpty();
          }
        }
      }
    }

    @Test
    void shouldListItsBytes() throws InvalidPointException {
      Schema schema =
          schema(
              orderFile(
                      scalar("photo", 1, Type.TYPE_BYTES),
                      of("address", 2, ".shop.Address"),
                      of("next", 3, ".shop.Order"),
                      list(of("tags", 4, ".shop.Order.TagsEntry")),
                      of("any", 5, ".google.protobuf.Any"),
                      scalar("x", 6, Type.TYPE_INT32))
                  .addMessageType(
                      message("Address")
                          .addField(scalar("stamp", 1, Type.TYPE_BYTES))
                          .addField(of("order", 2, ".shop.Order")))
                  .setMessageType(
                      0,
                      order(
                              scalar("photo", 1, Type.TYPE_BYTES),
                              of("address", 2, ".shop.Address"),
                              of("next", 3, ".shop.Order"),
                              list(of("tags", 4, ".shop.Order.TagsEntry")),
                              of("any", 5, ".google.protobuf.Any"),
                              scalar("x", 6, Type.TYPE_INT32))
                          .addNestedType(
                              mapEntry(
                                  "TagsEntry",
                                  scalar("key", 1, Type.TYPE_STRING),
                                  scalar("value", 2, Type.TYPE_BYTES))))
                  .build());
      assertThat(ProtobufBytes.ignored(schema.parsed()))
          .containsExactly("photo", "address.stamp", "tags", "any");
    }

    @Test
    void shouldEndToListItsBytes() throws InvalidPointException {
      FileDescriptorProto.Builder file = file("shop");
      for (int i = 0; i < 40; i++) { // 2^40 paths
        file.addMessageType(
            message("M" + i)
                .addField(of("a", 1, ".shop.M" + (i + 1)))
                .addField(of("b", 2, ".shop.M" + (i + 1))));
      }
      file.addMessageType(message("M40").addField(scalar("x", 1, Type.TYPE_BYTES)));
      assertThat(ProtobufBytes.ignored(schema(file.build()).parsed())).hasSize(100);
    }
  }

  @Nested
  class Messages {

    /** A, B with C and a map, then others up to the sixth, Long, which has two of its own. */
    private final Schema schema =
        schema(
            file("shop")
                .addMessageType(message("A").addField(scalar("a", 1, Type.TYPE_INT32)))
                .addMessageType(
                    message("B")
                        .addField(scalar("b", 1, Type.TYPE_INT32))
                        .addField(list(of("tags", 2, ".shop.B.TagsEntry")))
                        .addNestedType(
                            mapEntry(
                                "TagsEntry",
                                scalar("key", 1, Type.TYPE_STRING),
                                scalar("value", 2, Type.TYPE_STRING)))
                        .addNestedType(message("C").addField(scalar("c", 1, Type.TYPE_INT32))))
                .build());

    private Map<String, String> after(String prefix) throws InvalidPointException {
      byte[] frame = framed(Arrays.copyOf(ProtobufSamples.FRAME, 5), hex(prefix));
      return shown(reader(SETTINGS, schema).read(framed(frame, hex("08 05"))));
    }

    private Map<String, String> named(String message) throws InvalidPointException {
      return shown(reader(SETTINGS, schema).read(hex("08 05"), "content/7#" + message));
    }

    @ParameterizedTest
    @CsvSource({
      "00, a", // Confluent's short form of the first message
      "02 00, a",
      "02 02, b",
      "04 02 00, c",
      "03 0a 01 41, a", // Ref {name: "A"}
      "03 0a 01 42, b",
      "03 0a 01 43, c",
      "08 0a 06 73 68 6f 70 2e 41, a", // shop.A
      "0a 0a 08 73 68 6f 70 2e 42 2e 43, c", // shop.B.C
      "05 0a 03 42 2e 43, c", // B.C
      "03 0a 01 41 02 00, a", // a Ref, then the indexes that Apicurio writes behind it
      "03 0a 01 41 02 02, a", // the name counts, not the index
      "03 0a 01 42 02 00, b",
      "03 0a 01 42 02 02, b",
      "03 0a 01 43 02 02, c",
      "0a 0a 08 73 68 6f 70 2e 42 2e 43 02 02, c",
    })
    void shouldBeNamedBeforeTheValue(String prefix, String field) throws InvalidPointException {
      assertThat(after(prefix)).isEqualTo(Map.of(field, "5.0"));
    }

    @ParameterizedTest
    @CsvSource({"shop.A, a", "A, a", "B, b", "shop.B.C, c", "C, c", "0, a", "1, b", "1.0, c"})
    void shouldBeNamedInAHeader(String message, String field) throws InvalidPointException {
      assertThat(named(message)).isEqualTo(Map.of(field, "5.0"));
    }

    @ParameterizedTest
    @CsvSource({
      "shop.B, 08 05, b", // without a Ref
      "shop.B, 03 0a 01 42 08 05, b",
      "shop.B, 03 0a 01 42 02 00 08 05, b",
      "shop.B, 03 0a 01 42 02 02 08 05, b",
      "B, 08 0a 06 73 68 6f 70 2e 42 02 02 08 05, b",
      "C, 0a 0a 08 73 68 6f 70 2e 42 2e 43 08 05, c",
      "shop.A, 03 0a 01 42 02 02 08 05, b", // the Ref is nearer to the message
    })
    void shouldBeNamedInAHeaderAndBeforeTheValue(String message, String bytes, String field)
        throws InvalidPointException {
      assertThat(shown(reader(SETTINGS, schema).read(hex(bytes), "content/7#" + message)))
          .isEqualTo(Map.of(field, "5.0"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "03 0a 01 41 02 04 08 05|found the index 2 of 2",
          "03 0a 01 5a 02 02 08 05|found the name \"Z\"",
        })
    void shouldHaveOneIndexOfTheSchemaBehindARef(String bytes, String reason) {
      byte[] frame = Arrays.copyOf(ProtobufSamples.FRAME, 5);
      assertThatThrownBy(() -> reader(SETTINGS, schema).read(framed(frame, hex(bytes))))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "02 04|which has shop.A, shop.B, shop.B.C, found the index 2 of 2",
          "02 01|found the index -1 of 2",
          "04 00 00|found the index 0 of 0",
          "03 0a 01 5a|found the name \"Z\"",
          "01 00|expected the indexes or the name of its message before it, found the byte 0x01",
        })
    void shouldBeOneOfTheSchema(String prefix, String reason) {
      assertThatThrownBy(() -> after(prefix))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z", "", "2", "1.1", "1.0.0", "-1", "1.", "99999999999", "0.0"})
    void shouldBeOneOfTheSchemaInAHeader(String message) {
      assertThatThrownBy(() -> named(message))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("value: expected a message of its schema, which has shop.A");
    }

    @Test
    void shouldBeARefRatherThanIndexes() throws InvalidPointException {
      FileDescriptorProto.Builder file = file("shop");
      for (String name : List.of("M0", "M1", "M2", "M3", "M4")) {
        file.addMessageType(message(name).addField(scalar(name, 1, Type.TYPE_INT32)));
      }
      file.addMessageType(
          message("M5")
              .addNestedType(message("N0"))
              .addNestedType(message("N1").addField(scalar("n1", 1, Type.TYPE_INT32))));
      Schema six = schema(file.build());
      // Two indexes, 5 and 1: the length of a Ref is 4, but 2 is not the length of a name in it.
      byte[] value = hex("00 00000007 04 0a 02 08 05");
      assertThat(shown(reader(SETTINGS, six).read(value))).isEqualTo(Map.of("n1", "5.0"));
      // The same bytes with a name of the schema behind them.
      byte[] ref = hex("00 00000007 04 0a 02 4d 31 08 05");
      assertThat(shown(reader(SETTINGS, six).read(ref))).isEqualTo(Map.of("M1", "5.0"));
    }

    @Test
    void shouldBeReadWithMoreSchemasThanAreKept() throws InvalidPointException {
      List<Schema> many = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        many.add(orderOf(scalar("x" + i, 1, Type.TYPE_INT32)));
      }
      RecordReader reader =
          RecordReader.of(
              SETTINGS, Accepts.POINTS, id -> many.get(Integer.parseInt(id.substring(3))));
      for (int i = 1; i < 300; i++) {
        byte[] value = hex("00 00000000 00 08 05");
        value[4] = (byte) (i % 99 + 1);
        assertThat(shown(reader.read(value))).isEqualTo(Map.of("x" + value[4], "5.0"));
      }
    }
  }

  @Nested
  class Scalars {

    @ParameterizedTest
    @CsvSource(
        value = {
          "INT32|08 ff ff ff ff ff ff ff ff ff 01|-1.0",
          "INT64|08 ff ff ff ff ff ff ff ff 7f|9.223372036854775807E18",
          "UINT32|08 ff ff ff ff 0f|4.294967295E9",
          "UINT64|08 ff ff ff ff ff ff ff ff ff 01|1.8446744073709551615E19",
          "SINT32|08 03|-2.0",
          "SINT32|08 ff ff ff ff 0f|-2.147483648E9",
          "SINT64|08 ff ff ff ff ff ff ff ff ff 01|-9.223372036854775808E18",
          "FIXED32|0d ff ff ff ff|4.294967295E9",
          "SFIXED32|0d ff ff ff ff|-1.0",
          "FIXED64|09 ff ff ff ff ff ff ff ff|1.8446744073709551615E19",
          "SFIXED64|09 ff ff ff ff ff ff ff ff|-1.0",
          "BOOL|08 01|'true'",
          "BOOL|08 00|'false'",
          "FLOAT|0d cd cc cc 3d|0.1",
          "FLOAT|0d 00 00 c0 7f|missing",
          "DOUBLE|09 9a 99 99 99 99 99 b9 3f|0.1",
          "DOUBLE|09 00 00 00 00 00 00 f8 7f|missing",
          "STRING|0a 01 78|'x'",
          "STRING|0a 03 20 37 20|7.0",
          "STRING|0a 02 4e 41|missing",
          "STRING|0a 00|missing",
          "STRING|0a 02 c3 a9|'é'",
          "STRING|0a 04 f0 9f 98 80|'😀'",
          "STRING|0a 03 ef bf bd|'\ufffd'",
        },
        delimiter = '|',
        quoteCharacter = '`')
    void shouldBeANumberTextOrMissing(String type, String bytes, String expected)
        throws InvalidPointException {
      assertThat(fields(orderOf(scalar("x", 1, Type.valueOf("TYPE_" + type))), hex(bytes)).get("x"))
          .satisfies(
              shown -> {
                if (expected.matches("-?\\d.*")) {
                  assertThat(Double.parseDouble(shown)).isEqualTo(Double.parseDouble(expected));
                } else {
                  assertThat(shown).isEqualTo(expected);
                }
              });
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "DOUBLE|09 00 00 00 00 00 00 f0 7f|x: expected a finite number, found Infinity",
          "FLOAT|0d 00 00 80 ff|x: expected a finite number, found -Infinity",
          "STRING|0a 02 c0 80|x: expected UTF-8, found other bytes",
          "INT32|08 80|value: expected Protobuf of the message shop.Order, found other bytes near byte 8 of 8",
        })
    void shouldBeRefused(String type, String bytes, String expected) {
      assertThat(reason(orderOf(scalar("x", 1, Type.valueOf("TYPE_" + type))), hex(bytes)))
          .isEqualTo(expected);
    }

    @Test
    void shouldHaveTheirDefaultsWithoutPresence() throws InvalidPointException {
      Schema schema =
          schema(
              orderFile(
                      scalar("number", 1, Type.TYPE_SINT64),
                      scalar("flag", 2, Type.TYPE_BOOL),
                      scalar("text", 3, Type.TYPE_STRING),
                      ofEnum("kind", 4, ".shop.Kind"),
                      scalar("bytes", 5, Type.TYPE_BYTES),
                      list(scalar("list", 6, Type.TYPE_INT32)),
                      of("order", 7, ".shop.Order"),
                      scalar("float", 8, Type.TYPE_FLOAT))
                  .addEnumType(names("Kind", "retail", "online"))
                  .build());
      assertThat(fields(schema, nothing()))
          .isEqualTo(
              Map.of(
                  "number",
                  "0.0",
                  "flag",
                  "'false'",
                  "text",
                  "missing",
                  "kind",
                  "'retail'",
                  "float",
                  "0.0"));
    }

    @Test
    void shouldNotBeThereWithPresence() throws InvalidPointException {
      Schema schema =
          schema(
              imports(file("shop"))
                  .addMessageType(
                      order(
                              optional(scalar("gone", 1, Type.TYPE_INT32)).setOneofIndex(1),
                              scalar("a", 2, Type.TYPE_INT32).setOneofIndex(0),
                              scalar("b", 3, Type.TYPE_STRING).setOneofIndex(0),
                              scalar("x", 4, Type.TYPE_INT32))
                          .addOneofDecl(OneofDescriptorProto.newBuilder().setName("choice"))
                          .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_gone")))
                  .build());
      assertThat(fields(schema, nothing())).isEqualTo(Map.of("x", "0.0"));
      assertThat(fields(schema, hex("08 00 10 07")))
          .isEqualTo(Map.of("gone", "0.0", "a", "7.0", "x", "0.0"));
      // No writer writes two of a choice: both are fields.
      assertThat(fields(schema, hex("10 07 1a 01 41")))
          .isEqualTo(Map.of("a", "7.0", "b", "'A'", "x", "0.0"));
      assertThat(fields(schema, hex("1a 01 41 10 07")))
          .isEqualTo(Map.of("a", "7.0", "b", "'A'", "x", "0.0"));
    }

    @Test
    void shouldNotHaveTheDefaultsOfProto2() throws InvalidPointException {
      Schema schema =
          schema(
              file("shop")
                  .setSyntax("proto2")
                  .addMessageType(
                      order(
                          scalar("x", 1, Type.TYPE_INT32).setDefaultValue("7"),
                          scalar("y", 2, Type.TYPE_INT32)))
                  .build());
      assertThat(fields(schema, hex("10 05"))).isEqualTo(Map.of("y", "5.0"));
    }

    @Test
    void shouldBeTheLastOfSeveral() throws InvalidPointException {
      assertThat(fields(orderOf(scalar("x", 1, Type.TYPE_INT32)), hex("08 01 08 02 08 03")))
          .isEqualTo(Map.of("x", "3.0"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "09 01 00 00 00 00 00 00 00|x: expected the wire type 0 of Protobuf, found 1",
          "08 05 0a 01 07|x: expected the wire type 0 of Protobuf, found 2", // no list
          "10 09|y: expected the wire type 2 of Protobuf, found 0",
          "1a 05 0d 01 00 00 00|o.x: expected the wire type 0 of Protobuf, found 5",
          "30 09|m: expected the wire type 2 of Protobuf, found 0",
          "32 07 08 01 15 01 00 00 00|m: expected the wire type 0 of Protobuf, found 5",
          "38 09|at: expected the wire type 2 of Protobuf, found 0",
        })
    void shouldRefuseAnotherWireType(String bytes, String expected) {
      Schema schema =
          schema(
              imports(file("shop"))
                  .addMessageType(
                      order(
                              scalar("x", 1, Type.TYPE_INT32),
                              scalar("y", 2, Type.TYPE_STRING),
                              of("o", 3, ".shop.Order"),
                              list(scalar("n", 4, Type.TYPE_INT32)),
                              list(scalar("w", 5, Type.TYPE_STRING)),
                              list(of("m", 6, ".shop.Order.MEntry")),
                              of("at", 7, ".google.protobuf.Timestamp"))
                          .addNestedType(
                              mapEntry(
                                  "MEntry",
                                  scalar("key", 1, Type.TYPE_INT32),
                                  scalar("value", 2, Type.TYPE_INT32))))
                  .build());
      assertThat(reason(schema, hex(bytes))).isEqualTo(expected);
    }

    @Test
    void shouldBeStrictTextInProto2AndWithinMessages() throws InvalidPointException {
      Schema schema =
          schema(
              file("shop")
                  .setSyntax("proto2")
                  .addMessageType(
                      order(scalar("x", 1, Type.TYPE_STRING), of("o", 2, ".shop.Order")))
                  .build());
      assertThat(fields(schema, hex("12 04 0a 02 c3 a9"))).isEqualTo(Map.of("o.x", "'é'"));
      assertThat(reason(schema, hex("0a 02 c0 80")))
          .isEqualTo("x: expected UTF-8, found other bytes");
      assertThat(reason(schema, hex("12 04 0a 02 c0 80")))
          .isEqualTo("o.x: expected UTF-8, found other bytes");
    }

    @Test
    void shouldBeTheNamesOfAnEnum() throws InvalidPointException {
      Schema schema =
          schema(
              orderFile(ofEnum("kind", 1, ".shop.Kind"), ofEnum("label", 2, ".shop.Kind"))
                  .addEnumType(names("Kind", "retail", "online", "NA"))
                  .build());
      assertThat(fields(schema, hex("08 01"))).isEqualTo(Map.of("kind", "'online'"));
      assertThat(fields(schema, hex("08 02"))).isEqualTo(Map.of("kind", "missing"));
      assertThat(fields(schema, hex("08 63"))).isEqualTo(Map.of("kind", "'number 99'"));
      assertThat(read(schema, nothing()).label()).isEqualTo(Label.parse("retail"));
      assertThat(read(schema, hex("10 01")).label()).isEqualTo(Label.parse("online"));
      assertThat(read(schema, hex("10 02")).label()).isNull();
      assertThat(read(schema, hex("10 63")).label()).isEqualTo(Label.parse("number 99"));
    }

    @Test
    void shouldPassOverUnknownNumbers() throws InvalidPointException {
      byte[] message =
          wire(
              out -> {
                out.writeInt32(1000, 1);
                out.writeFixed32(1001, 1);
                out.writeFixed64(1002, 1);
                out.writeString(1003, "x");
                out.writeTag(1004, 3);
                out.writeTag(1005, 3);
                out.writeInt32(1, 9);
                out.writeTag(1005, 4);
                out.writeTag(1004, 4);
                out.writeInt32(1, 5);
              });
      assertThat(fields(orderOf(scalar("x", 1, Type.TYPE_INT32)), message))
          .isEqualTo(Map.of("x", "5.0"));
    }
  }

  @Nested
  class Roles {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "INT32|08 01|1",
          "INT64|08 ff ff ff ff ff ff ff ff 7f|9223372036854775807",
          "UINT64|08 ff ff ff ff ff ff ff ff ff 01|18446744073709551615",
          "DOUBLE|09 00 00 00 00 00 00 e0 3f|0.5",
          "DOUBLE|09 00 00 00 00 00 00 00 40|2",
          "DOUBLE|09 9a 64 7e c5 0e 1b 52 4a|6e50",
          "DOUBLE|09 00 00 00 00 00 00 f8 7f|null",
          "BOOL|08 01|true",
          "STRING|0a 05 66 72 61 75 64|fraud",
          "STRING|0a 00|null",
          "INT32||0",
        })
    void shouldBeTheLabel(String type, String bytes, String expected) throws InvalidPointException {
      Schema schema =
          orderOf(
              scalar("label", 1, Type.valueOf("TYPE_" + type)), scalar("x", 2, Type.TYPE_INT32));
      Label label = read(schema, bytes == null ? nothing() : hex(bytes)).label();
      if (expected.equals("null")) {
        assertThat(label).isNull();
      } else if (expected.equals("6e50")) {
        assertThat(label.isNumber()).isTrue();
      } else {
        assertThat(label).isEqualTo(Label.parse(expected));
      }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "INT64|08 ff ff ff ff ff ff ff ff 7f|9223372036854775807",
          "UINT64|08 ff ff ff ff ff ff ff ff ff 01|18446744073709551615",
          "SINT32|08 03|-2",
          "STRING|0a 03 70 2d 37|p-7",
          "INT32||0",
        })
    void shouldBeTheId(String type, String bytes, String expected) throws InvalidPointException {
      Schema schema =
          orderOf(scalar("id", 1, Type.valueOf("TYPE_" + type)), scalar("x", 2, Type.TYPE_INT32));
      assertThat(read(schema, bytes == null ? nothing() : hex(bytes)).id()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "DOUBLE|09 00 00 00 00 00 00 e0 3f|id: expected text or an integer, found 0.5",
          "BOOL|08 01|id: expected text or an integer, found true",
          "BYTES|0a 01 78|id: expected text or an integer, found bytes",
        })
    void shouldRefuseOtherIds(String type, String bytes, String expected) {
      Schema schema =
          orderOf(scalar("id", 1, Type.valueOf("TYPE_" + type)), scalar("x", 2, Type.TYPE_INT32));
      assertThat(reason(schema, hex(bytes))).isEqualTo(expected);
    }

    @Test
    void shouldRefuseMessagesAndListsInARole() {
      Schema schema =
          schema(
              file("shop")
                  .addMessageType(
                      order(
                              list(scalar("label", 1, Type.TYPE_INT32)),
                              of("id", 2, ".shop.Order"),
                              list(of("at", 3, ".shop.Order.AtEntry")),
                              scalar("x", 4, Type.TYPE_INT32))
                          .addNestedType(
                              mapEntry(
                                  "AtEntry",
                                  scalar("key", 1, Type.TYPE_STRING),
                                  scalar("value", 2, Type.TYPE_INT32))))
                  .build());
      RecordSettings settings = roles("label", "id", "at");
      assertThat(reason(settings, schema, hex("0a 01 05")))
          .isEqualTo("label: expected a number, text, true or false, found a list");
      assertThat(reason(settings, schema, hex("12 00")))
          .isEqualTo("id: expected text or an integer, found a message");
      assertThat(reason(settings, schema, hex("1a 05 0a 01 61 10 01")))
          .startsWith("time at: expected")
          .endsWith("found a map");
    }

    @Test
    void shouldTakeATimestampAsATime() throws InvalidPointException {
      Schema schema =
          orderOf(of("at", 1, ".google.protobuf.Timestamp"), scalar("x", 2, Type.TYPE_INT32));
      byte[] message =
          wire(
              out ->
                  out.writeMessage(
                      1,
                      Timestamp.newBuilder()
                          .setSeconds(1_780_000_000L)
                          .setNanos(789_000_000)
                          .build()));
      assertThat(read(roles("label", "id", "at"), schema, message).time())
          .isEqualTo(1_780_000_000_789L);
      assertThat(fields(schema, message))
          .isEqualTo(Map.of("at", "@2026-05-28T20:26:40.789Z", "x", "0.0"));
      assertThat(reason(roles("label", "id", "at"), schema, nothing()))
          .isEqualTo(
              "time at: expected seconds or milliseconds since 1970, ISO 8601 as 2026-01-31T12:00:00Z, or as 2026-1-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30, where the month comes first, up to the year 9999, found no such field");
    }

    @ParameterizedTest
    @CsvSource({
      "INT64, 08 80 e8 de db 06",
      "UINT64, 08 80 e8 de db 06",
      "STRING, 0a 0a 31 38 30 30 30 30 30 30 30 30"
    })
    void shouldTakeSecondsAsATime(String type, String bytes) throws InvalidPointException {
      Schema schema =
          orderOf(scalar("at", 1, Type.valueOf("TYPE_" + type)), scalar("x", 2, Type.TYPE_INT32));
      long time = read(roles("label", "id", "at"), schema, hex(bytes)).time();
      assertThat(time % 1000).isZero();
      assertThat(time).isBetween(1_700_000_000_000L, 1_900_000_000_000L);
    }

    @Test
    void shouldBeCategoriesAsText() throws InvalidPointException {
      Schema schema =
          orderOf(
              scalar("a", 1, Type.TYPE_INT64),
              scalar("b", 2, Type.TYPE_DOUBLE),
              scalar("c", 3, Type.TYPE_UINT64),
              of("d", 4, ".confluent.type.Decimal"),
              scalar("e", 5, Type.TYPE_FLOAT));
      byte[] message =
          wire(
              out -> {
                out.writeInt64(1, 3711);
                out.writeDouble(2, 2.0);
                out.writeUInt64(3, -1);
                out.writeByteArray(4, hex("0a 02 01 2c 18 02")); // 300, scale 2
                out.writeFloat(5, 0.1f);
              });
      RecordSettings settings = SETTINGS.withKeys(List.of("a", "b", "c", "d", "e"));
      assertThat(shown(read(settings, schema, message)))
          .isEqualTo(
              Map.of(
                  "a",
                  "'3711'",
                  "b",
                  "'2'",
                  "c",
                  "'18446744073709551615'",
                  "d",
                  "'3'",
                  "e",
                  "'0.1'"));
    }
  }

  @Nested
  class Collections {

    private final Schema schema =
        schema(
            imports(file("shop"))
                .addMessageType(
                    order(
                            list(scalar("numbers", 1, Type.TYPE_SINT32)),
                            list(scalar("words", 2, Type.TYPE_STRING)),
                            list(of("items", 3, ".shop.Order")),
                            list(of("tags", 4, ".shop.Order.TagsEntry")),
                            list(of("byId", 5, ".shop.Order.ByIdEntry")),
                            list(of("times", 6, ".google.protobuf.Timestamp")),
                            optional(scalar("x", 7, Type.TYPE_INT32)),
                            list(scalar("photos", 8, Type.TYPE_BYTES)))
                        .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_x"))
                        .addNestedType(
                            mapEntry(
                                "TagsEntry",
                                scalar("key", 1, Type.TYPE_STRING),
                                scalar("value", 2, Type.TYPE_INT32)))
                        .addNestedType(
                            mapEntry(
                                "ByIdEntry",
                                scalar("key", 1, Type.TYPE_UINT64),
                                of("value", 2, ".shop.Order"))))
                .build());

    @Test
    void shouldBePackedOrNotAndInterleaved() throws InvalidPointException {
      // 1 alone, x, [2, 3] packed, a word, 4 alone, another word
      assertThat(fields(schema, hex("08 02 38 05 0a 02 04 06 12 01 61 08 08 12 01 62")))
          .isEqualTo(
              Map.of(
                  "numbers.0",
                  "1.0",
                  "numbers.1",
                  "2.0",
                  "numbers.2",
                  "3.0",
                  "numbers.3",
                  "4.0",
                  "x",
                  "5.0",
                  "words.0",
                  "'a'",
                  "words.1",
                  "'b'"));
    }

    @Test
    void shouldBeNestedByIndex() throws InvalidPointException {
      assertThat(fields(schema, hex("1a 02 38 01 1a 00 1a 06 1a 04 0a 02 06 08 42 01 78")))
          .isEqualTo(
              Map.of(
                  "items.0.x",
                  "1.0",
                  "items.2.items.0.numbers.0",
                  "3.0",
                  "items.2.items.0.numbers.1",
                  "4.0"));
    }

    @Test
    void shouldBeMembersByTheKeysOfAMap() throws InvalidPointException {
      // a: 1, then the value before the key, an entry without value, and a key beyond 2^63
      assertThat(
              fields(
                  schema,
                  hex(
                      "22 05 0a 01 61 10 01 22 05 10 02 0a 01 62 22 03 0a 01 63"
                          + "2a 0f 08 ff ff ff ff ff ff ff ff ff 01 12 02 38 09")))
          .isEqualTo(
              Map.of(
                  "tags.a",
                  "1.0",
                  "tags.b",
                  "2.0",
                  "tags.c",
                  "0.0",
                  "byId.18446744073709551615.x",
                  "9.0"));
    }

    @Test
    void shouldRefuseAKeyThatComesAgain() {
      assertThat(reason(schema, hex("22 05 0a 01 61 10 01 22 05 0a 01 61 10 02")))
          .isEqualTo("tags.a: expected once, found a second time");
      assertThat(reason(schema, hex("22 05 0a 01 61 10 01 38 05 22 03 0a 01 61")))
          .isEqualTo("tags.a: expected once, found a second time");
      assertThat(reason(schema, hex("2a 06 08 07 12 02 38 09 2a 06 08 07 12 02 38 09")))
          .isEqualTo("byId.7: expected once, found a second time");
      assertThat(reason(schema, hex("2a 0a 08 07 12 02 38 09 12 02 38 09")))
          .isEqualTo("byId: expected one value, found a second one");
    }

    @ParameterizedTest
    @CsvSource({
      "0a 02 10 01 0a 02 10 02, o",
      "0a 00 0a 00, o",
      "0a 02 10 01 22 00 0a 00, o",
      "0a 04 0a 00 0a 00, o.o",
      "1a 02 08 01 1a 02 10 00, at",
      "22 00 22 02 08 05, d",
      "2a 02 08 05 2a 02 08 05, took",
      "32 00 32 00, amount",
    })
    void shouldRefuseAMessageThatComesAgain(String bytes, String path) {
      Schema nested =
          orderOf(
              of("o", 1, ".shop.Order"),
              list(scalar("n", 2, Type.TYPE_INT32)),
              of("at", 3, ".google.protobuf.Timestamp"),
              of("d", 4, ".google.protobuf.Int32Value"),
              of("took", 5, ".google.protobuf.Duration"),
              of("amount", 6, ".confluent.type.Decimal"));
      assertThat(reason(nested, hex(bytes)))
          .isEqualTo(path + ": expected once, found a second time");
    }

    @Test
    void shouldRefuseLongKeys() {
      byte[] entry = wire(out -> out.writeString(1, "k".repeat(257)));
      assertThat(reason(schema, wire(out -> out.writeByteArray(4, entry))))
          .isEqualTo("tags: expected keys of at most 256 bytes, found 257");
    }

    @Test
    void shouldBeReadFromGroups() throws InvalidPointException {
      Schema groups =
          schema(
              file("shop")
                  .setSyntax("proto2")
                  .addMessageType(
                      order(
                              list(
                                  scalar("part", 1, Type.TYPE_GROUP)
                                      .setTypeName(".shop.Order.Part")))
                          .addNestedType(message("Part").addField(scalar("x", 2, Type.TYPE_INT32))))
                  .build());
      assertThat(fields(groups, hex("0b 10 05 0c 0b 10 06 0c")))
          .isEqualTo(Map.of("part.0.x", "5.0", "part.1.x", "6.0"));
      assertThat(reason(groups, hex("0b 10 05")))
          .isEqualTo(
              "value: expected Protobuf of the message shop.Order, found other bytes near byte 9 of 9");
    }

    @Test
    void shouldCountOnlyTheFieldsThatAreWanted() throws InvalidPointException {
      byte[] many =
          wire(
              out -> {
                for (int i = 0; i < 50_000; i++) {
                  out.writeString(2, "w");
                }
                out.writeInt32(7, 5);
              });
      assertThat(reason(schema, many))
          .isEqualTo(
              "value: expected at most 40000 values, found more; name the fields that count, or those to ignore");
      RecordSettings ignoring =
          RecordSettings.ofJson(
              SETTINGS.toJson().replace("\"ignore\":[]", "\"ignore\":[\"words\"]"));
      assertThat(ignoring.ignore()).containsExactly("words");
      assertThat(shown(read(ignoring, schema, many))).isEqualTo(Map.of("x", "5.0"));
    }
  }

  @Nested
  class KnownTypes {

    private final Schema schema =
        orderOf(
            of("d", 1, ".google.protobuf.DoubleValue"),
            of("s", 2, ".google.protobuf.StringValue"),
            of("u", 3, ".google.protobuf.UInt64Value"),
            of("at", 4, ".google.protobuf.Timestamp"),
            of("took", 5, ".google.protobuf.Duration"),
            of("struct", 6, ".google.protobuf.Struct"),
            of("value", 7, ".google.protobuf.Value"),
            of("list", 8, ".google.protobuf.ListValue"),
            of("any", 9, ".google.protobuf.Any"),
            of("amount", 12, ".confluent.type.Decimal"),
            of("bytes", 13, ".google.protobuf.BytesValue"),
            scalar("x", 14, Type.TYPE_INT32));

    private Map<String, String> only(int number, MessageLite message) throws InvalidPointException {
      return only(number, message.toByteArray());
    }

    private Map<String, String> only(int number, byte[] message) throws InvalidPointException {
      Map<String, String> fields = fields(schema, wire(out -> out.writeByteArray(number, message)));
      fields.remove("x");
      return fields;
    }

    private String reasonOf(int number, byte[] message) {
      return reason(schema, wire(out -> out.writeByteArray(number, message)));
    }

    @Test
    void shouldUnwrap() throws InvalidPointException {
      assertThat(only(1, DoubleValue.of(0.5))).isEqualTo(Map.of("d", "0.5"));
      assertThat(only(1, nothing())).isEqualTo(Map.of("d", "0.0"));
      assertThat(only(2, StringValue.of("a"))).isEqualTo(Map.of("s", "'a'"));
      assertThat(only(3, UInt64Value.of(-1))).isEqualTo(Map.of("u", "1.8446744073709552E19"));
      assertThat(fields(schema, nothing())).isEqualTo(Map.of("x", "0.0"));
    }

    @ParameterizedTest
    @CsvSource({
      "0, 0, 1970-01-01T00:00:00Z",
      "1780000000, 789000000, 2026-05-28T20:26:40.789Z",
      "1780000000, 1, 2026-05-28T20:26:40.000000001Z",
      "-62135596800, 0, 0001-01-01T00:00:00Z",
      "253402300799, 999999999, 9999-12-31T23:59:59.999999999Z",
      "951782399, 7000000, 2000-02-28T23:59:59.007Z",
    })
    void shouldTakeTimestampsAsTimes(long seconds, int nanos, String expected)
        throws InvalidPointException {
      Timestamp at = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
      assertThat(only(4, at)).isEqualTo(Map.of("at", '@' + expected));
    }

    @Test
    void shouldRefuseTimestampsOutOfRange() {
      assertThat(
              reasonOf(
                  4, Timestamp.newBuilder().setSeconds(253_402_300_800L).build().toByteArray()))
          .isEqualTo(
              "at: expected a Timestamp of the years 1 to 9999, found 253402300800 seconds and 0 nanoseconds");
      assertThat(reasonOf(4, Timestamp.newBuilder().setNanos(-1).build().toByteArray()))
          .contains("and -1 nanoseconds");
    }

    @Test
    void shouldTakeDurationsAsSeconds() throws InvalidPointException {
      assertThat(only(5, Duration.newBuilder().setSeconds(1).setNanos(500_000_000).build()))
          .isEqualTo(Map.of("took", "1.5"));
      assertThat(only(5, Duration.newBuilder().setSeconds(-1).setNanos(-100_000_000).build()))
          .isEqualTo(Map.of("took", "-1.1"));
      assertThat(only(5, Duration.newBuilder().setSeconds(7).build()))
          .isEqualTo(Map.of("took", "7.0"));
    }

    @Test
    void shouldReadOtherTypesAsMessages() throws InvalidPointException {
      Value number = Value.newBuilder().setNumberValue(3).build();
      assertThat(only(6, Struct.newBuilder().putFields("a", number).build()))
          .isEqualTo(Map.of("struct.fields.a.number_value", "3.0"));
      assertThat(only(7, number)).isEqualTo(Map.of("value.number_value", "3.0"));
      assertThat(only(7, nothing())).isEmpty();
      assertThat(only(8, ListValue.newBuilder().addValues(number).build()))
          .isEqualTo(Map.of("list.values.0.number_value", "3.0"));
    }

    @ParameterizedTest
    @CsvSource({
      "1, 08 01, 1, 0",
      "4, 09 01 00 00 00 00 00 00 00, 0, 1",
      "12, 08 01, 2, 0",
      "12, 0a 01 07 1d 01 00 00 00, 0, 5",
    })
    void shouldRefuseAnotherWireTypeWithin(int number, String bytes, int expected, int found) {
      assertThat(reasonOf(number, hex(bytes)))
          .endsWith(": expected the wire type %d of Protobuf, found %d".formatted(expected, found));
    }

    @Test
    void shouldIgnoreBytes() throws InvalidPointException {
      assertThat(only(9, Any.pack(StringValue.of("a")))).isEmpty();
      assertThat(only(13, hex("0a 01 78"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"12.50, 12.5", "1e3, 1000.0", "-0.25, -0.25"})
    void shouldReadDecimals(String text, double expected) throws InvalidPointException {
      BigDecimal number = new BigDecimal(text);
      byte[] confluent =
          wire(
              out -> {
                out.writeByteArray(1, number.unscaledValue().toByteArray());
                out.writeUInt32(2, number.precision());
                out.writeInt32(3, number.scale());
              });
      assertThat(only(12, confluent)).isEqualTo(Map.of("amount", Double.toString(expected)));
    }

    @Test
    void shouldRefuseDecimalsThatAreNone() throws InvalidPointException {
      assertThat(reasonOf(12, wire(out -> out.writeByteArray(1, new byte[1001]))))
          .isEqualTo("amount: expected a number of at most 1000 bytes, found 1001");
      byte[] huge =
          wire(
              out -> {
                out.writeByteArray(1, new byte[] {1});
                out.writeInt32(3, Integer.MIN_VALUE);
              });
      assertThat(reasonOf(12, huge)).startsWith("amount: expected a finite number, found 1E+");
      assertThat(only(12, nothing())).isEqualTo(Map.of("amount", "0.0"));
    }
  }

  @Nested
  class Envelopes {

    private final FileDescriptorProto.Builder file =
        file("shop")
            .addMessageType(
                message("Envelope")
                    .addField(of("before", 1, ".shop.Value"))
                    .addField(of("after", 2, ".shop.Value"))
                    .addField(of("source", 3, ".shop.Value"))
                    .addField(optional(scalar("op", 4, Type.TYPE_STRING)))
                    .addField(scalar("ts_ms", 5, Type.TYPE_INT64))
                    .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_op")))
            .addMessageType(
                message("Value")
                    .addField(scalar("id", 1, Type.TYPE_STRING))
                    .addField(scalar("x", 2, Type.TYPE_INT32))
                    .addField(scalar("photo", 3, Type.TYPE_BYTES)))
            .addMessageType(
                message("Connect")
                    .addField(scalar("schema", 1, Type.TYPE_STRING))
                    .addField(of("payload", 2, ".shop.Value")))
            .addMessageType(
                message("Both")
                    .addField(scalar("schema", 1, Type.TYPE_STRING))
                    .addField(of("payload", 2, ".shop.Envelope")))
            .addMessageType(
                message("Outbox")
                    .addField(scalar("schema", 1, Type.TYPE_STRING))
                    .addField(scalar("payload", 2, Type.TYPE_STRING)))
            .addMessageType(
                message("Number")
                    .addField(scalar("schema", 1, Type.TYPE_STRING))
                    .addField(scalar("payload", 2, Type.TYPE_INT64)));
    private final Schema schema = schema(file.build());

    private Point named(String message, String bytes) throws InvalidPointException {
      return reader(SETTINGS, schema).read(hex(bytes), "content/7#" + message);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0a 02 10 01 12 05 0a 01 70 10 05 1a 02 10 09 22 01 63 28 07", // before the op, c
          "22 01 75 12 05 0a 01 70 10 05", // behind it, u
          "12 05 0a 01 70 10 05 22 01 72" // r
        })
    void shouldBeLeftOutAroundARow(String bytes) throws InvalidPointException {
      Point point = named("Envelope", bytes);
      assertThat(shown(point)).isEqualTo(Map.of("x", "5.0"));
      assertThat(point.id()).isEqualTo("p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a 02 10 01 22 01 64", "22 01 74", "22 01 6d"}) // d, t, m
    void shouldBeNoPointWhenARowIsDeleted(String bytes) throws InvalidPointException {
      assertThat(named("Envelope", bytes)).isNull();
    }

    @Test
    void shouldBeReadAsTheyAreForOtherOperations() throws InvalidPointException {
      assertThat(shown(named("Envelope", "12 02 10 05")))
          .isEqualTo(Map.of("after.id", "missing", "after.x", "5.0", "ts_ms", "0.0"));
      assertThat(shown(named("Envelope", "12 02 10 05 22 01 7a"))).containsEntry("op", "'z'");
    }

    @Test
    void shouldHaveOneRow() {
      assertThatThrownBy(() -> named("Envelope", "22 01 63"))
          .hasMessage("after: expected a message, found no such field");
      assertThatThrownBy(() -> named("Outbox", "0a 01 61 12 01 61"))
          .hasMessage("payload: expected a message, found another type");
      assertThatThrownBy(() -> named("Number", "0a 01 61 10 05"))
          .hasMessage("payload: expected a message, found another type");
      assertThatThrownBy(() -> named("Number", "0a 01 61 10 ff ff ff ff ff ff ff ff ff 01"))
          .hasMessage("payload: expected a message, found another type");
    }

    @Test
    void shouldBeLeftOutAroundAPayload() throws InvalidPointException {
      assertThat(shown(named("Connect", "0a 01 61 12 05 0a 01 70 10 05")))
          .isEqualTo(Map.of("x", "5.0"));
      assertThat(named("Connect", "0a 01 61")).isNull();
      assertThat(shown(named("Both", "12 0a 12 05 0a 01 70 10 05 22 01 63")))
          .isEqualTo(Map.of("x", "5.0"));
      assertThat(named("Both", "12 03 22 01 64")).isNull();
    }

    @Test
    void shouldListTheBytesOfTheRow() throws InvalidPointException {
      assertThat(ProtobufBytes.ignored(schema.parsed())).containsExactly("photo");
    }
  }

  @Nested
  class Wholes {

    private final ProtobufSamples samples = new ProtobufSamples();
    private final byte[] sample = samples.write(sample());

    private JsonNode sample() {
      try {
        return new ObjectMapper()
            .readTree(
                """
                {"id":"p-7","label":"fraud","at":"2026-11-29T12:34:56.789Z","amount":12.5,
                 "count":7,"big":9007199254740993,"flag":true,"gone":null,"kind":"online",
                 "address":{"zip":"007","city":"San José"},"features":[0.5,-1.5],
                 "tags":{"a":"x","b":"7"}}
                """);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void shouldHaveTheSamePathsWhateverIsZero() throws InvalidPointException {
      RecordReader reader = reader(SETTINGS, samples.schema());
      String[] paths = reader.read(sample).fields().paths;
      com.fasterxml.jackson.databind.node.ObjectNode zero = sample().deepCopy();
      zero.put("amount", 0).put("count", 0).put("flag", false).put("kind", "retail");
      assertThat(reader.read(samples.write(zero)).fields().paths).isSameAs(paths);
    }

    /** An order within an order, and so on. */
    private byte[] nested(int levels) {
      byte[] inner = hex("10 05");
      for (int i = 0; i < levels; i++) {
        byte[] within = inner;
        inner = wire(out -> out.writeByteArray(1, within));
      }
      return inner;
    }

    @Test
    void shouldNotBeNestedTooDeep() throws InvalidPointException {
      Schema recursive =
          orderOf(
              of("o", 1, ".shop.Order"),
              scalar("x", 2, Type.TYPE_INT32),
              of("v", 3, ".google.protobuf.Value"));
      assertThat(read(recursive, nested(99)).fields().size()).isEqualTo(100);
      assertThat(reason(recursive, nested(100)))
          .isEqualTo(
              "value: expected Protobuf within Gyre's limits, found more than 100 messages within each other");
      Value value = Value.newBuilder().setNumberValue(1).build();
      for (int i = 0; i < 200; i++) {
        value = Value.newBuilder().setListValue(ListValue.newBuilder().addValues(value)).build();
      }
      Value deep = value;
      assertThat(reason(recursive, wire(out -> out.writeMessage(3, deep))))
          .endsWith("found more than 100 messages within each other");
    }

    @Test
    void shouldSayWhatARecordWithoutFieldsHas() {
      Schema schema =
          orderOf(scalar("label", 1, Type.TYPE_INT32), scalar("photo", 2, Type.TYPE_BYTES));
      assertThat(reason(schema, hex("08 01 12 01 78 18 05")))
          .isEqualTo("value: expected a field besides label and id, found only label, photo");
      assertThat(reason(schema(file("shop").addMessageType(message("Empty")).build()), nothing()))
          .endsWith("found an empty message");
    }
  }
}
