package io.gyre.encoding;

import static io.gyre.encoding.AnyRecords.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Fields;
import io.gyre.format.RecordSettings;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class EncoderTest {

  private final Encoder encoder = new Encoder(RecordSettings.standard());

  private void learn(Object... pathsAndValues) {
    encoder.learn(of(pathsAndValues));
  }

  private List<String> columns() {
    return columns(encoder);
  }

  private static List<String> columns(Encoder encoder) {
    return IntStream.range(0, encoder.columns()).mapToObj(c -> encoder.column(c).name()).toList();
  }

  /** The columns that are 1, by name. */
  private List<String> active(Object... pathsAndValues) {
    return active(encoder, of(pathsAndValues));
  }

  private static List<String> active(Encoder encoder, Fields point) {
    return Arrays.stream(Encoders.ones(encoder, Encoders.row(encoder, point)))
        .mapToObj(c -> encoder.column(c).name())
        .toList();
  }

  /** The numbers by the names of their columns, those missing left out. */
  private static Map<String, Double> numbers(Encoder encoder, Fields point) {
    double[] row = Encoders.row(encoder, point).values();
    Map<String, Double> numbers = new TreeMap<>();
    for (int n = 0; n < encoder.numbers(); n++) {
      double number = row[encoder.numberSlot(n)];
      if (!Double.isNaN(number)) {
        numbers.put(encoder.column(encoder.numberColumn(n)).name(), number);
      }
    }
    return numbers;
  }

  // Numbers

  @Test
  void shouldGiveANumberOneColumnAsItCame() {
    learn("age", 33.5);

    assertThat(columns()).containsExactly("age");
    assertThat(numbers(encoder, of("age", -7.25))).containsOnly(Map.entry("age", -7.25));
    assertThat(active("age", -7.25)).isEmpty();
  }

  @Test
  void shouldGiveAValueAColumnAtItsSecondSighting() {
    learn("n", 1.0);
    learn("n", 2.5);
    assertThat(columns()).containsExactly("n");

    learn("n", 2.5);
    assertThat(columns()).containsExactly("n", "n=2.5");
    learn("n", 1.0);
    assertThat(columns()).containsExactly("n", "n=2.5", "n=1");
    learn("n", 1.0);
    assertThat(columns()).hasSize(3);
    assertThat(active("n", 1.0)).containsExactly("n=1");
    assertThat(active("n", 2.5)).containsExactly("n=2.5");
    assertThat(active("n", 3.0)).isEmpty();
    assertThat(encoder.column(1)).isEqualTo(new Column(Column.Kind.VALUE, "n", "2.5"));
  }

  @Test
  void shouldRetireTheColumnsOfValuesAtTheNinthAndNeverSetThemAgain() {
    for (int i = 0; i < 16; i++) {
      learn("n", (double) (i % 8));
    }
    assertThat(columns()).hasSize(9);
    assertThat(active("n", 3.0)).containsExactly("n=3");

    learn("n", 8.0);
    for (int i = 0; i < 50; i++) {
      assertThat(active("n", (double) (i % 9))).isEmpty();
      learn("n", (double) (i % 9));
    }
    assertThat(columns()).hasSize(9);
    assertThat(numbers(encoder, of("n", 3.0))).containsEntry("n", 3.0);
  }

  @Test
  void shouldTakeZerosOfBothSignsForOneValue() {
    learn("n", 0.0);
    learn("n", -0.0);

    assertThat(columns()).containsExactly("n", "n=0");
    assertThat(active("n", -0.0)).containsExactly("n=0");
  }

  @Test
  void shouldNameValuesAsPeopleWriteThem() {
    for (double value : new double[] {-3, 0.1, 1e15, 9.223372036854775807e18, 1e-7}) {
      learn("n", value);
      learn("n", value);
    }
    assertThat(columns())
        .containsExactly("n", "n=-3", "n=0.1", "n=1.0E15", "n=9.223372036854776E18", "n=1.0E-7");
  }

  // Text

  @Test
  void shouldGiveATextAColumnAtFirstSighting() {
    learn("carrier", "DL");
    learn("carrier", "AA");
    learn("carrier", "DL");

    assertThat(columns()).containsExactly("carrier=DL", "carrier=AA");
    assertThat(active("carrier", "AA")).containsExactly("carrier=AA");
    assertThat(encoder.column(0)).isEqualTo(new Column(Column.Kind.TEXT, "carrier", "DL"));
    assertThat(encoder.numbers()).isZero();
  }

  /** Learns texts of a field twice, with eight others in between. */
  private void learnTwice(String path, List<String> texts) {
    for (int time = 0; time < 2; time++) {
      texts.forEach(text -> learn(path, text));
      IntStream.range(0, FieldColumns.FIRST_TEXTS).forEach(i -> learn(path, "t" + i));
    }
  }

  private static List<String> texts(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> prefix + i).toList();
  }

  @Test
  void shouldGiveTheNinthTextAColumnWhenItComesAgain() {
    texts("t", 0, 9).forEach(text -> learn("id", text));
    assertThat(columns()).hasSize(8);
    assertThat(active("id", "t8")).isEmpty();
    assertThat(encoder.isMissing(Encoders.row(encoder, of("id", "t8")), 0)).isFalse();

    learn("id", "t8");
    assertThat(columns()).hasSize(9).endsWith("id=t8");
    assertThat(active("id", "t8")).containsExactly("id=t8");
  }

  @Test
  void shouldGiveNoColumnToTextsThatNeverComeAgain() {
    texts("id-", 0, 5_000).forEach(text -> learn("id", text, "long", text + "x".repeat(200)));

    assertThat(columns()).hasSize(8).allMatch(name -> name.startsWith("id=id-"));
  }

  /** As times do, where there are many points a second, that come a little out of order. */
  @Test
  void shouldGiveNoColumnsToTextsThatComeAgainOnlyCloseTogether() {
    for (int i = 0; i < 20_000; i++) {
      learn("time", "12:" + (i + i * 7919L % 30) / 10);
    }
    assertThat(columns()).hasSizeLessThanOrEqualTo(16);
  }

  @Test
  void shouldGiveAColumnToATextThatComesAgainAfterEightOthers() {
    learnTwice("id", texts("t", 0, 16));
    assertThat(columns()).hasSize(16);
    for (int others = 0; others <= 8; others++) {
      String known = "k" + others;
      learn("id", known);
      IntStream.range(0, others).forEach(i -> learn("id", "t" + i));
      learn("id", known);
      assertThat(active("id", known)).hasSize(others / 8);

      String unknown = "u" + others;
      learn("id", unknown);
      texts(unknown + "-", 0, others).forEach(text -> learn("id", text));
      learn("id", unknown);
      assertThat(active("id", unknown)).hasSize(others / 8);
    }
  }

  @Test
  void shouldForgetATextOf1024NewOnesAgo() {
    learnTwice("id", texts("t", 0, 8));
    learn("id", "old");
    learn("id", "older");
    texts("n", 0, NewTexts.KEPT - 1).forEach(text -> learn("id", text));
    learn("id", "old");
    learn("id", "n7");

    assertThat(columns()).hasSize(9).endsWith("id=n7");
  }

  @Test
  void shouldHashTextsAfterTheFirst256IntoAsManyBuckets() {
    learnTwice("id", texts("t", 0, 256));
    assertThat(columns()).hasSize(256).allMatch(name -> name.startsWith("id=t"));

    learn("id", "another");
    assertThat(columns()).hasSize(256);
    learnTwice("id", List.of("another"));
    String bucket = "id#" + FieldColumns.bucket("another");
    assertThat(columns()).hasSize(257).endsWith(bucket);
    assertThat(active("id", "another")).containsExactly(bucket);
    assertThat(active("id", "t17")).containsExactly("id=t17");

    for (int i = 0; i < 5_000; i += 500) {
      learnTwice("id", texts("more-", i, i + 500));
    }
    // So many texts have filled all buckets; what comes next shares one.
    assertThat(columns()).hasSize(512).doesNotHaveDuplicates();
    assertThat(active("id", "never seen")).hasSize(1).allMatch(name -> name.startsWith("id#"));
  }

  @Test
  void shouldSpreadTextsOverTheBuckets() {
    int[] counts = new int[FieldColumns.TEXTS];
    for (int i = 0; i < 25_600; i++) {
      counts[FieldColumns.bucket("user-" + i)]++;
    }
    // 100 each, with a deviation of 10.
    assertThat(Arrays.stream(counts).allMatch(count -> count > 50 && count < 150)).isTrue();
  }

  @Test
  void shouldHashALongTextThatComesAgainAndLeaveShortOnesTheirOwnColumns() {
    String longest = "x".repeat(FieldColumns.LONGEST_KEPT);
    String tooLong = "x".repeat(FieldColumns.LONGEST_KEPT + 1);
    learn("t", tooLong);
    learn("t", tooLong);
    assertThat(columns()).containsExactly("t#" + FieldColumns.bucket(tooLong));
    learn("t", longest);
    assertThat(columns()).endsWith("t=" + longest);

    String alike =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "s" + i)
            .filter(s -> FieldColumns.bucket(s) == FieldColumns.bucket(tooLong))
            .findFirst()
            .orElseThrow();
    learn("t", alike);
    assertThat(columns()).hasSize(3).endsWith("t=" + alike);
    assertThat(active("t", alike)).containsExactly("t=" + alike);
    assertThat(active("t", tooLong)).containsExactly("t#" + FieldColumns.bucket(tooLong));
  }

  /** UTF-8 cannot carry it: as a text of its own it would come back from a state as another. */
  @Test
  void shouldHashATextWithHalfACharacterAndLeaveOutSuchAPath() {
    learn("t", "half \ud83d", "p\ud83d", 1.0);
    learn("t", "half \ud83d");
    learn("t", "whole \ud83d\ude00", "p\udfff", 1.0);

    assertThat(columns())
        .containsExactly("t#" + FieldColumns.bucket("half \ud83d"), "t=whole \ud83d\ude00");
    assertThat(encoder.leftOut()).isEqualTo(2);
    assertThat(columns(restored(encoder))).isEqualTo(columns());
  }

  // Both kinds

  @Test
  void shouldGiveAFieldThatIsNumberAndTextBothKinds() {
    learn("v", 7.5);
    learn("v", "high");
    assertThat(columns()).containsExactly("v", "v=high");
    assertThat(encoder.slots()).isEqualTo(2);
    assertThat(encoder.fields()).isEqualTo(1);

    assertThat(active("v", "high")).containsExactly("v=high");
    assertThat(numbers(encoder, of("v", "high"))).isEmpty();
    assertThat(active("v", 3.0)).isEmpty();
    assertThat(numbers(encoder, of("v", 3.0))).containsEntry("v", 3.0);
    learn("w", 1.0);
    assertThat(active("w", 1.0)).containsExactly("v missing");
  }

  // Missing

  @Test
  void shouldMarkAFieldThatIsNullOrAbsentFromTheSecondRecordOn() {
    learn("a", 1.0, "b", null, "c", "x");
    assertThat(columns()).containsExactly("a", "c=x");

    learn("a", null, "c", "x");
    assertThat(columns()).containsExactly("a", "c=x", "a missing");
    learn("a", 2.0);
    assertThat(columns()).containsExactly("a", "c=x", "a missing", "c missing");
    assertThat(active("a", null, "c", null)).containsExactly("a missing", "c missing");
    assertThat(active("c", "x")).containsExactly("a missing", "c=x");
    assertThat(active("a", 1.0, "c", "x")).doesNotContain("a missing", "c missing");
    assertThat(encoder.column(2)).isEqualTo(new Column(Column.Kind.MISSING, "a", null));
  }

  @Test
  void shouldMarkOnlyTheFirstThousandFieldsAsMissing() {
    Object[] wide = new Object[2 * 1_200];
    for (int i = 0; i < 1_200; i++) {
      wide[2 * i] = "f." + i;
      wide[2 * i + 1] = 1.0;
    }
    learn(wide);
    learn("f.1100", 2.0);

    assertThat(columns()).hasSize(2_200).contains("f.999 missing").doesNotContain("f.1000 missing");
    assertThat(encoder.leftOut()).isZero();
  }

  // Order

  /** Beyond the fields that are marked as missing too, which are looked at one by one. */
  @Test
  void shouldFindWhatIsActiveInTheOrderOfTheFields() {
    Object[] record = new Object[2 * 2_000];
    for (int f = 0; f < 2_000; f++) {
      record[2 * f] = "f.%04d".formatted(f);
      record[2 * f + 1] = f % 2 == 0 ? (Object) 1.0 : "x";
    }
    learn(record);
    learn(record);
    // Its slot for text comes after those of all others.
    learn("f.1500", "late");

    List<String> found =
        active("f.1900", 1.0, "f.1500", "late", "f.0007", "x", "f.1001", "x", "f.1502", 2.0);
    assertThat(found.subList(0, 1_000)).contains("f.0007=x", "f.0008 missing");
    assertThat(found.subList(1_000, found.size()))
        .containsExactly("f.1001=x", "f.1500=late", "f.1900=1");
    assertThat(active(restored(encoder), of("f.1900", 1.0, "f.1500", "late")).subList(1_000, 1_002))
        .containsExactly("f.1500=late", "f.1900=1");
  }

  @Test
  void shouldNumberNewFieldsOfARecordByPath() {
    learn("b", 1.0, "features.10", 1.0, "a", "x", "features.9", 1.0);

    assertThat(columns()).containsExactly("a=x", "b", "features.9", "features.10");
  }

  @Test
  void shouldNumberNewValuesOfKnownFieldsByField() {
    learn("a", "1", "b", 5.0, "c", "1");
    learn("c", "2", "b", 5.0, "a", "2");

    assertThat(columns()).containsExactly("a=1", "b", "c=1", "a=2", "b=5", "c=2");
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void shouldNotDependOnTheOrderOfMembers(@ForAll int seed) {
    AnyRecords records = new AnyRecords(seed);
    Encoder encoder = new Encoder(RecordSettings.standard());
    Encoder other = new Encoder(RecordSettings.standard());
    for (int i = 0; i < 150; i++) {
      Map<String, Object> record = records.next();
      boolean more = encoder.learn(AnyRecords.fields(record));
      Fields shuffled = AnyRecords.fields(records.shuffled(record));
      assertThat(other.learn(shuffled)).isEqualTo(more);
      assertThat(rowOf(other, shuffled)).isEqualTo(rowOf(encoder, AnyRecords.fields(record)));
    }
    assertThat(columns(other)).isEqualTo(columns(encoder)).doesNotHaveDuplicates();
    assertThat(content(other)).isEqualTo(content(encoder));
  }

  /** Nothing that a row says of a value depends on what came later, but for new columns. */
  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void shouldKeepColumnsAndSlotsForGood(@ForAll int seed) {
    AnyRecords records = new AnyRecords(seed);
    Encoder encoder = new Encoder(RecordSettings.standard());
    for (int i = 0; i < 150; i++) {
      Fields point = AnyRecords.fields(records.next());
      encoder.learn(point);
      List<String> before = columns(encoder);
      double[] row = rowOf(encoder, point);
      encoder.learn(AnyRecords.fields(records.next()));
      assertThat(columns(encoder).subList(0, before.size())).isEqualTo(before);
      double[] after = Arrays.copyOf(rowOf(encoder, point), row.length);
      IntStream.range(0, row.length)
          .filter(slot -> row[slot] == FieldColumns.NONE && after[slot] >= before.size())
          .forEach(slot -> after[slot] = FieldColumns.NONE);
      assertThat(after).isEqualTo(row);
    }
  }

  private static double[] rowOf(Encoder encoder, Fields point) {
    return Arrays.copyOf(Encoders.row(encoder, point).values(), encoder.slots());
  }

  /** Each column is of one thing, and a row has at most one that is 1 of each field and kind. */
  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void shouldSayOfEachValueWhatItIs(@ForAll int seed) {
    AnyRecords records = new AnyRecords(seed);
    Encoder encoder = new Encoder(RecordSettings.standard());
    Set<String> known = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Map<String, Object> record = records.next();
      Fields point = AnyRecords.fields(record);
      encoder.learn(point);
      record.forEach((path, value) -> known.add(value == null ? "" : path));
      Map<String, Double> numbers = numbers(encoder, point);
      List<String> active = active(encoder, point);
      Set<String> names = new HashSet<>(columns(encoder));
      for (String path : known) {
        Object value = record.get(path);
        assertThat(active.contains(path + " missing"))
            .isEqualTo(value == null && names.contains(path + " missing"));
        assertThat(numbers.get(path)).isEqualTo(value instanceof Double ? value : null);
        if (value instanceof String text) {
          Set<String> own = Set.of(path + "=" + text, path + "#" + FieldColumns.bucket(text));
          assertThat(active.stream().anyMatch(own::contains))
              .isEqualTo(names.stream().anyMatch(own::contains));
        }
      }
      assertThat(active.size()).isLessThanOrEqualTo(encoder.mostActive());
    }
  }

  // Without a label

  @Test
  void shouldPredictWhatItDoesNotKnowWithTheColumnsThereAre() {
    learn("text", "a", "number", 1.0);
    learn("text", "a");
    learn("number", 1.0);
    Map<String, String> before = content(encoder);
    long[] changes = changes();

    assertThat(active("text", "unknown", "number", 1.0)).containsExactly("number=1");
    assertThat(active("text", "a", "number", 2.0, "other", "x", "more", 1.0))
        .containsExactly("text=a");
    // There is something, so it is not missing; what, nobody knows.
    assertThat(active("text", 5.0, "number", "many")).isEmpty();
    double[] row = Encoders.row(encoder, of("text", 5.0, "number", "many")).values();
    assertThat(numbers(encoder, of("text", 5.0, "number", "many")))
        .allSatisfy((name, number) -> assertThat(number).isInfinite());
    assertThat(row).doesNotContain(Double.NaN);

    assertThat(content(encoder)).isEqualTo(before);
    assertThat(changes()).isEqualTo(changes);
    assertThat(columns(restored(encoder))).isEqualTo(columns());
  }

  private long[] changes() {
    return encoder.state().stream().mapToLong(StatePart::changes).toArray();
  }

  @Test
  void shouldKnowNothingBeforeTheFirstRecord() {
    assertThat(encoder.isEmpty()).isTrue();
    assertThat(active("a", 1.0)).isEmpty();
    assertThat(encoder.learn(of("a", null))).isFalse();
    assertThat(encoder.isEmpty()).isTrue();
    assertThat(encoder.learn(of())).isFalse();
    assertThat(columns(restored(encoder))).isEmpty();
  }

  @Test
  void shouldKnowThePlainFormAsIfItHadSeenIt() {
    Encoder made = Encoders.ofFeatures(12);
    encoder.learn(Fields.ofFeatures(new double[12]));

    assertThat(columns(made)).isEqualTo(columns());
    assertThat(made.slots()).isEqualTo(encoder.slots());
  }

  /** Paths that are the same object are known to be the same; others must be looked at. */
  @Test
  void shouldReadPathsThatAlternate() {
    Fields ab = of("a", 1.0, "b", 2.0);
    Fields ba = of("b", 20.0, "a", 10.0, "c", 30.0);
    encoder.learn(ab);
    encoder.learn(ba);
    for (int i = 0; i < 3; i++) {
      assertThat(numbers(encoder, ab)).isEqualTo(Map.of("a", 1.0, "b", 2.0));
      assertThat(numbers(encoder, ba)).isEqualTo(Map.of("a", 10.0, "b", 20.0, "c", 30.0));
    }
  }

  // Limits

  @Test
  void shouldLeaveOutFieldsBeyondTheMostAndCountAndNameThem() {
    for (int i = 0; i < Encoder.MAX_FIELDS; i += 1_000) {
      double[] numbers = new double[1_000];
      String[] paths = new String[1_000];
      int from = i;
      Arrays.setAll(paths, k -> "f" + (from + k));
      Arrays.setAll(numbers, k -> from + k + 0.5);
      encoder.learn(new Fields(paths, numbers, null));
    }
    assertThat(encoder.fields()).isEqualTo(Encoder.MAX_FIELDS);
    assertThat(encoder.leftOut()).isZero();
    assertThat(encoder.firstLeftOut()).isNull();
    int columns = encoder.columns();

    assertThat(encoder.learn(of("f1", 1.0, "new.2", 1.0, "new.1", "x"))).isFalse();
    learn("new.2", 1.0);

    assertThat(encoder.fields()).isEqualTo(Encoder.MAX_FIELDS);
    assertThat(encoder.columns()).isEqualTo(columns);
    assertThat(encoder.leftOut()).isEqualTo(3);
    assertThat(encoder.firstLeftOut()).isIn("new.1", "new.2");
    assertThat(numbers(encoder, of("f1", 1.0, "new.2", 1.0))).isEqualTo(Map.of("f1", 1.0));
    assertThat(restored(encoder).leftOut()).isEqualTo(3);
  }

  @Test
  void shouldLeaveOutColumnsBeyondTheMost() {
    int fields = Encoder.MAX_COLUMNS / 256 + 1;
    for (int i = 0; i < 512; i++) {
      Object[] record = new Object[2 * fields];
      for (int f = 0; f < fields; f++) {
        record[2 * f] = "f" + f;
        record[2 * f + 1] = "v" + i % 256;
      }
      learn(record);
    }
    assertThat(encoder.columns()).isEqualTo(Encoder.MAX_COLUMNS);
    assertThat(encoder.firstLeftOut()).isNotNull();
    assertThat(encoder.leftOut()).isEqualTo(fields * 256L - Encoder.MAX_COLUMNS);

    long before = encoder.leftOut();
    learn("f0", "v7", "f1", "unknown", "f2", 3.0, "new", 1.0);
    // The number and the new field; of fields that are missing no value is lost.
    assertThat(encoder.leftOut()).isEqualTo(before + 2);
    assertThat(encoder.columns()).isEqualTo(Encoder.MAX_COLUMNS);
    assertThat(active("f0", "v7", "f1", "unknown", "f2", 3.0)).containsExactly("f0=v7");
    assertThat(columns(restored(encoder))).isEqualTo(columns());
  }

  /** The first of two new fields takes the last column; the other has nothing in a row. */
  @Test
  void shouldReadFieldsThatCameTogetherWithTheLastColumn() {
    int fields = 6_667; // of which each has three columns, but the first only one
    for (int i = 0; i < 4; i++) {
      Object[] record = new Object[2 * fields];
      for (int f = 0; f < fields; f++) {
        record[2 * f] = "f" + f;
        record[2 * f + 1] = f == 0 ? (double) i : (double) (i % 2);
      }
      learn(record);
    }
    assertThat(encoder.columns()).isEqualTo(Encoder.MAX_COLUMNS - 1);

    Fields both = of("new.1", 1.5, "new.2", 2.5);
    encoder.learn(both);

    assertThat(encoder.leftOut()).isEqualTo(1);
    assertThat(numbers(encoder, both)).containsExactly(Map.entry("new.1", 1.5));
    encoder.learn(both);
    assertThat(encoder.leftOut()).isEqualTo(2);
    assertThat(encoder.firstLeftOut()).isEqualTo("new.2");
    assertThat(numbers(restored(encoder), both)).containsExactly(Map.entry("new.1", 1.5));
    assertThat(numbers(encoder, of("new.2", "text"))).isEmpty();
  }

  /** A number has its column, and is lost by no want of one for its value. */
  @Test
  void shouldNotCountNumbersWithoutAColumnForTheirValueAsLeftOut() {
    Object[] record = new Object[2 * Encoder.MAX_FIELDS];
    for (int f = 0; f < Encoder.MAX_FIELDS; f++) {
      record[2 * f] = "f" + f;
      record[2 * f + 1] = 1.0;
    }
    for (int i = 0; i < 2; i++) {
      learn(record);
    }
    assertThat(encoder.columns()).isEqualTo(Encoder.MAX_COLUMNS);
    learn("f0", 2.0);
    learn("f0", 2.0);

    assertThat(encoder.leftOut()).isZero();
    learn("f0", "text");
    assertThat(encoder.leftOut()).isEqualTo(1);
  }

  @Test
  void shouldTakeARecordOfManyFieldsInLittleTime() {
    int count = 50_000;
    String[] paths = new String[count];
    Arrays.setAll(paths, i -> "field." + i * 31L % count);
    double[] numbers = new double[count];
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long start = thread.getCurrentThreadCpuTime();

    encoder.learn(new Fields(paths, numbers, null));

    assertThat(encoder.fields()).isEqualTo(Encoder.MAX_FIELDS);
    assertThat(encoder.leftOut()).isEqualTo(count - Encoder.MAX_FIELDS);
    assertThat((thread.getCurrentThreadCpuTime() - start) / 1e9).isLessThan(5);
  }

  // State

  private static Map<String, byte[]> bytes(Encoder encoder) {
    Map<String, byte[]> bytes = new TreeMap<>();
    for (StatePart part : encoder.state()) {
      StateWriter out = new StateWriter();
      part.write(out);
      bytes.put(part.name, out.toBytes());
    }
    return bytes;
  }

  private static Map<String, String> content(Encoder encoder) {
    Map<String, String> content = new TreeMap<>();
    bytes(encoder).forEach((name, of) -> content.put(name, HexFormat.of().formatHex(of)));
    return content;
  }

  private static void restore(Map<String, byte[]> bytes, Encoder into) {
    read(bytes, into.state().get(0));
    into.state().stream().skip(1).forEach(part -> read(bytes, part));
    into.complete();
  }

  private static void read(Map<String, byte[]> bytes, StatePart part) {
    if (!bytes.containsKey(part.name)) {
      throw new DamagedStateException("it has no " + part.name);
    }
    StateReader in = new StateReader(ByteBuffer.wrap(bytes.get(part.name)));
    part.read(in, part.version);
    if (in.remaining() > 0) {
      throw new DamagedStateException("left over");
    }
  }

  private static Encoder restored(Encoder encoder) {
    Encoder copy = new Encoder(RecordSettings.standard());
    restore(bytes(encoder), copy);
    return copy;
  }

  /** Of the parts only those that say they have changed are stored. */
  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void shouldGoOnBitForBitWhenRestoredAfterAnyRecord(@ForAll int seed) {
    AnyRecords records = new AnyRecords(seed);
    Encoder encoder = new Encoder(RecordSettings.standard());
    Map<String, byte[]> store = new TreeMap<>();
    Map<String, Long> changes = new TreeMap<>();
    Encoder whole = new Encoder(RecordSettings.standard());
    for (int i = 0; i < 300; i++) {
      Fields point = AnyRecords.fields(records.next());
      whole.learn(point);
      encoder.learn(point);
      Map<String, byte[]> now = bytes(encoder);
      for (StatePart part : encoder.state()) {
        Long before = changes.put(part.name, part.changes());
        if (before == null || before != part.changes()) {
          store.put(part.name, now.get(part.name));
        }
      }
      Encoder copy = new Encoder(RecordSettings.standard());
      restore(store, copy);
      Fields next = AnyRecords.fields(records.next());
      assertThat(rowOf(copy, next)).isEqualTo(rowOf(whole, next));
      assertThat(copy.learn(next)).isEqualTo(restored(whole).learn(next));
      assertThat(columns(copy).subList(0, whole.columns())).isEqualTo(columns(whole));
      if (i % 50 == 49) {
        assertThat(content(restored(encoder))).isEqualTo(content(whole));
      }
    }
    assertThat(columns(whole)).anyMatch(name -> name.startsWith("long#"));
    assertThat(columns(whole)).contains("both=n/k", "few=0", "a.10 missing");
  }

  @Test
  void shouldLeaveAPartAsStoredUntilItChanges() {
    learn("a", 1.0, "b", "x", "c", 2.0);
    long[] before = changes();
    learn("a", 1.0, "b", "x", "c", 3.0);
    long[] after = changes();

    // The head, for a value's column of a; what was left out; a, b, which may
    // become text, and c.
    assertThat(IntStream.range(0, 5).filter(i -> before[i] != after[i]))
        .containsExactly(0, 2, 3, 4);
    assertThat(encoder.state().stream().filter(StatePart::present).map(each -> each.name))
        .containsExactly("encoder", "left-out", "encoder/0", "encoder/1", "encoder/2");
  }

  private Map<String, byte[]> someState() {
    learn("a", 1.0, "b", "x", "c", 2.0);
    learn("a", 1.0, "b", "x".repeat(300), "c", "text");
    learn("b", "y");
    return bytes(encoder);
  }

  @Test
  void shouldRefuseAStateThatIsTooShortOrTooLong() {
    Map<String, byte[]> state = someState();
    for (String name : state.keySet()) {
      byte[] whole = state.get(name);
      List<byte[]> wrong = new ArrayList<>();
      IntStream.range(0, whole.length).forEach(n -> wrong.add(Arrays.copyOf(whole, n)));
      wrong.add(Arrays.copyOf(whole, whole.length + 4));
      for (byte[] content : wrong) {
        Map<String, byte[]> damaged = new TreeMap<>(state);
        damaged.put(name, content);
        assertThatThrownBy(() -> restore(damaged, new Encoder(RecordSettings.standard())))
            .as("%s of %d bytes", name, content.length)
            .isInstanceOf(DamagedStateException.class);
      }
    }
  }

  /** Any single number that is another is either refused, or leaves an encoder that works. */
  @Test
  void shouldRefuseAStateThatDoesNotFitTogether() {
    Map<String, byte[]> state = someState();
    int refused = 0;
    for (String name : state.keySet()) {
      for (int at = 0; at < state.get(name).length; at++) {
        for (int bits : new int[] {1, 0x7f, 0x80, 0xff}) {
          Map<String, byte[]> damaged = new TreeMap<>(state);
          damaged.put(name, state.get(name).clone());
          damaged.get(name)[at] ^= (byte) bits;
          Encoder into = new Encoder(RecordSettings.standard());
          try {
            restore(damaged, into);
          } catch (DamagedStateException e) {
            refused++;
            continue;
          }
          Fields point = of("a", 1.0, "b", "x", "c", "text", "d", 4.0);
          active(into, point);
          into.learn(point);
          active(into, point);
        }
      }
    }
    assertThat(refused).isGreaterThan(400);
  }

  @Test
  void shouldSayWhatDoesNotFit() {
    learn("a", 1.0, "b", 2.0);
    Map<String, byte[]> state = bytes(encoder);
    Map<String, byte[]> twice = new TreeMap<>(state);
    twice.put("encoder/1", state.get("encoder/0"));
    assertDamaged(twice, "the field a occurs twice");

    learn("c", "x");
    Map<String, byte[]> grown = bytes(encoder);
    grown.put("encoder/1", state.get("encoder/1"));
    assertDamaged(grown, "a column belongs to no field");

    Map<String, byte[]> slots = new TreeMap<>(state);
    slots.get("encoder")[3] = 1;
    assertDamaged(slots, "slot 1 of b is not one of 1, or another's");
  }

  private static void assertDamaged(Map<String, byte[]> state, String message) {
    assertThatThrownBy(() -> restore(state, new Encoder(RecordSettings.standard())))
        .isInstanceOf(DamagedStateException.class)
        .hasMessage(message);
  }

  @Test
  void shouldNameColumnsForPeople() {
    assertThat(
            Stream.of(
                    new Column(Column.Kind.NUMBER, "age", null),
                    new Column(Column.Kind.VALUE, "month", "7"),
                    new Column(Column.Kind.TEXT, "carrier", "DL"),
                    new Column(Column.Kind.BUCKET, "zip", "17"),
                    new Column(Column.Kind.MISSING, "age", null))
                .map(Column::name))
        .containsExactly("age", "month=7", "carrier=DL", "zip#17", "age missing");
  }
}
