package io.gyre.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.words.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointJsonTest {

  private final PointJson json = new PointJson();
  private final RecordReader reader = reader();

  static RecordReader reader() {
    return RecordReader.of(
        RecordSettings.standard().withFields(List.of("features")), RecordReader.Accepts.POINTS);
  }

  @Test
  void shouldReadAPoint() throws InvalidPointException {
    Point point = read("{\"id\":\"p-17\",\"features\":[0.12,-0.4],\"label\":1}");
    assertThat(point.id()).isEqualTo("p-17");
    assertThat(point.features()).containsExactly(0.12, -0.4);
    assertThat(point.label()).isEqualTo(Label.of(1));
  }

  /** A mapper on the same factory would be asked to write labels, even before it is ready. */
  @Test
  void shouldLeaveNoMapperOnTheFactoryThatWritesPoints() throws InvalidPointException {
    read("{\"features\":[1]}");
    assertThat(PointJson.JSON.getCodec()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"features\":[1]}",
        "{\"features\":[1],\"id\":null,\"label\":null}",
        " \t\r\n{ \"label\" : null , \"features\" : [ 1 ] } \n"
      })
  void shouldReadAPointWithoutIdAndLabel(String value) throws InvalidPointException {
    Point point = read(value);
    assertThat(point.id()).isNull();
    assertThat(point.labelled()).isFalse();
    assertThat(point.features()).containsExactly(1);
  }

  @Test
  void shouldTakeAnIntegerIdAsItsDecimalText() throws InvalidPointException {
    assertThat(read("{\"features\":[1],\"id\":17}").id()).isEqualTo("17");
    String huge = "12345678901234567890123";
    assertThat(read("{\"features\":[1],\"id\":" + huge + "}").id()).isEqualTo(huge);
  }

  @Test
  void shouldReadAnIdOfAThousandCharactersAndOfAnyScript() throws InvalidPointException {
    String longest = "é中😀x".repeat(200);
    assertThat(longest).hasSize(1000);
    assertThat(read("{\"features\":[1],\"id\":\"" + longest + "\"}").id()).isEqualTo(longest);
    assertThat(read("{\"features\":[1],\"id\":\"\\ud83d\\ude00\\u0000\"}").id()).isEqualTo("😀\0");
  }

  @Test
  void shouldSkipFieldsItDoesNotKnow() throws InvalidPointException {
    String deep = "[".repeat(99) + "]".repeat(99);
    Point point =
        read(
            "{\"a\":{\"label\":7,\"features\":[]},\"b\":[true,null,1e999,\"\\ud800\"],\"c\":"
                + deep
                + ",\"a\":2,\"d\":\""
                + "x".repeat(100_000)
                + "\",\"label\":0,\"features\":[1,2]}");
    assertThat(point.features()).containsExactly(1, 2);
    assertThat(point.label()).isEqualTo(Label.of(0));
  }

  @Test
  void shouldReadAnyNumberOfFeaturesAfterAnyOther() throws InvalidPointException {
    for (int count : new int[] {1, 2, 3, 1000, 5000, 1, 7, 2}) {
      Point point = read("{\"features\":[" + "1.5,".repeat(count - 1) + "1.5]}");
      assertThat(point.features()).hasSize(count).containsOnly(1.5);
    }
  }

  @Test
  void shouldNotShareTheFeaturesOfTwoPoints() throws InvalidPointException {
    double[] first = read("{\"features\":[1,2]}").features();
    read("{\"features\":[3,4]}");
    assertThat(first).containsExactly(1, 2);
  }

  @Test
  void shouldReadNumbersAsJavaDoes() throws InvalidPointException {
    for (String number :
        List.of(
            "0",
            "-0.0",
            "5",
            "1e-400",
            "4.9e-324",
            "2.2250738585072011e-308",
            "1e308",
            "1E+3",
            "9007199254740993",
            "123456789012345678901234567890",
            "0.1",
            "1.7976931348623157e308",
            "179769313486231580793e288",
            "0." + "0".repeat(300) + "123")) {
      assertThat(read("{\"features\":[" + number + "]}").features())
          .as(number)
          .containsExactly(Double.parseDouble(number));
    }
  }

  @Test
  void shouldWriteWhatTheTopicShows() {
    assertThat(
            new String(
                json.write(new Point("p-17", new double[] {0.12, -0.4}, Label.of(1))), UTF_8))
        .isEqualTo("{\"id\":\"p-17\",\"features\":[0.12,-0.4],\"label\":1}");
    assertThat(new String(json.write(new Point(null, new double[] {3}, null)), UTF_8))
        .isEqualTo("{\"features\":[3.0]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|value: expected one of features, found an empty object",
        "{\"id\":\"p-1\",\"label\":1}|value: expected one of features, found only id, label",
        "{\"features\":[]}|value: expected one of features, found only features",
        "{\"features\":[1],\"x\":NaN}|\"x\": expected JSON, which has no such number, found NaN",
        "{\"features\":[1],\"x\":[1,{\"y\":-Infinity}]}|\"x\": expected JSON, which has no such number, found -Infinity",
      })
  void shouldSayWhyARecordIsNotOfThePlainForm(String value, String reason) {
    assertThat(reasonFor(value.getBytes(UTF_8))).isEqualTo(reason);
  }

  static Stream<Arguments> shouldSayWhyAValueOutOfBoundsIsNotAPoint() {
    return Stream.of(
        arguments("", "value: expected a JSON object, found nothing"),
        arguments(" \n", "value: expected a JSON object, found nothing"),
        arguments(
            withField("\"x\":" + "[".repeat(100) + "]".repeat(100)),
            "value: expected JSON within Gyre's limits, found: Document nesting depth (101) exceeds"
                + " the maximum allowed (100)"),
        arguments("[".repeat(1_000_000), "value: expected a JSON object, found an array"),
        arguments(
            "{\"a\":".repeat(1_000_000),
            "value: expected JSON within Gyre's limits, found: Document nesting depth (101) exceeds"
                + " the maximum allowed (100)"),
        arguments(
            withField("\"" + "n".repeat(257) + "\":1"),
            "value: expected JSON within Gyre's limits, found: Name length (257) exceeds the maximum"
                + " allowed (256)"),
        arguments(
            withField("\"" + "é".repeat(129) + "\":1"),
            "value: expected JSON within Gyre's limits, found: Name length (258) exceeds the maximum"
                + " allowed (256)"),
        arguments(
            "{\"features\":[1" + "0".repeat(400) + "]}",
            "features.0: expected a finite number, found 1000000000000000000000000000000000000000…"),
        arguments(
            "{\"features\":[1" + "0".repeat(1000) + "]}",
            "value: expected JSON within Gyre's limits, found: Number value length (1001) exceeds the"
                + " maximum allowed (1000)"),
        arguments(
            withField("\"id\":\"" + "x".repeat(1001) + "\""),
            "id: expected at most 1000 characters, found 1001, beginning with"
                + " \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\""),
        arguments(
            withField("\"x\":\"a\nb\""),
            "value: expected JSON, found: Illegal unquoted character ((CTRL-CHAR, code 10)): has to"
                + " be escaped using backslash to be included in string value (near byte 22)"),
        arguments(
            "\0{}",
            "value: expected JSON, found: Illegal character ((CTRL-CHAR, code 0)): only regular"
                + " white space (\\r, \\n, \\t) is allowed between tokens (near byte 1)"),
        arguments(
            "{\u001e}",
            "value: expected JSON, found: Illegal character ((CTRL-CHAR, code 30)): only regular"
                + " white space (\\r, \\n, \\t) is allowed between tokens (near byte 2)"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldSayWhyAValueOutOfBoundsIsNotAPoint(String value, String reason) {
    assertThat(reasonFor(value.getBytes(UTF_8))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "ff, 0xff at position 0",
    "7b80, 0x80 at position 1",
    "c080, 0xc0 at position 0",
    "22e28228a1, 0xe2 at position 1",
    "eda080, 0xed at position 0",
    "f4908080, 0xf4 at position 0",
    "7be282, 0xe2 at position 1"
  })
  void shouldRefuseBytesThatAreNotUtf8(String hex, String found) {
    assertThat(reasonFor(HexFormat.of().parseHex(hex)))
        .isEqualTo("value: expected UTF-8, found the byte " + found);
  }

  @Test
  void shouldRefuseUtf16() {
    assertThat(reasonFor("{\"features\":[1]}".getBytes(StandardCharsets.UTF_16LE)))
        .startsWith("value: expected JSON, found: Illegal character");
  }

  /**
   * A reader that met many names answers as a fresh one: a replayed stream gives the same model.
   */
  @Test
  void shouldReadTheSameWhateverWasReadBefore() throws InvalidPointException {
    for (int i = 0; i < 20_000; i++) {
      Point point = read("{\"n" + i + "\":1,\"features\":[" + i + "]}");
      assertThat(point.features()[0]).isEqualTo(i);
    }
    assertThat(reasonFor("{\"features\":[1],\"label\":[]}".getBytes(UTF_8)))
        .isEqualTo("label: expected a number, text, true or false, found an array");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|1|NUMBER",
        "1.0|1|NUMBER",
        "1e0|1|NUMBER",
        "\"1\"|1|TEXT",
        "\"1.00\"|1|TEXT",
        "-0.0|0|NUMBER",
        "1e3|1000|NUMBER",
        "0.50|0.5|NUMBER",
        "-7|-7|NUMBER",
        "18446744073709551617|18446744073709551617|NUMBER",
        "1e400|1E+400|NUMBER",
        "true|true|BOOLEAN",
        "\"true\"|true|TEXT",
        "\"007\"|007|TEXT",
        "\"spam\"|spam|TEXT",
      })
  void shouldTakeALabelByItsCanonicalText(String json, String text, Label.Form form)
      throws InvalidPointException {
    Label label = read("{\"features\":[1],\"label\":" + json + "}").label();
    assertThat(label.text()).isEqualTo(text);
    assertThat(label.form()).isEqualTo(form);
    // As it came, it can go out and come in again.
    byte[] written = this.json.write(new Point(null, new double[] {1}, label));
    assertThat(reader.read(written).label()).isEqualTo(label);
    assertThat(reader.read(written).label().form()).isEqualTo(form);
  }

  @Property(tries = 5_000)
  void shouldReadBitForBitWhatItWrote(@ForAll("points") Point point) throws InvalidPointException {
    Point read = reader.read(json.write(point));
    assertThat(read.id()).isEqualTo(point.id());
    assertThat(read.label()).isEqualTo(point.label());
    assertThat(bits(read)).isEqualTo(bits(point));
  }

  @Provide
  Arbitrary<Point> points() {
    Arbitrary<Double> doubles =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
            Arbitraries.of(
                0.0,
                -0.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                1e308,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Math.nextDown(Double.MIN_NORMAL),
                0.1,
                1e23));
    Arbitrary<String> ids =
        Arbitraries.strings()
            .ofMaxLength(1000)
            .filter(id -> Utf8.encodes(id) && !id.isBlank())
            .injectNull(0.2);
    return Combinators.combine(
            ids,
            doubles.array(Double[].class).ofMinSize(1).ofMaxSize(40),
            Arbitraries.of(Label.of(0), Label.of(1), Label.of(-7), Label.of(1_000_000), Label.TRUE)
                .injectNull(0.2))
        .as(
            (id, features, label) ->
                new Point(
                    id, Arrays.stream(features).mapToDouble(Double::doubleValue).toArray(), label));
  }

  private static long[] bits(Point point) {
    return Arrays.stream(point.features()).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static String withField(String field) {
    return "{\"features\":[1]," + field + "}";
  }

  private Point read(String value) throws InvalidPointException {
    return reader.read(value.getBytes(UTF_8));
  }

  private String reasonFor(byte[] value) {
    return catchThrowableOfType(InvalidPointException.class, () -> reader.read(value)).getMessage();
  }
}
