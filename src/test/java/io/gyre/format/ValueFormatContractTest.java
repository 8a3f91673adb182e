package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.format.RecordReader.Accepts;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What every format of records promises. A new one needs only its {@link FormatSamples}. */
class ValueFormatContractTest {

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  @interface EveryFormat {}

  private static final int CONTENTS = 200;
  private static final int MUTATIONS = 10_000;
  private static final int FRAME = 5;

  private static final RecordSettings STANDARD = RecordSettings.json("label", "id", "at");

  /** Each member has each role that it can have. */
  private static final List<RecordSettings> SETTINGS =
      List.of(
          STANDARD,
          RecordSettings.json("kind", "count", null),
          RecordSettings.json("flag", "big", "at"),
          RecordSettings.json("amount", "kind", null),
          RecordSettings.json("big", null, "at"),
          RecordSettings.json("address.city", "kind", null),
          RecordSettings.json("features.1", null, null),
          chosen(List.of(), List.of("address", "tags.size", "at"), List.of("count", "features.0")),
          chosen(
              List.of("amount", "big", "address.zip", "features.1", "tags"),
              List.of(),
              List.of("amount", "big")));

  private static RecordSettings chosen(
      List<String> fields, List<String> ignore, List<String> categories) {
    return RecordSettings.standard()
        .withFields(fields)
        .withIgnored(ignore)
        .withCategories(categories);
  }

  /** Shown when a test fails, so that it can be set here. */
  private final long seed = new Random().nextLong();

  private final Random random = new Random(seed);

  private static FormatSamples samples(ValueFormat format) {
    String name =
        Arrays.stream(format.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining())
            + "Samples";
    try {
      return (FormatSamples)
          Class.forName(FormatSamples.class.getPackageName() + '.' + name)
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      return fail(
          "the format %s: expected the class %s among the tests of its package, which writes SampleContent as %s and implements FormatSamples, found none",
          format, name, format);
    }
  }

  private static RecordReader reader(ValueFormat format, RecordSettings json, Accepts accepts) {
    FormatSamples samples = samples(format);
    FormatSamples others = samples.without("amount");
    Schema schema = samples.schema();
    Schema other = others == null ? null : others.schema();
    Function<String, Schema> schemas = id -> id.equals("id/2") ? other : schema;
    return RecordReader.of(samples.settings(json, format), accepts, schemas);
  }

  private static RecordReader points(ValueFormat format, RecordSettings json) {
    return reader(format, json, Accepts.POINTS);
  }

  @EveryFormat
  void shouldReadWhatJsonOfTheSameContentIs(ValueFormat format) {
    FormatSamples samples = samples(format);
    for (RecordSettings settings : SETTINGS) {
      RecordReader reader = points(format, settings);
      RecordReader json = RecordReader.of(settings, Accepts.POINTS);
      for (int i = 0; i < CONTENTS; i++) {
        ObjectNode content = SampleContent.of(random);
        assertThat(told(reader, samples.write(content)))
            .as("seed %d: %s by %s", seed, content, settings)
            .isEqualTo(told(json, content.toString().getBytes(UTF_8)));
      }
    }
  }

  @EveryFormat
  void shouldNotTakeABeginningForTheWhole(ValueFormat format) {
    FormatSamples samples = samples(format);
    RecordReader reader = points(format, STANDARD);
    for (int i = 0; i < 20; i++) {
      byte[] whole = samples.write(SampleContent.of(random));
      String point = answer(reader, whole);
      for (int length = 0; length < whole.length; length++) {
        String answer = answer(reader, Arrays.copyOf(whole, length));
        if (format.hasSchemas()) {
          assertThat(answer).as("seed %d, %d bytes", seed, length).isNotEqualTo(point);
        }
      }
      assertThat(answer(reader, whole)).isEqualTo(point);
    }
  }

  @EveryFormat
  void shouldAnswerAnyBytesWithAPointOrAReason(ValueFormat format) {
    RecordReader reader = points(format, STANDARD);
    byte[] good = samples(format).write(SampleContent.first());
    String point = answer(reader, good);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (format.hasSchemas()) {
        System.arraycopy(good, 0, bytes, 0, Math.min(bytes.length, FRAME));
      }
      answer(reader, bytes);
      assertThat(answer(reader, good)).as("seed %d", seed).isEqualTo(point);
    }
  }

  @EveryFormat
  void shouldAnswerMutatedRecordsWithAPointOrAReasonAndReadTheNextAsBefore(ValueFormat format) {
    FormatSamples samples = samples(format);
    RecordReader reader = points(format, STANDARD);
    byte[] good = samples.write(SampleContent.first());
    String point = answer(reader, good);
    assertThat(point).startsWith("p-");
    for (int i = 0; i < MUTATIONS; i++) {
      answer(reader, mutated(samples.write(SampleContent.of(random)), format.hasSchemas()));
      assertThat(answer(reader, good)).as("seed %d", seed).isEqualTo(point);
    }
  }

  /** Changes, removes, repeats and moves some bytes, most of them not those of the frame. */
  private byte[] mutated(byte[] value, boolean framed) {
    byte[] mutated = value;
    int begin = framed && random.nextInt(10) > 0 ? FRAME : 0;
    for (int i = random.nextInt(4); i >= 0 && mutated.length > begin; i--) {
      int at = begin + random.nextInt(mutated.length - begin);
      int length = Math.min(1 + random.nextInt(9), mutated.length - at);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
        case 2 -> {
          byte[] shorter = Arrays.copyOf(mutated, mutated.length - length);
          System.arraycopy(mutated, at + length, shorter, at, shorter.length - at);
          mutated = shorter;
        }
        default -> {
          byte[] longer = Arrays.copyOf(mutated, mutated.length + length);
          System.arraycopy(mutated, at, longer, at + length, mutated.length - at);
          mutated = longer;
        }
      }
    }
    return mutated;
  }

  @EveryFormat
  void shouldRefuseALabelThatIsTooLong(ValueFormat format) {
    ObjectNode content = SampleContent.first();
    content.put("label", "x".repeat(Label.MAX_LENGTH));
    RecordReader reader = points(format, STANDARD);
    assertThat(answer(reader, samples(format).write(content))).startsWith("p-");
    content.put("label", "x".repeat(Label.MAX_LENGTH + 1));
    assertThat(answer(reader, samples(format).write(content)))
        .startsWith("refused: label: expected at most 200 characters, found 201");
  }

  @EveryFormat
  void shouldRefuseTooManyFields(ValueFormat format) {
    FormatSamples samples = samples(format);
    assumeTrue(samples.hasArrays());
    ObjectNode content = SampleContent.first();
    ArrayNode features = content.putArray("features");
    for (int i = 0; i < ValueReader.MAX_FIELDS; i++) {
      features.add(0.5);
    }
    assertThat(answer(points(format, STANDARD), samples.write(content)))
        .startsWith("refused: value: expected at most 20000 fields, found more");
  }

  @EveryFormat
  void shouldRefuseValuesThatAreNestedTooDeep(ValueFormat format) {
    FormatSamples samples = samples(format);
    assumeTrue(samples.nests());
    for (RecordSettings settings :
        List.of(STANDARD, chosen(List.of(), List.of("nested"), List.of()))) {
      RecordReader reader = points(format, settings);
      assertThat(answer(reader, samples.write(nested(PointJson.MAX_DEPTH)))).startsWith("p-");
      assertThat(answer(reader, samples.write(nested(PointJson.MAX_DEPTH + 1))))
          .startsWith("refused: value: expected");
    }
  }

  /** Returns content whose values lie in so many objects, the whole being the outermost. */
  private static ObjectNode nested(int depth) {
    ObjectNode content = SampleContent.first();
    ObjectNode innermost = content;
    for (int i = 1; i < depth; i++) {
      innermost = innermost.putObject("nested").put("value", i);
    }
    return content;
  }

  @EveryFormat
  void shouldReadOtherFieldsByAnotherSchema(ValueFormat format) {
    FormatSamples samples = samples(format);
    FormatSamples others = samples.without("amount");
    assumeTrue(others != null);
    RecordReader reader = points(format, STANDARD);
    RecordReader json = RecordReader.of(STANDARD, Accepts.POINTS);
    for (int i = 0; i < CONTENTS; i++) {
      ObjectNode content = SampleContent.of(random);
      assertThat(told(reader, samples.write(content)))
          .isEqualTo(told(json, content.toString().getBytes(UTF_8)));
      ObjectNode less = content.without("amount");
      assertThat(told(reader, others.write(less)))
          .isEqualTo(told(json, less.toString().getBytes(UTF_8)));
    }
  }

  @EveryFormat
  void shouldReadLabelsAlone(ValueFormat format) throws InvalidPointException {
    ObjectNode content = SampleContent.first();
    byte[] value = samples(format).write(content);
    Point label = reader(format, STANDARD, Accepts.LABELS).read(value);
    assertThat(label.id()).isEqualTo(content.get("id").textValue());
    assertThat(label.label().text()).isEqualTo(content.get("label").textValue());
    assertThat(label.fields().size()).isZero();
    if (format.hasSchemas()) {
      Schema schema = samples(format).schema();
      RecordReader any =
          RecordReader.of(STANDARD.withFormat(format).ofLabels(), Accepts.LABELS, id -> schema);
      assertThat(any.read(value)).isEqualTo(label);
    }
  }

  @EveryFormat
  void shouldReadQuestions(ValueFormat format) {
    byte[] value = samples(format).write(SampleContent.first());
    String question = answer(reader(format, STANDARD, Accepts.QUESTIONS), value);
    assertThat(question).isEqualTo(answer(points(format, STANDARD), value)).startsWith("p-");
  }

  @EveryFormat
  void shouldAcceptItsOwnSchema(ValueFormat format) {
    Schema schema = samples(format).schema();
    assertThat(schema != null).isEqualTo(format.hasSchemas());
    if (schema != null) {
      assertThat(schema.denied()).isNull();
      assertThat(schema.format()).isEqualTo(format);
      assertThat(samples(format).schema()).isEqualTo(schema);
      assertThat(Schema.ofJson(schema.toJson())).isEqualTo(schema);
    }
  }

  @EveryFormat
  void shouldDenyWhatIsNotASchema(ValueFormat format) {
    assumeTrue(format.hasSchemas());
    for (String text : new String[] {"", "{", "\u0000", "[".repeat(100_000), "{\"type\":7}"}) {
      assertThatCode(() -> format.schema(text, List.of())).doesNotThrowAnyException();
      Schema schema = format.schema(text, List.of());
      if (schema.denied() != null) {
        assertPlain(schema.denied());
      }
    }
  }

  /** Returns what the reader says, in full. */
  private static String answer(RecordReader reader, byte[] value) {
    return answer(reader, value, true);
  }

  /** Returns the same, without fields that are missing: not all formats know of them. */
  private static String told(RecordReader reader, byte[] value) {
    return answer(reader, value, false);
  }

  private static String answer(RecordReader reader, byte[] value, boolean missing) {
    byte[] before = value.clone();
    try {
      Point point = reader.read(value);
      return point == null ? "none" : described(point, missing);
    } catch (InvalidPointException e) {
      assertPlain(e.getMessage());
      return "refused: " + e.getMessage();
    } finally {
      assertThat(value).isEqualTo(before);
    }
  }

  private static void assertPlain(String reason) {
    assertThat(reason).contains("expected ").hasSizeLessThan(500);
    assertThat(reason.chars().noneMatch(Character::isISOControl))
        .as("no control character in: %s", reason)
        .isTrue();
    assertThat(reason).doesNotContain("parser failed", "Exception");
  }

  private static String described(Point point, boolean missing) {
    Fields fields = point.fields();
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (missing || !fields.missing(i)) {
        String text = fields.text(i);
        values.put(fields.path(i), text == null ? "" + fields.number(i) : '"' + text + '"');
      }
    }
    return Stream.of(point.id(), point.label(), point.time(), values)
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }
}
