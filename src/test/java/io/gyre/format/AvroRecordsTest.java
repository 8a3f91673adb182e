package io.gyre.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.ValueFormat.Reference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
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

  private static String said(String schema, byte[] value, RecordSettings settings) {
    Schema whole = ValueFormat.AVRO.schema(schema, List.of());
    assertThat(whole.denied()).isNull();
    RecordSettings avro = settings.withFormat(ValueFormat.AVRO);
    return RecordReaderTest.said(RecordReader.of(avro, Accepts.POINTS, id -> whole), value, null);
  }

  private static String read(String schema, String content) {
    return said(schema, value(schema, json(content)), STANDARD);
  }

  /** Reads {@code x} of a type, behind n. */
  private static String x(String type, String x, RecordSettings settings) {
    String content = "{\"n\":1,\"x\":" + x + "}";
    return said(schema(type), value(schema(type), json(content)), settings);
  }

  private static String x(String type, String x) {
    return x(type, x, STANDARD);
  }

  /** Reads bytes in hexadecimal behind the schema's id. */
  private static String bytes(String type, String body) {
    byte[] bytes = HexFormat.of().parseHex(body.replace(" ", ""));
    return said(schema(type), AvroSamples.framed(1, bytes), STANDARD);
  }

  @Nested
  class Values {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "\"long\"|-9007199254740993",
          "\"float\"|0.1",
          "\"float\"|1.1754944E-38",
          "\"string\"|\" 7 \"",
          "\"string\"|\"2026-05-28\"",
          "\"string\"|\"NA\"",
          "\"null\"|null",
          "[\"null\",\"int\"]|null",
          "[\"string\",\"double\",\"null\"]|0.5",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}|\"B\"",
          "{\"type\":\"array\",\"items\":[\"null\",\"long\"]}|[1,null,3]",
          "{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"int\"}}|{\"a\":[1,2],\"é\":[]}",
          "[\"null\",{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"y\",\"type\":\"int\"}]}]|{\"y\":5}",
          "{\"type\":\"string\",\"logicalType\":\"uuid\"}|\"3f2a1b7c-0000-4000-8000-000000000000\"",
          "{\"type\":\"string\",\"connect.name\":\"io.debezium.time.ZonedTimestamp\"}|\"2026-05-28T20:26:40Z\"",
          "{\"type\":\"int\",\"logicalType\":\"time-millis\"}|3600000",
          "{\"type\":\"long\",\"connect.name\":\"io.debezium.time.MicroTime\"}|3600000000",
          // A tree, whose types contain themselves.
          "{\"type\":\"record\",\"name\":\"T\",\"fields\":[{\"name\":\"v\",\"type\":\"int\"},{\"name\":\"all\",\"type\":{\"type\":\"array\",\"items\":\"T\"}}]}|{\"v\":2,\"all\":[{\"v\":3,\"all\":[]},{\"v\":4,\"all\":[]}]}",
        })
    void shouldBeWhatTheyAreInJson(String type, String x) {
      byte[] json = ("{\"n\":1,\"x\":" + x + "}").getBytes(UTF_8);
      RecordReader reader = RecordReader.of(RecordSettings.standard(), Accepts.POINTS);
      assertThat(x(type, x)).isEqualTo(RecordReaderTest.said(reader, json, null)).contains("x");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "long|logicalType|timestamp-millis|1780000000789|2026-05-28T20:26:40.789Z",
          "long|logicalType|timestamp-micros|1780000000789012|2026-05-28T20:26:40.789012Z",
          "long|logicalType|timestamp-nanos|1780000000789012345|2026-05-28T20:26:40.789012345Z",
          "long|logicalType|local-timestamp-millis|1780000000000|2026-05-28T20:26:40",
          "long|logicalType|local-timestamp-micros|-1|1969-12-31T23:59:59.999999",
          "long|logicalType|local-timestamp-nanos|1|1970-01-01T00:00:00.000000001",
          "int|logicalType|date|20601|2026-05-28",
          "long|connect.name|org.apache.kafka.connect.data.Timestamp|1780000000789|2026-05-28T20:26:40.789Z",
          "long|connect.name|io.debezium.time.Timestamp|1780000000789|2026-05-28T20:26:40.789Z",
          "long|connect.name|io.debezium.time.MicroTimestamp|1780000000789000|2026-05-28T20:26:40.789Z",
          "long|connect.name|io.debezium.time.NanoTimestamp|1780000000789000000|2026-05-28T20:26:40.789Z",
          "int|connect.name|org.apache.kafka.connect.data.Date|20601|2026-05-28",
          "int|connect.name|io.debezium.time.Date|20601|2026-05-28",
        })
    void shouldBeTimesByTheirMeaning(
        String type, String property, String meaning, String x, String expected) {
      String meant = "{\"type\":\"%s\",\"%s\":\"%s\"}".formatted(type, property, meaning);
      assertThat(x(meant, x)).isEqualTo("n=1.0 x=@" + expected);
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
    @ValueSource(strings = {"\"double\"", "\"float\""})
    void shouldBeMissingOrRefusedIfTheyAreNotFinite(String type) {
      JsonNode nan = MAPPER.createObjectNode().put("n", 1).put("x", Double.NaN);
      assertThat(said(schema(type), value(schema(type), nan), STANDARD))
          .isEqualTo("n=1.0 x=missing");
      JsonNode least = MAPPER.createObjectNode().put("n", 1).put("x", Double.NEGATIVE_INFINITY);
      assertThat(said(schema(type), value(schema(type), least), STANDARD))
          .isEqualTo("x: expected a finite number, found -Infinity");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "\"bytes\"|\"ab\"|n=1.0",
          "[\"null\",\"bytes\"]|\"ab\"|n=1.0",
          "[\"null\",\"bytes\"]|null|n=1.0", // There could only be bytes.
          "[\"null\",\"string\",\"bytes\"]|null|n=1.0 x=missing",
          "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}|\"ab\"|n=1.0",
          "{\"type\":\"bytes\",\"logicalType\":\"decimal\"}|\"ab\"|n=1.0",
          "{\"type\":\"array\",\"items\":\"bytes\"}|[\"ab\",\"cd\"]|n=1.0",
          "{\"type\":\"fixed\",\"name\":\"U\",\"size\":16,\"logicalType\":\"uuid\"}|\"abcdefghijklmnop\"|n=1.0 x='61626364-6566-6768-696a-6b6c6d6e6f70'",
        })
    void shouldBeFieldsOnlyIfTheyMeanMoreThanBytes(String type, String x, String expected) {
      assertThat(x(type, x)).isEqualTo(expected);
    }
  }

  @Nested
  class Decimals {

    private static final String TYPE =
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2000,\"scale\":%d}";

    private static String read(BigDecimal number, RecordSettings settings) {
      return read(
          number.scale(), new String(number.unscaledValue().toByteArray(), ISO_8859_1), settings);
    }

    private static String read(int scale, String bytes, RecordSettings settings) {
      String schema = schema(TYPE.formatted(scale));
      JsonNode content = MAPPER.createObjectNode().put("n", 1).put("x", bytes);
      return said(schema, value(schema, content), settings);
    }

    @Test
    void shouldBeTheNearestNumbers() {
      Random random = new Random(1);
      for (int i = 0; i < 500; i++) {
        BigInteger digits = new BigInteger(1 + random.nextInt(150), random);
        BigDecimal number =
            new BigDecimal(random.nextBoolean() ? digits : digits.negate(), random.nextInt(30));
        assertThat(read(number, STANDARD)).isEqualTo("n=1.0 x=" + (number.doubleValue() + 0.0));
      }
    }

    @ParameterizedTest
    @CsvSource({"12.50,12.5", "0.00,0", "-7,-7", "123456789012345678901.5,123456789012345678901.5"})
    void shouldBeCategoriesAndLabelsByTheirText(BigDecimal number, String text) {
      assertThat(read(number, RecordSettings.json("x", null, null)))
          .isEqualTo("label:" + text + " n=1.0");
      assertThat(read(number, STANDARD.withCategories(List.of("x"))))
          .isEqualTo("n=1.0 x='" + text + "'");
    }

    @Test
    void shouldBeIdsIfTheyAreWhole() {
      RecordSettings id = RecordSettings.json("label", "x", null);
      assertThat(read(new BigDecimal("17"), id)).isEqualTo("id:17 n=1.0");
      assertThat(read(new BigDecimal("1.7"), id))
          .isEqualTo("id x: expected text or an integer, found 1.7");
    }

    @Test
    void shouldHaveTheirScaleFromConnectAndTheSizeOfAFixed() {
      String connect =
          """
          {"type":"bytes","connect.name":"org.apache.kafka.connect.data.Decimal",\
          "connect.parameters":{"scale":"2"}}""";
      String fixed =
          """
          {"type":"fixed","name":"F","size":2,"logicalType":"decimal","precision":4,"scale":2}""";
      assertThat(x(connect, "\"\\u0004\\u00d2\"")).isEqualTo("n=1.0 x=12.34");
      assertThat(x(fixed, "\"\\u0004\\u00d2\"")).isEqualTo("n=1.0 x=12.34");
    }

    @Test
    void shouldBeRefusedIfTheyAreTooLongOrEmpty() {
      assertThat(read(2, "", STANDARD)).isEqualTo("x: expected the bytes of a decimal, found none");
      assertThat(read(2, "\u0001".repeat(416), STANDARD))
          .isEqualTo("value: expected numbers of at most 415 bytes, found one of 416");
      assertThat(read(2, "\u0001".repeat(415), STANDARD))
          .startsWith("x: expected a finite number, found 1");
    }
  }

  @Nested
  class Roles {

    private static final String NO_TIME =
        "time x: expected seconds or milliseconds since 1970, ISO 8601 as 2026-01-31T12:00:00Z, or as 2026-1-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30, where the month comes first, up to the year 9999, found ";

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}|1780000000789000|time:1780000000789 n=1.0",
          "{\"type\":\"long\",\"logicalType\":\"local-timestamp-nanos\"}|1780000000789000000|time:1780000000789 n=1.0",
          "\"double\"|1780000000.789|time:1780000000789 n=1.0",
          "[\"null\",\"string\"]|\"2026-05-28T20:26:40.789Z\"|time:1780000000789 n=1.0",
          "\"boolean\"|true|" + NO_TIME + "true",
          "[\"null\",\"long\"]|null|" + NO_TIME + "null",
        })
    void shouldBeTheTime(String type, String x, String expected) {
      assertThat(x(type, x, RecordSettings.json("label", "id", "x"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"long\"|12345678901|label:12345678901 n=1.0",
          "\"float\"|0.1|label:0.1 n=1.0",
          "\"string\"|\" yes \"|label:yes n=1.0",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}|\"A\"|label:A n=1.0",
          "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}|0|label:1970-01-01T00:00:00Z n=1.0",
          "[\"null\",\"double\"]|null|n=1.0",
          "\"bytes\"|\"a\"|label x: expected a number, text, true or false, found bytes",
          "{\"type\":\"map\",\"values\":\"int\"}|{}|label x: expected a number, text, true or false, found an object",
        })
    void shouldBeTheLabel(String type, String x, String expected) {
      assertThat(x(type, x, RecordSettings.json("x", "id", null))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"long\"|7|id:7 n=1.0",
          "{\"type\":\"array\",\"items\":\"int\"}|[]|id x: expected text or an integer, found an array",
          "\"double\"|1.0|id x: expected text or an integer, found 1.0",
          "\"boolean\"|true|id x: expected text or an integer, found true",
        })
    void shouldBeTheId(String type, String x, String expected) {
      assertThat(x(type, x, RecordSettings.json("label", "x", null))).isEqualTo(expected);
    }
  }

  @Nested
  class Envelopes {

    private static final String ROW =
        "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"label\",\"type\":[\"null\",\"string\"]}]}";

    /** Debezium's, with op after the row, as it writes it. */
    private static final String DEBEZIUM =
        """
        {"type":"record","name":"Envelope","fields":[
          {"name":"before","type":["null",%s]},{"name":"after","type":["null","Row"]},
          {"name":"source","type":{"type":"map","values":"string"}},
          {"name":"op","type":"string"},{"name":"ts_ms","type":["null","long"]}]}"""
            .formatted(ROW);

    private static final String CONNECT =
        "{\"type\":\"record\",\"name\":\"Wrap\",\"fields\":[{\"name\":\"schema\",\"type\":\"string\"},{\"name\":\"payload\",\"type\":[\"null\",%s]}]}";

    private static String inConnect(String payload) {
      return "{\"schema\":\"s\",\"payload\":" + payload + "}";
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "c|{\"a\":2,\"label\":\"yes\"}|label:yes a=2.0",
          "r|{\"a\":2,\"label\":\"yes\"}|label:yes a=2.0",
          "u|{\"a\":2,\"label\":\"yes\"}|label:yes a=2.0",
          "d|null|none",
          "t|null|none",
          "m|null|none",
          "c|null|after: expected an object, found null",
          "x|{\"a\":2,\"label\":null}|after.a=2.0 after.label=missing before.a=1.0 before.label='no' op='x' source.db='shop' ts_ms=5.0",
        })
    void shouldLeadToTheRow(String op, String after, String expected) {
      String change =
          """
          {"before":{"a":1,"label":"no"},"after":%s,"source":{"db":"shop"},"op":"%s","ts_ms":5}"""
              .formatted(after, op);
      assertThat(read(DEBEZIUM, change)).isEqualTo(expected);
      assertThat(read(CONNECT.formatted(DEBEZIUM), inConnect(change))).isEqualTo(expected);
    }

    @Test
    void shouldBeThoseOfConnect() {
      String schema = CONNECT.formatted(ROW);
      assertThat(read(schema, inConnect("{\"a\":2,\"label\":\"y\"}"))).isEqualTo("label:y a=2.0");
      assertThat(read(schema, inConnect("null"))).isEqualTo("none");
    }
  }

  @Nested
  class Bytes {

    @Test
    void shouldBeARecord() {
      String union = "[\"null\"," + schema("\"int\"") + ",\"string\"]";
      assertThat(read(union, "{\"n\":1,\"x\":2}")).isEqualTo("n=1.0 x=2.0");
      assertThat(read(union, "null")).isEqualTo("none");
      assertThat(read(union, "\"a\"")).isEqualTo("value: expected a record of Avro, found text");
      for (String top :
          List.of("\"string\"", "\"null\"", "{\"type\":\"map\",\"values\":\"int\"}")) {
        assertThat(said(top, AvroSamples.framed(1, new byte[1]), STANDARD))
            .startsWith("value: expected a record of Avro, found ");
      }
      String labels = schema("\"bytes\"").replace("\"name\":\"n\"", "\"name\":\"label\"");
      assertThat(said(labels, AvroSamples.framed(1, new byte[] {2, 0}), STANDARD))
          .isEqualTo("value: expected a field besides label and id, found only label, x");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"int\"|02|its end too early, after 6 bytes",
          "\"int\"|01 02 03|1 more bytes behind the record, from byte 7 on",
          "\"int\"|01 ff ff ff ff ff ff|a number of too many bytes near byte 6",
          "\"boolean\"|01 02|a boolean of 0x02 at byte 6",
          "\"string\"|01 08 61|a length of 4 at byte 7, where 1 bytes are left",
          "[\"null\",\"int\"]|01 04 00|branch 2 of 2, counted from 0, before byte 7",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}|01 02|symbol 1 of 1, counted from 0, before byte 7",
        })
    void shouldBeRefused(String type, String body, String found) {
      assertThat(bytes(type, body))
          .isEqualTo("value: expected Avro of the schema shop.Order, found " + found);
    }

    @Test
    void shouldBeRefusedByOtherLimits() {
      String map = "{\"type\":\"map\",\"values\":\"int\"}";
      assertThat(bytes(map, "02 04 02 61 02 02 61 02 00"))
          .isEqualTo("x.a: expected once, found a second time");
      assertThat(x(map, "{\"" + "a".repeat(257) + "\":1}"))
          .isEqualTo("value: expected names of at most 256 bytes, found one of 257");
      byte[] odd = AvroSamples.framed(1, new byte[] {2, 6, 'a', (byte) 0xc0, (byte) 0x80});
      for (String ignored : List.of("x", "other")) {
        assertThat(said(schema("\"string\""), odd, STANDARD.withIgnored(List.of(ignored))))
            .isEqualTo("value: expected UTF-8, found the byte 0xc0 at position 8");
      }
    }

    @Test
    void shouldBeReadInBlocksThatTellTheirSize() {
      // −2 items of 2 bytes, then 1 item
      assertThat(bytes("{\"type\":\"array\",\"items\":\"int\"}", "02 03 04 0a 0c 02 0e 00"))
          .isEqualTo("n=1.0 x.0=5.0 x.1=6.0 x.2=7.0");
    }
  }

  @Nested
  class Schemas {

    private static final String ADDRESS =
        "{\"type\":\"record\",\"name\":\"Address\",\"namespace\":\"shop\",\"fields\":[{\"name\":\"zip\",\"type\":\"string\"}]}";

    private static Schema made(String text, String... references) {
      return ValueFormat.AVRO.schema(
          text, Arrays.stream(references).map(one -> new Reference("r", one)).toList());
    }

    private static String joined(String text, String... references) {
      Schema schema = made(text, references);
      return schema.denied() == null ? schema.text() : "denied: " + schema.denied();
    }

    @Test
    void shouldHaveTheTypesThatTheyReferTo() {
      String customer =
          "{\"type\":\"record\",\"name\":\"shop.Customer\",\"fields\":[{\"name\":\"home\",\"type\":\"shop.Address\"}]}";
      Schema whole = made(schema("[\"null\",\"Customer\"]"), ADDRESS, customer);
      RecordReader reader = RecordReader.of(STANDARD, Accepts.POINTS, id -> whole);
      byte[] value = AvroSamples.framed(1, new byte[] {2, 2, 4, '0', '1'});
      assertThat(RecordReaderTest.said(reader, value, null)).isEqualTo("n=1.0 x.home.zip='01'");
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
      assertThat(joined(arrays.repeat(5_000) + "\"int\"" + "}".repeat(5_000)))
          .isEqualTo("denied: expected a schema of Avro, found: types nested too deep");
    }

    @Test
    void shouldAcceptNamesAndDefaultsThatRegistriesAccept() {
      String odd =
          "{\"type\":\"record\",\"name\":\"Order$Line\",\"namespace\":\"shop.web-shop$\",\"fields\":[{\"name\":\"unit-price\",\"type\":\"int\",\"default\":null}]}";
      assertThat(joined(odd)).startsWith("{").contains("unit-price");
    }
  }
}
