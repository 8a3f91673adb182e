package io.gyre.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSettingsTest {

  @Test
  void shouldReadWhatItWrote() {
    RecordSettings all =
        RecordSettings.json("meta.\"outcome\"", null, "at")
            .withFields(List.of("a", "b"))
            .withIgnored(List.of("a.x"))
            .withCategories(List.of("b"))
            .withFormat(
                ValueFormat.CSV, List.of("a.x", "a.y", "b", "at", "meta.\"outcome\""), '\t');

    assertThat(RecordSettings.ofJson(all.toJson())).isEqualTo(all);
    assertThat(RecordSettings.ofJson(RecordSettings.standard().toJson()))
        .isEqualTo(RecordSettings.standard());
  }

  @Test
  void shouldWriteEverySetting() {
    assertThat(RecordSettings.standard().toJson())
        .isEqualTo(
            "{\"label\":\"label\",\"id\":\"id\",\"time\":null,\"fields\":[],\"ignore\":[],"
                + "\"categories\":[],\"format\":\"JSON\",\"columns\":[],\"delimiter\":\",\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{", "[]", "{\"label\":1,\"colour\":2}", "{} {}"})
  void shouldRefuseToReadSomethingElse(String json) {
    assertThatThrownBy(() -> RecordSettings.ofJson(json))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("record settings: expected JSON as Gyre writes it, found ");
  }

  @Test
  void shouldRefuseContradictionsThatItReads() {
    String json = RecordSettings.standard().toJson().replace("\"id\":\"id\"", "\"id\":\"label\"");
    assertThatThrownBy(() -> RecordSettings.ofJson(json))
        .isInstanceOf(GyreException.class)
        .hasMessage("id: found label, expected another field than the label's, which is label");
  }

  @Test
  void shouldNameAPathOnce() {
    RecordSettings settings = json("y", null, null, "a,b,a", "c,c", "");
    assertThat(settings.fields()).containsExactly("a", "b");
    assertThat(settings.ignore()).containsExactly("c");
  }

  @Test
  void shouldTakeOnlyWholeColumnsForKeysAndWhatTheirTimesTell() {
    RecordSettings records = RecordSettings.json("y", null, "at");
    List<String> columns = List.of("y", "at", "a.b", "t");
    records.withKeys(List.of("a.b", "t.weekday+at.weekday")).requireFields(columns);
    for (String key : List.of("a", "t.weekdays", "at.weekdays")) {
      assertThatThrownBy(() -> records.withKeys(List.of(key)).requireFields(columns))
          .isInstanceOf(GyreException.class)
          .hasMessageStartingWith("key: found " + key);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "' ' | -  | -   | '' | '' | '' | label: found \" \", expected the name of a field, as outcome or meta.outcome, of at most 1000 characters",
        "y   | y  | -   | '' | '' | '' | id: found y, expected another field than the label's, which is y",
        "a.y | a  | -   | '' | '' | '' | id: found a, expected another field than the label's, which is a.y",
        "y   | id | id.t| '' | '' | '' | time: found id.t, expected another field than the id's, which is id",
        "y   | -  | -   | y  | '' | '' | fields: found y, which is the label; expected other fields",
        "y   | id | -   | '' | id | '' | ignore: found id, which is the id; expected other fields",
        "y   | -  | t   | '' | '' | t.u| categories: found t.u, which is the time; expected other fields",
        "y   | -  | t   | '' | t  | '' | ignore: found t, which is the time; expected other fields",
        "y   | -  | -   | a.b| a  | '' | ignore: found a.b, which is among the fields; expected it in one of the two",
      })
  void shouldRefuseContradictions(
      String label,
      String id,
      String time,
      String fields,
      String ignore,
      String categories,
      String reason) {
    assertThatThrownBy(() -> json(label, id, time, fields, ignore, categories))
        .isInstanceOf(GyreException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''     | label | ,  | '' | columns: found none, expected the names of the cells in their order, as a,b,label",
        "a,b,a  | label | ,  | '' | columns: found \"a\" twice, expected distinct names",
        "a,b    | label | x  | '' | delimiter: found \"x\", expected a comma, a semicolon, a tab or a bar",
        "a,b    | y     | ,  | '' | label: found y, expected one of the columns a, b",
        "a,b    | label | ,  | z  | ignore: found z, expected one of the columns a, b",
        "label,a| label | ,  | a  | 'columns: found label, a, expected a field among them besides label, id, time and what is ignored'",
      })
  void shouldRefuseColumnsThatDoNotFit(
      String columns, String label, char delimiter, String ignore, String reason) {
    assertThatThrownBy(
            () ->
                RecordSettings.json(label, "id", null)
                    .withIgnored(list(ignore))
                    .withFormat(ValueFormat.CSV, list(columns), delimiter))
        .isInstanceOf(GyreException.class)
        .hasMessage(reason);
  }

  @Test
  void shouldRefuseColumnsOfJson() {
    assertThatThrownBy(
            () ->
                RecordSettings.json("y", null, null)
                    .withFormat(ValueFormat.JSON, List.of("a"), ','))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "columns: found a, expected none, because the records are JSON, which names its fields");
  }

  @Test
  void shouldIgnoreAColumnWhoseNameIsThatOfTheLabelWithANumber() {
    RecordSettings ignoring = RecordSettings.standard().withIgnored(List.of("label.1"));

    assertThat(ignoring.ignore()).containsExactly("label.1");
  }

  static RecordSettings json(
      String label, String id, String time, String fields, String ignore, String categories) {
    return RecordSettings.json(label, id, time)
        .withFields(list(fields))
        .withIgnored(list(ignore))
        .withCategories(list(categories));
  }

  static List<String> list(String names) {
    return names.isEmpty() ? List.of() : Arrays.asList(names.split(","));
  }
}
