package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.words.CellText;
import io.gyre.words.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all records; a failure prints its seed. */
class RecordReaderPropertiesTest {

  private static final String[] NAMES = {
    "a",
    "b",
    "c.d",
    "id",
    "label",
    "at",
    "features",
    "schema",
    "payload",
    "before",
    "after",
    "op",
    "source",
    "ts_ms",
    "é",
    ""
  };

  private static final String[] SCALARS = {
    "1",
    "-0.5",
    "1e3",
    "1e999",
    "\"x\"",
    "\" 7 \"",
    "\"NA\"",
    "\"\"",
    "null",
    "true",
    "false",
    "\"c\"",
    "\"d\"",
    "\"2026-05-28\"",
    "1780000000",
    "NaN",
    "\"\\ud800\"",
    "\"😀\""
  };

  /** Pieces that the readers have code of their own for; mutation seldom finds them alone. */
  private static final String[] PIECES = {
    "\"",
    "\\",
    "\\ud800",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ";",
    "NaN",
    "null",
    "1e",
    "-",
    "\u0000",
    "\n",
    "\ufeff",
    "é",
    "\"a\":",
    "\"features\":[",
    "\"op\":\"c\","
  };

  /** JSON's grammar, as another would write it. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  /** Some of JSON, and those of each format. */
  private static final List<RecordSettings> SETTINGS =
      Stream.concat(
              Stream.of(
                  RecordSettings.json("a", null, "at"),
                  RecordSettings.json("payload.label", "id", null)
                      .withFields(List.of("a", "features", "c.d", "payload", "after"))
                      .withIgnored(List.of("features.1"))
                      .withCategories(List.of("a"))),
              Stream.of(ValueFormat.values()).map(RecordReaderPropertiesTest::settings))
          .toList();

  private static RecordSettings settings(ValueFormat format) {
    RecordSettings standard = RecordSettings.standard();
    return format == ValueFormat.CSV
        ? standard.withCategories(List.of("b")).withFormat(format, List.of("a", "b", "label"), ';')
        : standard.withFormat(format);
  }

  /** Each has read what came before. */
  private final List<RecordReader> used =
      SETTINGS.stream().map(each -> RecordReader.of(each, RecordReader.Accepts.POINTS)).toList();

  @Property(tries = 3_000)
  void shouldAnswerTheSameWhateverWasReadBefore(@ForAll("seeds") long seed) {
    Random random = new Random(seed);
    String object = object(random, 0, random.nextBoolean());
    String mutated = random.nextInt(3) == 0 ? object : mutated(object, random);
    byte[] value = (space(random) + mutated + space(random)).getBytes(UTF_8);
    for (int i = 0; i < used.size(); i++) {
      String fresh = answer(RecordReader.of(SETTINGS.get(i), RecordReader.Accepts.POINTS), value);
      assertThat(answer(used.get(i), value)).isEqualTo(fresh);
      assertThat(answer(used.get(i), value)).isEqualTo(fresh);
    }
  }

  /** More than a parser reads at once, now and then. */
  private static String space(Random random) {
    return " ".repeat(random.nextInt(10) == 0 ? random.nextInt(20_000) : 0);
  }

  @Property(tries = 2_000)
  void shouldReadTheSameInAnyOrderOfMembers(@ForAll("seeds") long seed) {
    Random random = new Random(seed);
    List<String> members = members(random, 0, false);
    byte[] value = object(members).getBytes(UTF_8);
    Collections.shuffle(members, random);
    byte[] shuffled = object(members).getBytes(UTF_8);
    for (int i = 0; i < used.size(); i++) {
      if (SETTINGS.get(i).format() != ValueFormat.JSON) {
        continue;
      }
      RecordReader reader = used.get(i);
      String answer = answer(reader, value);
      if (answer.startsWith("refused")) {
        // Whichever fault comes first is the one that is named.
        assertThat(answer(reader, shuffled)).startsWith("refused");
      } else {
        assertThat(answer(reader, shuffled)).isEqualTo(answer);
      }
    }
  }

  @Property(tries = 10_000)
  void shouldKnowNumbersByTheGrammarOfJson(@ForAll("number-like") String text) {
    assertThat(CellText.isNumber(text)).isEqualTo(NUMBER.matcher(text).matches());
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Provide("number-like")
  Arbitrary<String> numberLike() {
    return Arbitraries.strings().withChars("0019-+.eEx ").ofMaxLength(8);
  }

  /** Returns what the reader says, in full. */
  private static String answer(RecordReader reader, byte[] value) {
    byte[] before = value.clone();
    try {
      Point point = reader.read(value);
      return point == null ? "none" : described(point);
    } catch (InvalidPointException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(500);
      assertThat(e.getMessage().chars().noneMatch(Character::isISOControl))
          .as("no control character in: %s", e.getMessage())
          .isTrue();
      assertThat(e.getMessage()).doesNotContain("parser failed");
      return "refused: " + e.getMessage();
    } finally {
      assertThat(value).isEqualTo(before);
    }
  }

  private static String described(Point point) {
    Fields fields = point.fields();
    assertThat(fields.size()).isPositive();
    for (int i = 0; i < fields.size(); i++) {
      assertThat(Double.isInfinite(fields.number(i))).isFalse();
      String text = fields.text(i);
      assertThat(text == null || Double.isNaN(fields.number(i))).isTrue();
      assertThat(text == null || (Utf8.encodes(text) && !text.isEmpty())).isTrue();
    }
    Label label = point.label();
    return "%s %s %s %s %d"
        .formatted(
            RecordReaderTest.described(point),
            point.id(),
            label,
            label == null ? null : label.form(),
            point.time());
  }

  private static String object(Random random, int depth, boolean twice) {
    return object(members(random, depth, twice));
  }

  private static String object(List<String> members) {
    return "{" + String.join(",", members) + "}";
  }

  /** Returns members whose names differ, or may occur twice. */
  private static List<String> members(Random random, int depth, boolean twice) {
    List<String> names = new ArrayList<>(Arrays.asList(NAMES));
    Collections.shuffle(names, random);
    if (random.nextInt(3) == 0) {
      // Else envelopes would seldom come about.
      boolean connect = random.nextBoolean();
      names = connect ? List.of("schema", "payload") : List.of("op", "after", "before", "ts_ms");
      names = new ArrayList<>(names);
      Collections.shuffle(names, random);
    }
    List<String> members = new ArrayList<>();
    int count = Math.min(names.size(), 1 + random.nextInt(7));
    for (int i = 0; i < count; i++) {
      String name = names.get(twice && i > 0 && random.nextInt(9) == 0 ? i - 1 : i);
      members.add("\"" + name + "\":" + likely(name, random, depth + 1, twice));
    }
    if (!names.subList(0, count).contains("at") && depth == 0 && random.nextBoolean()) {
      members.add("\"at\":1780000000");
    }
    return members;
  }

  /** Returns mostly what such a member has. */
  private static String likely(String name, Random random, int depth, boolean twice) {
    if (random.nextInt(4) == 0 || depth > 3) {
      return value(random, depth, twice);
    }
    return switch (name) {
      case "op" -> "\"" + "curtdx".charAt(random.nextInt(6)) + "\"";
      case "before", "after" -> random.nextInt(3) == 0 ? "null" : object(random, depth, twice);
      case "payload" -> object(random, depth, twice);
      case "at" -> "\"2026-05-28T20:26:40Z\"";
      case "id" -> "17";
      default -> value(random, depth, twice);
    };
  }

  private static String value(Random random, int depth, boolean twice) {
    int kind = depth > 3 ? 9 : random.nextInt(10);
    if (kind < 3) {
      return object(random, depth, twice);
    }
    if (kind < 5) {
      List<String> elements = new ArrayList<>();
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        elements.add(random.nextBoolean() ? "" + i : value(random, depth + 1, twice));
      }
      return elements.toString();
    }
    // Half of all records would otherwise be refused for one of these.
    return SCALARS[random.nextInt(random.nextInt(8) == 0 ? SCALARS.length : 3)];
  }

  /** Returns the text with some characters changed, inserted, cut or repeated. */
  private static String mutated(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    int mutations = random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      int from = random.nextInt(mutated.length() + 1);
      int to = Math.min(mutated.length(), from + random.nextInt(4));
      String piece = random.nextInt(3) == 0 ? "" : PIECES[random.nextInt(PIECES.length)];
      mutated.replace(from, to, piece);
    }
    return mutated.toString();
  }
}
