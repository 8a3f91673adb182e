package io.gyre.format;

import static io.gyre.format.ProtobufSamples.framed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.ValueFormat.Reference;
import io.gyre.registry.ProtoSchemas;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only records of Protobuf have. Bytes are written in hexadecimal. */
class ProtobufRecordsTest {

  private static final RecordSettings SETTINGS =
      RecordSettings.standard().withFormat(ValueFormat.PROTOBUF);

  private static final String BEGIN =
      """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/duration.proto";
      import "google/protobuf/wrappers.proto";
      import "google/protobuf/struct.proto";
      import "google/protobuf/any.proto";
      import "google/type/date.proto";
      import "confluent/meta.proto";
      import "confluent/type/decimal.proto";
      """;

  private static Schema schema(String definitions) {
    return ProtoSchemas.of(BEGIN + definitions);
  }

  private static Schema order(String body) {
    return schema("message Order { " + body + " }");
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex == null ? "" : hex.replace(" ", ""));
  }

  private static String read(RecordSettings settings, Schema schema, byte[] message) {
    return said(settings, schema, framed(ProtobufSamples.FRAME, message), null);
  }

  private static String read(Schema schema, String message) {
    return read(SETTINGS, schema, hex(message));
  }

  private static String named(Schema schema, String message, String value) {
    return said(SETTINGS, schema, hex(value), "content/7#" + message);
  }

  private static String said(RecordSettings settings, Schema schema, byte[] value, String named) {
    assertThat(schema.denied()).isNull();
    return RecordReaderTest.said(
        RecordReader.of(settings, Accepts.POINTS, id -> schema), value, named);
  }

  @Nested
  class Schemas {

    private static final String ITEM = "package item; message Item { optional int32 x = 1; }";
    private static final String ORDER =
        "package order; import \"item.proto\"; message Order { optional item.Item item = 1; }";

    private static Schema join(String file, Reference... references) {
      return ValueFormat.PROTOBUF.schema(
          ProtoSchemas.descriptor("order.proto", file), List.of(references));
    }

    private static Reference imported(String name, String file) {
      return new Reference(name, ProtoSchemas.descriptor(name, file));
    }

    @Test
    void shouldHaveTheirImportsBeforeTheMainFile() throws Exception {
      Schema schema = join(ORDER, imported("item.proto", ITEM));
      FileDescriptorSet files =
          FileDescriptorSet.parseFrom(Base64.getDecoder().decode(schema.text()));
      assertThat(files.getFileList().stream().map(FileDescriptorProto::getName))
          .containsExactly("item.proto", "main.proto");
      assertThat(read(schema, "0a 02 08 05")).isEqualTo("item.x=5.0");
      assertThat(read(Schema.ofJson(schema.toJson()), "0a 02 08 05")).isEqualTo("item.x=5.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"item.Item", "Item", "1"})
    void shouldNotNameMessagesOfAnImport(String message) {
      Schema schema = join(ORDER, imported("item.proto", ITEM));
      assertThat(named(schema, "Order", "0a 02 08 05")).isEqualTo("item.x=5.0");
      assertThat(named(schema, message, "08 05"))
          .startsWith("value: expected a message of its schema, which has order.Order, found the ");
    }

    @Test
    void shouldBeTheSameTextForTheSameSchema() throws Exception {
      byte[] file = Base64.getDecoder().decode(ProtoSchemas.descriptor("order.proto", ORDER));
      FileDescriptorProto stored =
          FileDescriptorProto.parseFrom(file).toBuilder()
              .setName("default")
              .setSourceCodeInfo(
                  SourceCodeInfo.newBuilder()
                      .addLocation(SourceCodeInfo.Location.newBuilder().addPath(4)))
              .build();
      Reference needed = imported("item.proto", ITEM);
      Reference unused = imported("unused.proto", ITEM);
      assertThat(
              ValueFormat.PROTOBUF.schema(ProtobufSamples.base64(stored), List.of(unused, needed)))
          .isEqualTo(join(ORDER, needed, unused));
    }

    @Test
    void shouldTakeAGivenFileBeforeACommonOne() {
      String file =
          "import \"confluent/type/decimal.proto\"; message Order { optional confluent.type.Other x = 1; }";
      Reference given =
          imported(
              "confluent/type/decimal.proto",
              "package confluent.type; message Other { optional int32 x = 1; }");
      assertThat(join(file).denied()).contains("is not defined");
      assertThat(join(file, given).denied()).isNull();
    }

    @Test
    void shouldBeDeniedIfTheyCannotBeUsed() {
      String begin = "expected a schema of Protobuf, found: ";
      assertThat(join(ORDER).denied()).startsWith(begin).contains("\"item.Item\" is not defined");
      assertThat(
              join(
                      ORDER,
                      imported("item.proto", "import \"order.proto\"; " + ITEM),
                      imported("order.proto", ORDER))
                  .denied())
          .isEqualTo(begin + "files that import each other, item.proto");
      for (String text : List.of("", "syntax = \"proto3\";", "AAAA", "////", "{}", "Cg==")) {
        assertThat(ValueFormat.PROTOBUF.schema(text, List.of()).denied()).startsWith(begin);
      }
    }
  }

  @Nested
  class Messages {

    private final Schema schema =
        schema(
            """
            message A { int32 a = 1; }
            message B { int32 b = 1; map<string, string> tags = 2; message C { int32 c = 1; } }
            """);

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "00|a=5.0", // Confluent's short form of the first message
          "02 00|a=5.0",
          "02 02|b=5.0",
          "04 02 00|c=5.0",
          "03 0a 01 41|a=5.0", // Ref {name: "A"}
          "03 0a 01 43|c=5.0",
          "0a 0a 08 73 68 6f 70 2e 42 2e 43|c=5.0", // shop.B.C
          "05 0a 03 42 2e 43|c=5.0", // B.C
          "03 0a 01 41 02 00|a=5.0", // a Ref, then the indexes that Apicurio writes behind it
          "03 0a 01 41 02 02|a=5.0", // the name counts, not the index
          "03 0a 01 43 02 02|c=5.0",
        })
    void shouldBeNamedBeforeTheValue(String prefix, String expected) {
      assertThat(after(prefix + " 08 05")).isEqualTo(expected);
    }

    private String after(String bytes) {
      byte[] id = Arrays.copyOf(ProtobufSamples.FRAME, 5);
      return said(SETTINGS, schema, framed(id, hex(bytes)), null);
    }

    @ParameterizedTest
    @CsvSource({
      "shop.A, 08 05, a=5.0",
      "B, 08 05, b=5.0",
      "shop.B.C, 08 05, c=5.0",
      "C, 08 05, c=5.0",
      "0, 08 05, a=5.0",
      "1.0, 08 05, c=5.0",
      "shop.B, 03 0a 01 42 08 05, b=5.0", // with a Ref
      "B, 08 0a 06 73 68 6f 70 2e 42 02 02 08 05, b=5.0",
      "shop.A, 03 0a 01 42 02 02 08 05, b=5.0", // the Ref is nearer to the message
    })
    void shouldBeNamedInAHeader(String message, String bytes, String expected) {
      assertThat(named(schema, message, bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "02 04|which has shop.A, shop.B, shop.B.C, found the index 2 of 2",
          "02 01|found the index -1 of 2",
          "04 00 00|found the index 0 of 0",
          "03 0a 01 5a|found the name \"Z\"",
          "03 0a 01 41 02 04|found the index 2 of 2",
          "01 00|expected the indexes or the name of its message before it, found the byte 0x01",
        })
    void shouldBeOneOfTheSchema(String prefix, String reason) {
      assertThat(after(prefix + " 08 05")).startsWith("value: expected").contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z", "", "2", "1.1", "1.0.0", "-1", "1.", "99999999999", "0.0"})
    void shouldBeOneOfTheSchemaInAHeader(String message) {
      assertThat(named(schema, message, "08 05"))
          .startsWith("value: expected a message of its schema, which has shop.A");
    }

    @Test
    void shouldBeARefRatherThanIndexes() {
      StringBuilder file = new StringBuilder();
      for (int i = 0; i < 5; i++) {
        file.append("message M%d { int32 M%d = 1; }\n".formatted(i, i));
      }
      Schema six =
          schema(file + "message M5 { message N0 {} message N1 { int32 n1 = 1; } int32 m = 1; }");
      // Two indexes, 5 and 1: the length of a Ref is 4, but 2 is not the length of a name in it.
      assertThat(said(SETTINGS, six, hex("00 00000007 04 0a 02 08 05"), null)).isEqualTo("n1=5.0");
      // The same bytes with a name of the schema behind them.
      assertThat(said(SETTINGS, six, hex("00 00000007 04 0a 02 4d 31 08 05"), null))
          .isEqualTo("M1=5.0");
    }
  }

  @Nested
  class Values {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "int32|08 ff ff ff ff ff ff ff ff ff 01|-1.0",
          "int64|08 ff ff ff ff ff ff ff ff 7f|9.223372036854775807E18",
          "uint32|08 ff ff ff ff 0f|4.294967295E9",
          "uint64|08 ff ff ff ff ff ff ff ff ff 01|1.8446744073709552E19",
          "sint32|08 03|-2.0",
          "sint64|08 ff ff ff ff ff ff ff ff ff 01|-9.223372036854775808E18",
          "fixed32|0d ff ff ff ff|4.294967295E9",
          "sfixed32|0d ff ff ff ff|-1.0",
          "fixed64|09 ff ff ff ff ff ff ff ff|1.8446744073709552E19",
          "sfixed64|09 ff ff ff ff ff ff ff ff|-1.0",
          "bool|08 01|'true'",
          "float|0d cd cc cc 3d|0.1",
          "float|0d 00 00 c0 7f|missing",
          "double|09 00 00 00 00 00 00 f8 7f|missing",
          "string|0a 03 20 37 20|7.0",
          "string|0a 04 f0 9f 98 80|'😀'",
          "int32|08 01 08 02 08 03|3.0", // the last of several
          "google.protobuf.DoubleValue|0a 09 09 00 00 00 00 00 00 e0 3f|0.5",
          "google.protobuf.DoubleValue|0a 00|0.0",
          "google.protobuf.StringValue|0a 03 0a 01 61|'a'",
          "google.protobuf.UInt64Value|0a 0b 08 ff ff ff ff ff ff ff ff ff 01|1.8446744073709552E19",
          "google.protobuf.Timestamp|0a 00|@1970-01-01T00:00:00Z",
          "google.protobuf.Timestamp|0a 0c 08 80 ca e2 d0 06 10 c0 de 9c f8 02|@2026-05-28T20:26:40.789Z",
          "google.protobuf.Duration|0a 08 08 01 10 80 ca b5 ee 01|1.5",
          "google.protobuf.Duration|0a 02 08 07|7.0",
          "google.type.Date|0a 07 08 ea 0f 10 05 18 1c|@2026-05-28",
          "google.type.Date|0a 03 08 ea 0f|missing", // a year alone
          "confluent.type.Decimal|0a 06 0a 02 04 e2 18 02|12.5",
          "confluent.type.Decimal|0a 00|0.0",
        })
    void shouldBeANumberTextTimeOrMissing(String type, String bytes, String expected) {
      String found = read(order("%s x = 1;".formatted(type)), bytes);
      if (expected.matches("-?\\d.*")) {
        assertThat(Double.parseDouble(found.substring(2))).isEqualTo(Double.parseDouble(expected));
      } else {
        assertThat(found).isEqualTo("x=" + expected);
      }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "double x = 1;|09 00 00 00 00 00 00 f0 7f|x: expected a finite number, found Infinity",
          "float x = 1;|0d 00 00 80 ff|x: expected a finite number, found -Infinity",
          "string x = 1;|0a 02 c0 80|x: expected UTF-8, found other bytes",
          "int32 x = 1;|08 80|value: expected Protobuf of the message shop.Order, found other bytes near byte 8 of 8",
          "int32 x = 1;|0a 01 07|x: expected the wire type 0 of Protobuf, found 2",
          "Order o = 1; int32 x = 2;|0a 05 15 01 00 00 00|o.x: expected the wire type 0 of Protobuf, found 5",
          "map<int32, int32> m = 1;|0a 07 08 01 15 01 00 00 00|m: expected the wire type 0 of Protobuf, found 5",
          "google.protobuf.DoubleValue x = 1;|0a 02 08 01|x: expected the wire type 1 of Protobuf, found 0",
          "google.protobuf.Timestamp x = 1;|0a 07 08 80 83 d1 ff af 07|x: expected a Timestamp of the years 1 to 9999, found 253402300800 seconds and 0 nanoseconds",
          "confluent.type.Decimal x = 1;|0a 0e 0a 01 01 18 80 80 80 80 f8 ff ff ff ff 01|x: expected a finite number, found 1E+2147483648",
          "Order x = 1; int32 n = 2;|0a 02 10 01 0a 02 10 02|x: expected once, found a second time",
          "google.protobuf.Timestamp x = 1;|0a 02 08 01 0a 02 10 00|x: expected once, found a second time",
          "map<string, int32> m = 1;|0a 05 0a 01 61 10 01 0a 03 0a 01 61|m.a: expected once, found a second time",
          "map<int64, Order> m = 1; int32 x = 2;|0a 0a 08 07 12 02 10 09 12 02 10 09|m: expected one value, found a second one",
          "int32 label = 1; bytes photo = 2;|08 01 12 01 78 18 05|value: expected a field besides label and id, found only label, photo",
          "|08 01|value: expected a field besides label and id, found an empty message",
        })
    void shouldBeRefusedWithAReason(String body, String bytes, String expected) {
      assertThat(read(order(body == null ? "" : body), bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          // Defaults without presence; no field without a value where there is presence.
          "sint64 a = 1; bool b = 2; string c = 3; K d = 4; bytes e = 5; repeated int32 f = 6; Order g = 7; enum K { retail = 0; }||a=0.0 b='false' c=missing d='retail'",
          "optional int32 a = 1; oneof o { int32 b = 2; string c = 3; } int32 x = 4;||x=0.0",
          "optional int32 a = 1; oneof o { int32 b = 2; string c = 3; } int32 x = 4;|08 00 10 07|a=0.0 b=7.0 x=0.0",
          // No writer writes two of a choice: both are fields.
          "oneof o { int32 b = 2; string c = 3; }|10 07 1a 01 41|b=7.0 c='A'",
          "K x = 1; enum K { a = 0; b = 1; }|08 01|x='b'",
          "K x = 1; enum K { a = 0; b = 1; }|08 63|x='number 99'",
          // Numbers that the schema does not know, in each wire type and in groups.
          "int32 x = 1;|c0 3e 01 cd 3e 01 00 00 00 da 3e 01 78 e3 3e 08 09 e4 3e 08 05|x=5.0",
          // Packed or not, and interleaved.
          "repeated sint32 n = 1; repeated string w = 2; optional int32 x = 7;|08 02 38 05 0a 02 04 06 12 01 61 08 08 12 01 62|n.0=1.0 n.1=2.0 n.2=3.0 n.3=4.0 w.0='a' w.1='b' x=5.0",
          "repeated Order i = 1; repeated sint32 n = 2; optional int32 x = 3;|0a 02 18 01 0a 00 0a 06 0a 04 12 02 06 08|i.0.x=1.0 i.2.i.0.n.0=3.0 i.2.i.0.n.1=4.0",
          // A map: the value before the key, no value, a key beyond 2^63.
          "map<string, int32> t = 1;|0a 05 0a 01 61 10 01 0a 05 10 02 0a 01 62 0a 03 0a 01 63|t.a=1.0 t.b=2.0 t.c=0.0",
          "map<uint64, Row> m = 1; message Row { int32 x = 1; }|0a 0f 08 ff ff ff ff ff ff ff ff ff 01 12 02 08 09|m.18446744073709551615.x=9.0",
          // Other standard types are messages; bytes are never fields.
          "google.protobuf.Value v = 1;|0a 09 11 00 00 00 00 00 00 08 40|v.number_value=3.0",
          "google.protobuf.Any a = 1; google.protobuf.BytesValue b = 2; repeated bytes c = 3; int32 x = 4;|12 03 0a 01 78 1a 01 78 20 05|x=5.0",
        })
    void shouldBeFieldsByTheirPaths(String body, String bytes, String expected) {
      assertThat(read(order(body), bytes)).isEqualTo(expected);
    }

    @Test
    void shouldBeThoseOfProto2() {
      Schema schema =
          ProtoSchemas.of(
              """
              package shop;
              message Order {
                optional int32 x = 1 [default = 7]; optional string s = 2; optional Order o = 3;
                repeated group Part = 4 { optional int32 y = 5; }
              }
              """);
      assertThat(read(schema, "12 01 61")).isEqualTo("s='a'");
      assertThat(read(schema, "1a 04 12 02 c0 80"))
          .isEqualTo("o.s: expected UTF-8, found other bytes");
      assertThat(read(schema, "23 28 05 24 23 28 06 24")).isEqualTo("part.0.y=5.0 part.1.y=6.0");
      assertThat(read(schema, "23 28 05"))
          .isEqualTo(
              "value: expected Protobuf of the message shop.Order, found other bytes near byte 9 of 9");
    }

    @Test
    void shouldCountOnlyIfTheyAreWanted() {
      Schema schema = order("repeated string w = 1; int32 x = 2;");
      byte[] many = hex("0a 01 77".repeat(50_000) + "10 05");
      assertThat(read(SETTINGS, schema, many))
          .isEqualTo(
              "value: expected at most 40000 values, found more; name the fields that count, or those to ignore");
      assertThat(read(SETTINGS.withIgnored(List.of("w")), schema, many)).isEqualTo("x=5.0");
    }

    @Test
    void shouldBeWithinTheLimits() {
      String key = "map<string, int32> m = 1;";
      assertThat(read(order(key), "0a 84 02 0a 81 02 " + "6b".repeat(257)))
          .isEqualTo("m: expected keys of at most 256 bytes, found 257");
      assertThat(
              read(order("confluent.type.Decimal x = 1;"), "0a ec 07 0a e9 07" + "00".repeat(1001)))
          .isEqualTo("x: expected a number of at most 1000 bytes, found 1001");
      Schema recursive = order("Order o = 1; int32 x = 2;");
      byte[] nested = hex("10 05");
      for (int i = 0; i < 99; i++) {
        nested = HostileRecordsTest.wire(1, nested, 1);
      }
      assertThat(read(SETTINGS, recursive, nested)).contains("o.x=0.0");
      assertThat(read(SETTINGS, recursive, HostileRecordsTest.wire(1, nested, 1)))
          .isEqualTo(
              "value: expected Protobuf within Gyre's limits, found more than 100 messages within each other");
    }
  }

  @Nested
  class Roles {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "int64 label = 1;|08 ff ff ff ff ff ff ff ff 7f|label:9223372036854775807 x=0.0",
          "uint64 label = 1;|08 ff ff ff ff ff ff ff ff ff 01|label:18446744073709551615 x=0.0",
          "double label = 1;|09 00 00 00 00 00 00 00 40|label:2 x=0.0",
          "double label = 1;|09 00 00 00 00 00 00 f8 7f|x=0.0",
          "bool label = 1;|08 01|label:true x=0.0",
          "string label = 1;|0a 05 66 72 61 75 64|label:fraud x=0.0",
          "string label = 1;||x=0.0",
          "int32 label = 1;||label:0 x=0.0",
          "K label = 1; enum K { a = 0; NA = 2; }||label:a x=0.0",
          "K label = 1; enum K { a = 0; NA = 2; }|08 02|x=0.0",
          "K label = 1; enum K { a = 0; NA = 2; }|08 63|label:number 99 x=0.0",
          "sint32 id = 1;|08 03|id:-2 x=0.0",
          "uint64 id = 1;|08 ff ff ff ff ff ff ff ff ff 01|id:18446744073709551615 x=0.0",
          "string id = 1;|0a 03 70 2d 37|id:p-7 x=0.0",
          "int32 id = 1;||id:0 x=0.0",
          "double id = 1;|09 00 00 00 00 00 00 e0 3f|id: expected text or an integer, found 0.5",
          "bytes id = 1;|0a 01 78|id: expected text or an integer, found bytes",
          "Order id = 1;|0a 00|id: expected text or an integer, found a message",
          "repeated int32 label = 1;|0a 01 05|label: expected a number, text, true or false, found a list",
        })
    void shouldBeLabelAndId(String body, String bytes, String expected) {
      assertThat(read(order(body + " int32 x = 2;"), bytes)).isEqualTo(expected);
    }

    @Test
    void shouldBeTheTime() {
      RecordSettings timed =
          RecordSettings.json("label", "id", "at").withFormat(ValueFormat.PROTOBUF);
      Schema schema = order("google.protobuf.Timestamp at = 1; int32 x = 2;");
      assertThat(read(timed, schema, hex("0a 0c 08 80 ca e2 d0 06 10 c0 de 9c f8 02")))
          .isEqualTo("time:1780000000789 x=0.0");
      assertThat(read(timed, schema, hex("")))
          .startsWith("time at: expected")
          .endsWith("found no such field");
      assertThat(read(timed, order("map<string, int32> at = 1;"), hex("0a 05 0a 01 61 10 01")))
          .startsWith("time at: expected")
          .endsWith("found a map");
    }

    @Test
    void shouldBeCategoriesAsText() {
      Schema schema =
          order(
              "int64 a = 1; double b = 2; uint64 c = 3; confluent.type.Decimal d = 4; float e = 5;");
      String message =
          "08 7f 11 00 00 00 00 00 00 00 40 18 ff ff ff ff ff ff ff ff ff 01"
              + "22 06 0a 02 01 2c 18 02 2d cd cc cc 3d";
      RecordSettings settings = SETTINGS.withKeys(List.of("a", "b", "c", "d", "e"));
      assertThat(read(settings, schema, hex(message)))
          .isEqualTo("a='127' b='2' c='18446744073709551615' d='3' e='0.1'");
    }
  }

  @Nested
  class Envelopes {

    private final Schema schema =
        schema(
            """
            message Envelope {
              Value before = 1; Value after = 2; Value source = 3; optional string op = 4;
              int64 ts_ms = 5;
            }
            message Value { string id = 1; int32 x = 2; bytes photo = 3; }
            message Connect { string schema = 1; Value payload = 2; }
            message Both { string schema = 1; Envelope payload = 2; }
            message Outbox { string schema = 1; string payload = 2; }
            message Number { string schema = 1; int64 payload = 2; }
            """);

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "Envelope|0a 02 10 01 12 05 0a 01 70 10 05 1a 02 10 09 22 01 63 28 07|id:p x=5.0", // c
          "Envelope|22 01 75 12 05 0a 01 70 10 05|id:p x=5.0", // u, before the row
          "Envelope|12 05 0a 01 70 10 05 22 01 72|id:p x=5.0", // r
          "Envelope|0a 02 10 01 22 01 64|none", // d
          "Envelope|22 01 74|none", // t
          "Envelope|22 01 6d|none", // m
          "Envelope|12 02 10 05|after.id=missing after.x=5.0 ts_ms=0.0", // no operation
          "Envelope|12 02 10 05 22 01 7a|after.id=missing after.x=5.0 op='z' ts_ms=0.0",
          "Envelope|22 01 63|after: expected a message, found no such field",
          "Outbox|0a 01 61 12 01 61|payload: expected a message, found another type",
          "Number|0a 01 61 10 05|payload: expected a message, found another type",
          "Connect|0a 01 61 12 05 0a 01 70 10 05|id:p x=5.0",
          "Connect|0a 01 61|none",
          "Both|12 0a 12 05 0a 01 70 10 05 22 01 63|id:p x=5.0",
          "Both|12 03 22 01 64|none",
        })
    void shouldLeadToTheRow(String message, String bytes, String expected) {
      assertThat(named(schema, message, bytes)).isEqualTo(expected);
    }
  }
}
