package io.gyre.data.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.record.RecordReader.Accepts;
import io.gyre.data.record.ValueFormat.Reference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only records of Avro have. */
class AvroRecordsTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final RecordSettings STANDARD =
      RecordSettings.standard().withFormat(ValueFormat.AVRO);

  /** Returns the schema of a record of {@code n}, an int, and {@code x}. */
  private static String schema(String type) {
    return """
        {"type":"record","name":"Order","namespace":"shop","fields":[
          {"name":"n","type":"int"},{"name":"x","type":%s}]}"""
        .formatted(type);
  }

  private static String time(String type, String logical) {
    return "{\"type\":\"%s\",\"logicalType\":\"%s\"}".formatted(type, logical);
  }

  private static String connect(String type, String name) {
    return "{\"type\":\"%s\",\"connect.name\":\"%s\"}".formatted(type, name);
  }

  private static RecordReader reader(String schema, RecordSettings settings) {
    Schema whole = ValueFormat.AVRO.schema(schema, List.of());
    assertThat(whole.denied()).isNull();
    return RecordReader.of(settings.withFormat(ValueFormat.AVRO), Accepts.POINTS, id -> whole);
  }

  private static byte[] value(String schema, JsonNode content) {
    return AvroSamples.framed(
        1, AvroSamples.bytes(new org.apache.avro.Schema.Parser().parse(schema), content));
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Point read(String schema, String content) throws InvalidPointException {
    return read(schema, content, STANDARD);
  }

  private static Point read(String schema, String content, RecordSettings settings)
      throws InvalidPointException {
    return reader(schema, settings).read(value(schema, json(content)));
  }

  /** Reads {@code x} of a type, between n and the end. */
  private static Map<String, String> x(String type, String x) throws InvalidPointException {
    Map<String, String> fields =
        RecordReaderTest.described(read(schema(type), "{\"n\":1,\"x\":" + x + "}"));
    fields.remove("n");
    return fields;
  }

  private static Map<String, String> asJson(String x) throws InvalidPointException {
    byte[] value = ("{\"n\":1,\"x\":" + x + "}").getBytes(UTF_8);
    Map<String, String> fields =
        RecordReaderTest.described(
            RecordReader.of(RecordSettings.standard(), Accepts.POINTS).read(value));
    fields.remove("n");
    return fields;
  }

  private static String reason(String schema, int... body) {
    byte[] bytes = new byte[body.length];
    IntStream.range(0, body.length).forEach(i -> bytes[i] = (byte) body[i]);
    return reason(reader(schema, STANDARD), AvroSamples.framed(1, bytes));
  }

  private static String reason(RecordReader reader, byte[] value) {
    try {
      return "read " + reader.read(value);
    } catch (InvalidPointException e) {
      return e.getMessage();
    }
  }

  @Nested
  class Values {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "\"int\"|7",
          "\"long\"|-9007199254740993",
          "\"double\"|0.1",
          "\"float\"|0.1",
          "\"float\"|1.1754944E-38",
          "\"boolean\"|true",
          "\"string\"|\"San José\"",
          "\"string\"|\" 7 \"",
          "\"string\"|\"2026-05-28\"",
          "\"string\"|\"NA\"",
          "\"null\"|null",
          "[\"null\",\"int\"]|null",
          "[\"null\",\"int\"]|7",
          "[\"string\",\"double\",\"null\"]|0.5",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}|\"B\"",
          "{\"type\":\"array\",\"items\":[\"null\",\"long\"]}|[1,null,3]",
          "{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"int\"}}|{\"a\":[1,2],\"é\":[]}",
          "[\"null\",{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"y\",\"type\":\"int\"}]}]|{\"y\":5}",
          "{\"type\":\"string\",\"logicalType\":\"uuid\"}|\"3f2a1b7c-0000-4000-8000-000000000000\"",
          "{\"type\":\"string\",\"connect.name\":\"io.debezium.time.ZonedTimestamp\"}|\"2026-05-28T20:26:40Z\"",
          "{\"type\":\"int\",\"logicalType\":\"time-millis\"}|3600000",
          "{\"type\":\"long\",\"connect.name\":\"io.debezium.time.MicroTime\"}|3600000000",
        })
    void shouldBeWhatTheyAreInJson(String type, String x) throws InvalidPointException {
      assertThat(x(type, x)).isEqualTo(asJson(x)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "timestamp-millis|1780000000789|2026-05-28T20:26:40.789Z",
          "timestamp-micros|1780000000789012|2026-05-28T20:26:40.789012Z",
          "timestamp-nanos|1780000000789012345|2026-05-28T20:26:40.789012345Z",
          "local-timestamp-millis|1780000000000|2026-05-28T20:26:40",
          "local-timestamp-micros|-1|1969-12-31T23:59:59.999999",
          "local-timestamp-nanos|1|1970-01-01T00:00:00.000000001",
        })
    void shouldBeTimesByTheirLogicalType(String logical, long x, String expected)
        throws InvalidPointException {
      assertThat(x(time("long", logical), "" + x)).isEqualTo(asJson('"' + expected + '"'));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "long|org.apache.kafka.connect.data.Timestamp|1780000000789|2026-05-28T20:26:40.789Z",
          "long|io.debezium.time.Timestamp|1780000000789|2026-05-28T20:26:40.789Z",
          "long|io.debezium.time.MicroTimestamp|1780000000789000|2026-05-28T20:26:40.789Z",
          "long|io.debezium.time.NanoTimestamp|1780000000789000000|2026-05-28T20:26:40.789Z",
          "int|org.apache.kafka.connect.data.Date|20601|2026-05-28",
          "int|io.debezium.time.Date|20601|2026-05-28",
        })
    void shouldBeTimesByTheNameOfConnect(String type, String name, long x, String expected)
        throws InvalidPointException {
      assertThat(x(connect(type, name), "" + x)).isEqualTo(asJson('"' + expected + '"'));
    }

    @Test
    void shouldBeDates() throws InvalidPointException {
      assertThat(x(time("int", "date"), "20601")).isEqualTo(asJson("\"2026-05-28\""));
    }

    @Test
    void shouldWriteTimesAsJavaDoes() {
      Random random = new Random(1);
      for (int i = 0; i < 20_000; i++) {
        long ms = random.nextLong() >> random.nextInt(64);
        assertThat(AvroRecords.iso(ms, 1_000, false))
            .isEqualTo(Instant.ofEpochMilli(ms).toString());
        LocalDateTime local =
            LocalDateTime.ofEpochSecond(ms / 1_000_000, 1_000 * 7, ZoneOffset.UTC).withSecond(1);
        long micros = local.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + 7;
        assertThat(AvroRecords.iso(micros, 1_000_000, true)).isEqualTo(local.toString());
      }
    }

    @Test
    void shouldBeTheShortestDecimalOfAFloat() {
      Random random = new Random(1);
      for (int i = 0; i < 100_000; i++) {
        float any = Float.intBitsToFloat(random.nextInt());
        float ordinary = random.nextInt(2_000_000) / 1000f;
        for (float number : new float[] {any, ordinary, -ordinary, Math.nextUp(ordinary)}) {
          double expected =
              Float.isFinite(number)
                  ? Double.parseDouble(NumberOutput.toString(number, true))
                  : number;
          assertThat(Double.compare(TypedReader.decimal(number), expected))
              .as("%s", number)
              .isZero();
        }
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "float"})
    void shouldBeMissingIfTheyAreNotANumber(String type) throws InvalidPointException {
      String schema = schema('"' + type + '"');
      JsonNode content = MAPPER.createObjectNode().put("n", 1).put("x", Double.NaN);
      assertThat(RecordReaderTest.described(reader(schema, STANDARD).read(value(schema, content))))
          .containsEntry("x", "missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "float"})
    void shouldBeRefusedIfTheyAreInfinite(String type) {
      String schema = schema('"' + type + '"');
      JsonNode content = MAPPER.createObjectNode().put("n", 1).put("x", Double.NEGATIVE_INFINITY);
      assertThat(reason(reader(schema, STANDARD), value(schema, content)))
          .isEqualTo("x: expected a finite number, found -Infinity");
    }

    @Test
    void shouldBeTextIfTheyAreAUuidOfBytes() throws InvalidPointException {
      String type = "{\"type\":\"fixed\",\"name\":\"U\",\"size\":16,\"logicalType\":\"uuid\"}";
      assertThat(x(type, "\"\\u0001\\u0002" + "\\u0000".repeat(14) + '"'))
          .isEqualTo(Map.of("x", "'01020000-0000-0000-0000-000000000000'"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"bytes\"",
          "[\"null\",\"bytes\"]",
          "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}",
          "{\"type\":\"bytes\",\"logicalType\":\"decimal\"}",
          "{\"type\":\"array\",\"items\":\"bytes\"}"
        })
    void shouldNotBeFieldsIfTheyAreBytes(String type) throws InvalidPointException {
      assertThat(x(type, type.contains("array") ? "[\"ab\",\"cd\"]" : "\"ab\"")).isEmpty();
    }

    @Test
    void shouldNotBeFieldsIfThereCouldOnlyBeBytes() throws InvalidPointException {
      assertThat(x("[\"null\",\"bytes\"]", "null")).isEmpty();
      assertThat(x("[\"null\",\"string\",\"bytes\"]", "null")).isEqualTo(Map.of("x", "missing"));
    }
  }

  @Nested
  class Decimals {

    private static final String TYPE =
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":%d,\"scale\":%d}";

    private static String text(BigDecimal number) {
      return new String(number.unscaledValue().toByteArray(), ISO_8859_1);
    }

    private static Point read(BigDecimal number, RecordSettings settings)
        throws InvalidPointException {
      String schema = schema(TYPE.formatted(2_000, number.scale()));
      JsonNode content = MAPPER.createObjectNode().put("n", 1).put("x", text(number));
      return reader(schema, settings).read(value(schema, content));
    }

    @Test
    void shouldBeTheNearestNumbers() throws InvalidPointException {
      Random random = new Random(1);
      for (int i = 0; i < 2_000; i++) {
        BigInteger digits = new BigInteger(1 + random.nextInt(150), random);
        BigDecimal number =
            new BigDecimal(random.nextBoolean() ? digits : digits.negate(), random.nextInt(30));
        assertThat(read(number, STANDARD).fields().number(1))
            .as("%s", number)
            .isEqualTo(number.doubleValue() + 0.0);
      }
    }

    @ParameterizedTest
    @CsvSource({"12.50,12.5", "0.00,0", "-7,-7", "123456789012345678901.5,123456789012345678901.5"})
    void shouldBeCategoriesAndLabelsByTheirText(BigDecimal number, String text)
        throws InvalidPointException {
      RecordSettings label = RecordSettings.json("x", null, null);
      assertThat(read(number, label).label().text()).isEqualTo(text);
      RecordSettings category =
          new RecordSettings(
              "label",
              "id",
              null,
              List.of(),
              List.of(),
              List.of("x"),
              ValueFormat.AVRO,
              List.of(),
              ',',
              0,
              List.of(),
              List.of(),
              List.of());
      assertThat(read(number, category).fields().text(1)).isEqualTo(text);
    }

    @Test
    void shouldBeIdsIfTheyAreWhole() throws InvalidPointException {
      RecordSettings id = RecordSettings.json("label", "x", null);
      assertThat(read(new BigDecimal("17"), id).id()).isEqualTo("17");
      assertThatThrownBy(() -> read(new BigDecimal("1.7"), id))
          .hasMessage("id x: expected text or an integer, found 1.7");
    }

    @Test
    void shouldHaveTheirScaleFromConnect() throws InvalidPointException {
      String type =
          """
          {"type":"bytes","connect.name":"org.apache.kafka.connect.data.Decimal",\
          "connect.parameters":{"scale":"2"}}""";
      assertThat(x(type, "\"\\u0004\\u00d2\"")).isEqualTo(Map.of("x", "12.34"));
    }

    @Test
    void shouldHaveTheSizeOfAFixed() throws InvalidPointException {
      String type =
          """
          {"type":"fixed","name":"F","size":2,"logicalType":"decimal","precision":4,"scale":2}""";
      assertThat(x(type, "\"\\u0004\\u00d2\"")).isEqualTo(Map.of("x", "12.34"));
    }

    @Test
    void shouldBeRefusedIfTheyAreTooLongOrEmpty() {
      String schema = schema(TYPE.formatted(2_000, 2));
      JsonNode none = MAPPER.createObjectNode().put("n", 1).put("x", "");
      assertThat(reason(reader(schema, STANDARD), value(schema, none)))
          .isEqualTo("x: expected the bytes of a decimal, found none");
      JsonNode huge = MAPPER.createObjectNode().put("n", 1).put("x", "\u0001".repeat(416));
      assertThat(reason(reader(schema, STANDARD), value(schema, huge)))
          .isEqualTo("value: expected numbers of at most 415 bytes, found one of 416");
      JsonNode infinite = MAPPER.createObjectNode().put("n", 1).put("x", "\u0001".repeat(415));
      assertThat(reason(reader(schema, STANDARD), value(schema, infinite)))
          .startsWith("x: expected a finite number, found 1");
    }
  }

  @Nested
  class Roles {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}|1780000000789",
          "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}|1780000000789000",
          "{\"type\":\"long\",\"logicalType\":\"local-timestamp-nanos\"}|1780000000789000000",
          "\"long\"|1780000000789",
          "\"double\"|1780000000.789",
          "[\"null\",\"string\"]|\"2026-05-28T20:26:40.789Z\""
        })
    void shouldBeTheTime(String type, String x) throws InvalidPointException {
      RecordSettings settings = RecordSettings.json("label", "id", "x");
      Point point = AvroRecordsTest.read(schema(type), "{\"n\":1,\"x\":" + x + "}", settings);
      assertThat(point.time()).isEqualTo(1_780_000_000_789L);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"int\"|3|3",
          "\"long\"|12345678901|12345678901",
          "\"double\"|1.0|1",
          "\"float\"|0.1|0.1",
          "\"boolean\"|false|false",
          "\"string\"|\" yes \"|yes",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}|\"A\"|A",
          "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}|0|1970-01-01T00:00:00Z"
        })
    void shouldBeTheLabel(String type, String x, String label) throws InvalidPointException {
      RecordSettings settings = RecordSettings.json("x", "id", null);
      Point point = AvroRecordsTest.read(schema(type), "{\"n\":1,\"x\":" + x + "}", settings);
      assertThat(point.label().text()).isEqualTo(label);
    }

    @Test
    void shouldHaveNoLabelWithoutOne() throws InvalidPointException {
      RecordSettings settings = RecordSettings.json("x", "id", null);
      String schema = schema("[\"null\",\"double\"]");
      assertThat(AvroRecordsTest.read(schema, "{\"n\":1,\"x\":null}", settings).label()).isNull();
      JsonNode content = MAPPER.createObjectNode().put("n", 1).put("x", Double.NaN);
      assertThat(reader(schema, settings).read(value(schema, content)).label()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "x|id||\"bytes\"|\"a\"|label x: expected a number, text, true or false, found bytes",
          "x|id||{\"type\":\"map\",\"values\":\"int\"}|{}|label x: expected a number, text, true or false, found an object",
          "label|x||{\"type\":\"array\",\"items\":\"int\"}|[]|id x: expected text or an integer, found an array",
          "label|x||\"double\"|1.0|id x: expected text or an integer, found 1.0",
          "label|x||\"boolean\"|true|id x: expected text or an integer, found true",
          "label|id|x|\"boolean\"|true|time x: expected seconds or milliseconds since 1970, ISO 8601 as 2026-01-31T12:00:00Z, or as 2026-1-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30, where the month comes first, up to the year 9999, found true",
          "label|id|x|[\"null\",\"long\"]|null|time x: expected seconds or milliseconds since 1970, ISO 8601 as 2026-01-31T12:00:00Z, or as 2026-1-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30, where the month comes first, up to the year 9999, found null",
        })
    void shouldRefuseWhatTheyCannotBe(
        String label, String id, String time, String type, String x, String reason) {
      RecordSettings settings = RecordSettings.json(label, id, time);
      assertThatThrownBy(
              () -> AvroRecordsTest.read(schema(type), "{\"n\":1,\"x\":" + x + "}", settings))
          .isInstanceOf(InvalidPointException.class)
          .hasMessage(reason);
    }
  }

  @Nested
  class Envelopes {

    private static final String ROW =
        "[\"null\",{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"label\",\"type\":[\"null\",\"string\"]}]}]";

    /** Debezium's, with op after the row, as it writes it. */
    private static final String DEBEZIUM =
        """
        {"type":"record","name":"Envelope","fields":[
          {"name":"before","type":%s},{"name":"after","type":["null","Row"]},
          {"name":"source","type":{"type":"map","values":"string"}},
          {"name":"op","type":"string"},{"name":"ts_ms","type":["null","long"]}]}"""
            .formatted(ROW);

    private static final String CONNECT =
        "{\"type\":\"record\",\"name\":\"Wrap\",\"fields\":[{\"name\":\"schema\",\"type\":\"string\"},{\"name\":\"payload\",\"type\":[\"null\",%s]}]}";

    private static String changed(String op, String after) {
      return """
          {"before":{"a":1,"label":"no"},"after":%s,"source":{"db":"shop"},"op":"%s","ts_ms":5}"""
          .formatted(after, op);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "r", "u"})
    void shouldLeadToTheRow(String op) throws InvalidPointException {
      Point point = AvroRecordsTest.read(DEBEZIUM, changed(op, "{\"a\":2,\"label\":\"yes\"}"));
      assertThat(RecordReaderTest.described(point)).isEqualTo(Map.of("a", "2.0"));
      assertThat(point.label().text()).isEqualTo("yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "t", "m"})
    void shouldNotBePointsIfARowWasDeleted(String op) throws InvalidPointException {
      assertThat(AvroRecordsTest.read(DEBEZIUM, changed(op, "null"))).isNull();
    }

    @Test
    void shouldBeOrdinaryRecordsWithAnotherOperation() throws InvalidPointException {
      Point point = AvroRecordsTest.read(DEBEZIUM, changed("x", "{\"a\":2,\"label\":null}"));
      assertThat(RecordReaderTest.described(point))
          .containsEntry("after.a", "2.0")
          .containsEntry("before.label", "'no'")
          .containsEntry("op", "'x'");
    }

    @Test
    void shouldBeRefusedWithoutTheRow() {
      assertThatThrownBy(() -> AvroRecordsTest.read(DEBEZIUM, changed("c", "null")))
          .hasMessage("after: expected an object, found null");
    }

    @Test
    void shouldBeThoseOfConnect() throws InvalidPointException {
      String schema = CONNECT.formatted(ROW.substring(8, ROW.length() - 1));
      Point point =
          AvroRecordsTest.read(schema, "{\"schema\":\"s\",\"payload\":{\"a\":2,\"label\":\"y\"}}");
      assertThat(RecordReaderTest.described(point)).isEqualTo(Map.of("a", "2.0"));
      assertThat(AvroRecordsTest.read(schema, "{\"schema\":\"s\",\"payload\":null}")).isNull();
    }

    @Test
    void shouldBeThoseOfDebeziumInConnect() throws InvalidPointException {
      String schema = CONNECT.formatted(DEBEZIUM);
      String content = "{\"schema\":\"s\",\"payload\":%s}";
      String row = "{\"a\":2,\"label\":\"y\"}";
      assertThat(
              RecordReaderTest.described(
                  AvroRecordsTest.read(schema, content.formatted(changed("c", row)))))
          .isEqualTo(Map.of("a", "2.0"));
      assertThat(AvroRecordsTest.read(schema, content.formatted(changed("d", "null")))).isNull();
      assertThat(
              RecordReaderTest.described(
                  AvroRecordsTest.read(schema, content.formatted(changed("x", row)))))
          .containsEntry("after.a", "2.0");
    }
  }

  @Nested
  class Tops {

    @Test
    void shouldBeARecordOfAUnion() throws InvalidPointException {
      String union = "[\"null\"," + schema("\"int\"") + ",\"string\"]";
      RecordReader reader = reader(union, STANDARD);
      assertThat(RecordReaderTest.described(reader.read(value(union, json("{\"n\":1,\"x\":2}")))))
          .isEqualTo(Map.of("n", "1.0", "x", "2.0"));
      assertThat(reader.read(value(union, json("null")))).isNull();
      assertThat(reason(reader, value(union, json("\"a\""))))
          .isEqualTo("value: expected a record of Avro, found text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"string\"", "\"null\"", "{\"type\":\"map\",\"values\":\"int\"}"})
    void shouldBeRefusedIfTheyAreNot(String schema) {
      assertThat(reason(schema, 0)).startsWith("value: expected a record of Avro, found ");
    }

    @Test
    void shouldSayWhatARecordWithoutAFieldHas() {
      String schema = schema("\"bytes\"").replace("\"name\":\"n\"", "\"name\":\"label\"");
      assertThat(reason(schema, 2, 0))
          .isEqualTo("value: expected a field besides label and id, found only label, x");
    }
  }

  @Nested
  class Bytes {

    private static final String BEGIN = "value: expected Avro of the schema shop.Order, found ";

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"int\"|2|its end too early, after 6 bytes",
          "\"int\"|1 2 3|1 more bytes behind the record, from byte 7 on",
          "\"int\"|1 ff ff ff ff ff ff|a number of too many bytes near byte 6",
          "\"boolean\"|1 2|a boolean of 0x02 at byte 6",
          "\"string\"|1 8 61|a length of 4 at byte 7, where 1 bytes are left",
          "[\"null\",\"int\"]|1 4 0|branch 2 of 2, counted from 0, before byte 7",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}|1 2|symbol 1 of 1, counted from 0, before byte 7",
        })
    void shouldBeRefused(String type, String body, String found) {
      int[] bytes =
          Arrays.stream(body.split(" ")).mapToInt(one -> Integer.parseInt(one, 16)).toArray();
      assertThat(reason(schema(type), bytes)).isEqualTo(BEGIN + found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "other"})
    void shouldBeRefusedIfTextIsNotUtf8(String ignored) {
      RecordReader reader = reader(schema("\"string\""), ignoring(ignored));
      byte[] value = AvroSamples.framed(1, new byte[] {2, 6, 'a', (byte) 0xc0, (byte) 0x80});
      assertThat(reason(reader, value))
          .isEqualTo("value: expected UTF-8, found the byte 0xc0 at position 8");
    }

    @Test
    void shouldBeRefusedIfANameComesTwice() {
      String schema = schema("{\"type\":\"map\",\"values\":\"int\"}");
      assertThat(reason(schema, 2, 4, 2, 'a', 2, 2, 'a', 2, 0))
          .isEqualTo("x.a: expected once, found a second time");
    }

    @Test
    void shouldBeRefusedIfANameIsTooLong() {
      String schema = schema("{\"type\":\"map\",\"values\":\"int\"}");
      JsonNode content = json("{\"n\":1,\"x\":{\"" + "a".repeat(257) + "\":1}}");
      assertThat(reason(reader(schema, STANDARD), value(schema, content)))
          .isEqualTo("value: expected names of at most 256 bytes, found one of 257");
    }

    private static RecordSettings ignoring(String path) {
      return new RecordSettings(
          "label",
          "id",
          null,
          List.of(),
          List.of(path),
          List.of(),
          ValueFormat.AVRO,
          List.of(),
          ',',
          0,
          List.of(),
          List.of(),
          List.of());
    }

    @Test
    void shouldReadBlocksThatTellTheirSize() throws InvalidPointException {
      String schema = schema("{\"type\":\"array\",\"items\":\"int\"}");
      byte[] body = {2, 3, 4, 10, 12, 2, 14, 0}; // −2 items of 2 bytes, then 1 item
      assertThat(
              RecordReaderTest.described(
                  reader(schema, STANDARD).read(AvroSamples.framed(1, body))))
          .isEqualTo(Map.of("n", "1.0", "x.0", "5.0", "x.1", "6.0", "x.2", "7.0"));
    }
  }

  @Nested
  class Schemas {

    private static final String ADDRESS =
        "{\"type\":\"record\",\"name\":\"Address\",\"namespace\":\"shop\",\"fields\":[{\"name\":\"zip\",\"type\":\"string\"}]}";

    private static String joined(String text, String... references) {
      Schema schema =
          ValueFormat.AVRO.schema(
              text, Arrays.stream(references).map(one -> new Reference("r", one)).toList());
      return schema.denied() == null ? schema.text() : "denied: " + schema.denied();
    }

    @Test
    void shouldHaveTheTypesThatTheyReferTo() throws InvalidPointException {
      String customer =
          "{\"type\":\"record\",\"name\":\"shop.Customer\",\"fields\":[{\"name\":\"home\",\"type\":\"shop.Address\"}]}";
      Schema whole =
          ValueFormat.AVRO.schema(
              schema("[\"null\",\"Customer\"]"),
              List.of(new Reference("a", ADDRESS), new Reference("c", customer)));
      RecordReader reader = RecordReader.of(STANDARD, Accepts.POINTS, id -> whole);
      byte[] body = {2, 2, 4, '0', '1'};
      assertThat(RecordReaderTest.described(reader.read(AvroSamples.framed(1, body))))
          .isEqualTo(Map.of("n", "1.0", "x.home.zip", "'01'"));
    }

    @Test
    void shouldBeTheSameTextIfTheyAreEqual() {
      String other =
          "{ \"name\" : \"Address\", \"doc\":\"Where\", \"namespace\":\"shop\", \"type\":\"record\", \"fields\": [ {\"type\":\"string\", \"name\":\"zip\", \"default\":\"\"} ] }";
      assertThat(joined(other)).isEqualTo(joined(ADDRESS)).startsWith("{");
      assertThat(joined(joined(ADDRESS))).isEqualTo(joined(ADDRESS));
    }

    @Test
    void shouldDefineANameOnceOrAlike() {
      assertThat(joined(schema("\"Address\""), ADDRESS, ADDRESS)).startsWith("{");
      assertThat(joined(schema("\"Address\""), ADDRESS, ADDRESS.replace("zip", "city")))
          .isEqualTo("denied: expected a schema of Avro, found: Can't redefine: shop.Address");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{",
          "\"shop.Missing\"",
          "{\"type\":\"record\"}",
          "{\"type\":\"record\",\"name\":\"A\",\"fields\":7}",
          "{\"type\":\"fixed\",\"name\":\"A\",\"size\":-1}",
          "[[\"null\"]]",
          "<xsd/>"
        })
    void shouldBeDeniedIfTheyAreNotOfAvro(String text) {
      assertThat(joined(text)).startsWith("denied: expected a schema of Avro, found: ");
      assertThat(joined("\"A\"", text)).startsWith("denied: expected a schema of Avro, found: ");
    }

    @Test
    void shouldBeDeniedIfTypesAreNestedTooDeep() {
      String arrays = "{\"type\":\"array\",\"items\":";
      String deep = arrays.repeat(5_000) + "\"int\"" + "}".repeat(5_000);
      assertThat(joined(deep))
          .isEqualTo("denied: expected a schema of Avro, found: types nested too deep");
    }

    @Test
    void shouldAcceptNamesAndDefaultsThatRegistriesAccept() {
      String odd =
          "{\"type\":\"record\",\"name\":\"Order$Line\",\"namespace\":\"shop.web-shop$\",\"fields\":[{\"name\":\"unit-price\",\"type\":\"int\",\"default\":null}]}";
      assertThat(joined(odd)).startsWith("{").contains("unit-price");
    }

    @Test
    void shouldContainThemselves() throws InvalidPointException {
      String tree =
          schema(
              "{\"type\":\"record\",\"name\":\"Tree\",\"fields\":[{\"name\":\"v\",\"type\":\"int\"},{\"name\":\"next\",\"type\":[\"null\",\"Tree\"]},{\"name\":\"all\",\"type\":{\"type\":\"array\",\"items\":\"Tree\"}}]}");
      String content =
          "{\"n\":1,\"x\":{\"v\":2,\"next\":{\"v\":3,\"next\":null,\"all\":[]},\"all\":[{\"v\":4,\"next\":null,\"all\":[]}]}}";
      assertThat(RecordReaderTest.described(AvroRecordsTest.read(tree, content)))
          .isEqualTo(
              RecordReaderTest.described(
                  RecordReader.of(RecordSettings.standard(), Accepts.POINTS)
                      .read(content.getBytes(UTF_8))));
    }

    @Test
    void shouldTellWhatIsNeverAField() throws InvalidPointException {
      String type =
          """
          {"type":"record","name":"Tree","fields":[
            {"name":"photo","type":"bytes"},{"name":"some","type":["null","bytes"]},
            {"name":"mixed","type":["bytes","string"]},
            {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":4}},
            {"name":"pages","type":{"type":"array","items":"bytes"}},
            {"name":"stamp","type":{"type":"fixed","name":"F","size":12,"logicalType":"duration"}},
            {"name":"next","type":["null","Tree"]}]}""";
      Schema schema = ValueFormat.AVRO.schema(schema(type), List.of());
      assertThat(AvroSchemas.ignored(schema.parsed()))
          .containsExactly("x.photo", "x.some", "x.pages", "x.stamp");
      Schema envelope =
          ValueFormat.AVRO.schema(
              """
              {"type":"record","name":"E","fields":[
                {"name":"before","type":["null",%s]},{"name":"after","type":["null","shop.Order"]},
                {"name":"op","type":"string"}]}"""
                  .formatted(schema("\"bytes\"")),
              List.of());
      assertThat(AvroSchemas.ignored(envelope.parsed())).containsExactly("x");
    }
  }
}
