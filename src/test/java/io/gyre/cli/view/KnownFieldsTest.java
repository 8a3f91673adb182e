package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownFieldsTest {

  private static final KnownFields ORDERS =
      known(
          "age",
          "age=1",
          "age missing",
          "carrier=DL",
          "zip#17",
          "note=a very long text",
          "n".repeat(300));

  private static KnownFields known(String... columns) {
    return new KnownFields(List.of(columns));
  }

  @ParameterizedTest
  @ValueSource(strings = {"age", "carrier", "zip", "note"})
  void shouldKnowTheFieldsOfColumns(String field) {
    assertThat(ORDERS.note(List.of(field))).isNull();
  }

  @Test
  void shouldKnowAFieldOfALongName() {
    assertThat(ORDERS.note(List.of("n".repeat(300)))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ag", "carriers", "DL", "features.0", "carrier=DL x"})
  void shouldSayWhichFieldsTheLearnersKnowWhenTheyKnowNoneThatWasAsked(String field) {
    assertThat(ORDERS.note(List.of(field, field)))
        .startsWith("no learner knows %s, %s, so that their answers say".formatted(field, field))
        .contains("they know age, carrier, zip, note, nnn");
  }

  @Test
  void shouldNameThoseThatAreUnknownButNotLabelAndId() {
    assertThat(ORDERS.note(List.of("age", "caRRier", "id")))
        .startsWith("no learner knows caRRier; they know age, carrier");
    assertThat(ORDERS.note(List.of("age", "id", "label"))).isNull();
  }

  @Test
  void shouldNameValuesThatNoLearnerKnows() {
    KnownFields known = known("age", "age=1", "city=Bern", "city=Rom\nB", "zip#1", "zip=8001");

    assertThat(known.notes(Map.of("city", "Oslo")))
        .containsExactly("no learner knows city=Oslo; they know city=Bern, city=Rom\\u000aB.");
    assertThat(known.notes(Map.of("city", "7"))).singleElement().asString().contains("city=7");
    assertThat(known.notes(Map.of("age", "old")))
        .containsExactly("no learner knows age=old: age is a number to them.");
    assertThat(known.notes(Map.of("city", "Bern", "age", "7.5", "zip", "x"))).isEmpty();
    assertThat(known.notes(Map.of("age", "7.5", "sex", "f")))
        .containsExactly("no learner knows sex; they know age, city, zip.");
    assertThat(known.notes(Map.of("city", " ", "age", ""))).isEmpty();
    // As records are read.
    assertThat(known.notes(Map.of("city", "?", "age", "NA"))).isEmpty();
    assertThat(known.notes(Map.of("age", "007"))).hasSize(1);
  }

  @Test
  void shouldTakeAnyTextOfAFieldThatIsText() {
    KnownFields byRule = known("memo=first", "memo.length", "age");
    KnownFields named = known("memo.length", "memo.words", "age");

    assertThat(byRule.notes(Map.of("memo", "a new one"))).isEmpty();
    assertThat(named.notes(Map.of("memo", "a new one"))).isEmpty();
    assertThat(named.notes(Map.of("memo", "a new one", "x", "1")))
        .containsExactly("no learner knows x; they know memo.length, memo.words, age.");
  }

  @Test
  void shouldTakeAnyValueOfAKeyAndAnyTime() {
    KnownFields known = known("shop=a", "shop.gap", "at.hour.sin");

    assertThat(known.notes(Map.of("shop", "z", "at", "2026-11-29T10:00:00Z"))).isEmpty();
    assertThat(known.notes(Map.of("at", "2026-11-29"))).isEmpty();
    assertThat(known.notes(Map.of("at", "7"))).singleElement().asString().contains("knows at");
  }

  @Test
  void shouldListFieldsWithoutTheirValues() {
    String[] columns = {"a=x\ny", "b#3", "c missing", "a name of 33 letters or some more missing"};

    assertThat(known(columns).note(List.of("x")))
        .endsWith("they know a, b, c, a name of 33 letters or some more.");
  }

  @Test
  void shouldMissNumbersOfThePlainForm() {
    KnownFields plain = known("features.0", "features.1");

    assertThat(plain.note(List.of("features.0")))
        .isEqualTo(
            "1 of the 2 features that the learners know were given; the others are missing.");
    assertThat(plain.note(List.of("features.0", "features.1"))).isNull();
  }

  @Test
  void shouldSayNothingAsLongAsNobodyTells() {
    assertThat(known().note(List.of("age"))).isNull();
  }

  @Test
  void shouldNotNameThemAllWhenThereAreMany() {
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = "f" + i;
    }
    assertThat(known(many).note(List.of("x"))).endsWith("f10, f11 and 88 more.");
  }
}
