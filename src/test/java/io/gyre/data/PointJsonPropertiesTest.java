package io.gyre.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.record.RecordReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all values; a failure prints its seed. */
class PointJsonPropertiesTest {

  private static final List<Label> LABELS =
      List.of(Label.of(0), Label.of(1), Label.of(-7), Label.of(1_000_000), Label.TRUE);

  private static final String[] SEEDS = {
    "{\"id\":\"p-17\",\"features\":[0.12,-0.4],\"label\":1}",
    "{\"id\":\"é中😀\\u00e9\\ud83d\\ude00\",\"features\":[1e308,-0.0,4.9e-324],\"label\":null}",
    "{\"x\":{\"y\":[1,[2,{\"z\":\"q\\\\\"}]],\"w\":true},\"features\":[1,2,3]}",
    "{\"features\":[NaN,Infinity,-Infinity,1e999],\"id\":18446744073709551616}"
  };

  /** Pieces that the parser has code of its own for; mutation seldom finds them alone. */
  private static final String[] PIECES = {
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "NaN",
    "-Infinity",
    "null",
    "tru",
    "1e",
    "-",
    "0",
    "1.",
    "\u0000",
    "\n",
    "\ufeff",
    "é",
    "😀",
    "\"label\":",
    "\"features\":[",
    "/*"
  };

  private final PointJson json = new PointJson();
  private final RecordReader reader = PointJsonTest.reader();

  @Property(tries = 20_000)
  void shouldAnswerRandomBytesWithAPointOrAReason(@ForAll byte[] value) {
    requireAnswer(value);
  }

  @Property(tries = 50_000)
  void shouldAnswerMutatedRecordsWithAPointOrAReason(@ForAll("mutated records") byte[] value) {
    requireAnswer(value);
  }

  @Property(tries = 20_000)
  void shouldReadBitForBitWhatItWrote(@ForAll("points") Point point) throws InvalidPointException {
    Point read = reader.read(json.write(point));
    assertThat(read.id()).isEqualTo(point.id());
    assertThat(read.label()).isEqualTo(point.label());
    assertThat(bits(read)).isEqualTo(bits(point));
  }

  @Provide("mutated records")
  Arbitrary<byte[]> mutatedRecords() {
    return Arbitraries.longs().map(PointJsonPropertiesTest::mutated);
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
            Arbitraries.of(LABELS).injectNull(0.2))
        .as(
            (id, features, label) ->
                new Point(
                    id, Arrays.stream(features).mapToDouble(Double::doubleValue).toArray(), label));
  }

  private void requireAnswer(byte[] value) {
    byte[] before = value.clone();
    try {
      Point point = reader.read(value);
      if (point == null || point.features() == null) {
        return; // A deletion, or not of the plain form.
      }
      assertThat(point.features()).isNotEmpty();
      assertThat(Arrays.stream(point.features()).allMatch(Double::isFinite)).isTrue();
      // Whatever was taken in can go out again.
      assertThat(json.write(point)).isNotEmpty();
    } catch (InvalidPointException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400);
      assertThat(e.getMessage().chars().noneMatch(Character::isISOControl))
          .as("no control character in: %s", e.getMessage())
          .isTrue();
      assertThat(e.getMessage()).doesNotContain("the JSON parser failed");
    }
    assertThat(value).isEqualTo(before);
  }

  /** Returns a record in which some bytes were changed, inserted, cut or repeated. */
  private static byte[] mutated(long seed) {
    Random random = new Random(seed);
    byte[] value = SEEDS[random.nextInt(SEEDS.length)].getBytes(UTF_8);
    int mutations = 1 + random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      int from = random.nextInt(value.length + 1);
      int to = Math.min(value.length, from + random.nextInt(4));
      byte[] piece =
          switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8);
            case 2 -> Arrays.copyOfRange(value, random.nextInt(from + 1), to);
            default -> new byte[0];
          };
      value = spliced(value, from, to, piece);
    }
    return value;
  }

  private static byte[] spliced(byte[] value, int from, int to, byte[] piece) {
    byte[] result = new byte[from + piece.length + value.length - to];
    System.arraycopy(value, 0, result, 0, from);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(value, to, result, from + piece.length, value.length - to);
    return result;
  }

  private static long[] bits(Point point) {
    return Arrays.stream(point.features()).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
