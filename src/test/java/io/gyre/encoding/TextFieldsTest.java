package io.gyre.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.text.TextTokens;
import io.gyre.format.RecordSettings;
import io.gyre.learning.States;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextFieldsTest {

  private final Random random = new Random(6);

  private String text(int words) {
    StringBuilder text = new StringBuilder("Dear all,");
    for (int i = 0; i < words; i++) {
      text.append(' ').append((char) ('a' + random.nextInt(26))).append("word");
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static Encoder encoder(RecordSettings records, List<Fields> points) {
    Encoder encoder = new Encoder(records);
    points.forEach(encoder::learn);
    return encoder;
  }

  private List<Fields> texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> AnyRecords.of("subject", text(5), "x", 1.0 * i, "kind", "k" + i % 3))
        .toList();
  }

  private static Set<Integer> words(Encoder encoder, Fields point) {
    return words(encoder, Encoders.row(encoder, point));
  }

  private static Set<Integer> words(Encoder encoder, Row row) {
    return new TreeSet<>(Arrays.stream(Encoders.words(encoder, row)).boxed().toList());
  }

  private static double[] values(Encoder encoder, Fields point) {
    return Arrays.copyOf(Encoders.row(encoder, point).values(), encoder.slots());
  }

  private static Set<Integer> tokens(String path, String text) {
    TextTokens tokens = new TextTokens(path).read(text);
    return new TreeSet<>(Arrays.stream(tokens.columns(), 0, tokens.count()).boxed().toList());
  }

  private static RecordSettings named(String text, String category) {
    return RecordSettings.standard()
        .withCategories(category == null ? List.of() : List.of(category))
        .withTexts(text == null ? List.of() : List.of(text));
  }

  @Test
  void shouldBecomeTextAtThe32ndValue() {
    List<Fields> points = texts(32);
    Encoder encoder = encoder(RecordSettings.standard(), points.subList(0, 31));
    assertThat(encoder.texts().isEmpty()).isTrue();
    assertThat(encoder.learn(points.get(31))).isTrue();
    assertThat(encoder.texts().isEmpty()).isFalse();
    assertThat(words(encoder, points.get(31))).isEqualTo(tokens("subject", points.get(31).text(0)));
    assertThat(encoder.texts().path(0)).isEqualTo("subject");
    assertThat(IntStream.range(0, encoder.columns()).mapToObj(c -> encoder.column(c).name()))
        .contains("subject.length", "subject.words", "subject.digits", "subject.capitals")
        .doesNotContain("subject.length missing");
  }

  @Test
  void shouldDoAsIsSaidByHand() {
    List<Fields> points = texts(40);
    assertThat(encoder(named("subject", null), points.subList(0, 1)).texts().isEmpty()).isFalse();
    assertThat(encoder(named(null, "subject"), points).texts().isEmpty()).isTrue();
    assertThat(encoder(named(null, null).withKeys(List.of("subject")), points).texts().isEmpty())
        .isTrue();
  }

  @Test
  void shouldMakeRoomForALongerTextOnceItIsLearned() {
    Encoder encoder = encoder(named("subject", null), texts(2));
    String longer = text(400);
    Fields point = AnyRecords.of("subject", longer);
    int few = words(encoder, point).size();
    assertThat(few).isBetween(1, 150);
    assertThat(encoder.learn(point)).isTrue();
    assertThat(words(encoder, point)).isEqualTo(tokens("subject", longer)).hasSize(TextTokens.MOST);
    assertThat(encoder.learn(AnyRecords.of("subject", text(400)))).isFalse();
  }

  @Test
  void shouldTakeAllOfATextOutOfARow() {
    List<Fields> points = texts(40);
    Encoder encoder = encoder(RecordSettings.standard(), points);
    Row row = Encoders.row(encoder, points.get(3));
    int field =
        IntStream.range(0, encoder.fields())
            .filter(f -> encoder.field(f).equals("subject"))
            .findFirst()
            .orElseThrow();
    assertThat(encoder.isMissing(row, field)).isFalse();
    encoder.setMissing(row, field);
    assertThat(encoder.isMissing(row, field)).isTrue();
    Fields without = AnyRecords.of("x", 3.0, "kind", "k0");
    double[] expected = values(encoder, without);
    assertThat(row.values()).isEqualTo(expected);
  }

  @Test
  void shouldLeaveWordsOutOfPlainRows() {
    List<Fields> points = texts(40);
    Encoder encoder = encoder(RecordSettings.standard(), points);
    double[] plain = encoder.plain(Encoders.row(encoder, points.get(39)));
    // The number and its columns' slot, the text, its four numbers, and the kind.
    assertThat(encoder.plainSlots()).isEqualTo(7).isLessThan(encoder.slots());
    assertThat(IntStream.range(0, 7).mapToDouble(i -> plain[i]).filter(x -> x == 39)).hasSize(1);
  }

  @Test
  void shouldGoOnBitForBitWhenRestoredAtAnyTime() {
    Encoder encoder = new Encoder(RecordSettings.standard());
    for (Fields point : texts(80)) {
      Encoder copy = new Encoder(RecordSettings.standard());
      States.restoreInTurn(States.of(encoder.state()), copy::state);
      copy.complete();
      States.assertSame(copy.state(), encoder.state());
      encoder.learn(point);
      copy.learn(point);
      States.assertSame(copy.state(), encoder.state());
      assertThat(values(copy, point)).isEqualTo(values(encoder, point));
      assertThat(words(copy, point)).isEqualTo(words(encoder, point));
    }
    int dear = new TextTokens("subject").read("dear").columns()[0];
    assertThat(encoder.texts().word(dear)).isEqualTo("subject: dear");
    Fields point = AnyRecords.of("x", 1.0, "subject", "Dear you, dear me");
    assertThat(encoder.maker().wordsIn(point).stream().map(TextFields.Word::name))
        .containsExactly("subject: dear", "subject: you", "subject: me");
  }

  @Test
  void shouldTakeAWordOutOfARow() {
    Encoder encoder = encoder(RecordSettings.standard(), texts(40));
    Fields point = AnyRecords.of("x", 1.0, "subject", "Dear I said: I dare 今天 天 a");
    TextFields.Word i = word(encoder, point, "subject: i");
    assertThat(without(encoder, i, point)).isEqualTo(tokens("subject", "dear said: dare 今天 天 a"));
    TextFields.Word day = word(encoder, point, "subject: 天");
    assertThat(without(encoder, day, point)).isEqualTo(tokens("subject", "dear i said: dare 今 a"));
    assertThat(words(encoder, point)).isEqualTo(tokens("subject", point.text(1)));
  }

  private static TextFields.Word word(Encoder encoder, Fields point, String name) {
    return encoder.maker().wordsIn(point).stream()
        .filter(word -> word.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Set<Integer> without(Encoder encoder, TextFields.Word word, Fields point) {
    Row row = new Row();
    encoder.maker().fillWithout(word, point, row);
    return words(encoder, row);
  }

  @Test
  void shouldLeaveAFieldOfTheRecordsItsName() {
    Encoder encoder =
        encoder(
            named("subject", null),
            List.of(AnyRecords.of("subject", "a b c", "subject.length", 7.0)));
    assertThat(IntStream.range(0, encoder.fields()).mapToObj(encoder::field))
        .containsExactly(
            "subject", "subject.length", "subject.words", "subject.digits", "subject.capitals");
  }
}
