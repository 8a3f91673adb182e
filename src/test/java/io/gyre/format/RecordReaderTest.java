package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private final RecordReader standard =
      RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS);

  @Nested
  class Values {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "1|1.0",
          "-0.5|-0.5",
          "1e3|1000.0",
          "\"12\"|12.0",
          "\"1e3\"|1000.0",
          "\" -7.5\\t\"|-7.5",
          "null|missing",
          "\"\"|missing",
          "\"  \"|missing",
          "\"?\"|missing",
          "\"NA\"|missing",
          "\"NaN\"|missing",
          "\" null \"|missing",
          "\"na\"|'na'",
          "true|'true'",
          "false|'false'",
          "\"true\"|'true'",
          "\"007\"|'007'",
          "\"+1\"|'+1'",
          "\"1.\"|'1.'",
          "\"0x1F\"|'0x1F'",
          "\"Infinity\"|'Infinity'",
          "\"1d\"|'1d'",
          "\"12,5\"|'12,5'",
          "\" San José \"|'San José'",
        })
    void shouldBeANumberTextOrMissing(String json, String expected) throws InvalidPointException {
      assertThat(fields("{\"x\":" + json + "}")).isEqualTo(Map.of("x", expected));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "1e999|x: expected a finite number, found 1e999",
          "\"-1e999\"|x: expected a finite number, found -1e999",
          "NaN|x: expected a finite number, found NaN",
          "{\"y\":[0,Infinity]}|x.y.1: expected a finite number, found Infinity",
          "\"a\\ud800\"|x: expected whole characters, found half of one in \"a\\ud800\"",
          "{\"a\\udc00\":1}|value: expected JSON, found: Unexpected low surrogate in field name: 0xdc00 (near byte 14)",
          "{\"\\ud800a\":1}|value: expected JSON, found: Broken surrogate pair in field name: expected '\\' to start low surrogate, got 0x61 (near byte 13)",
        })
    void shouldBeRefusedWhenTheyAreNone(String json, String reason) {
      assertThat(said("{\"x\":" + json + "}")).isEqualTo(reason);
    }

    @Test
    void shouldHaveTheirPaths() throws InvalidPointException {
      assertThat(
              fields(
                  "{\"age\":33,\"address\":{\"zip\":\"01234\",\"at\":{\"x\":1}},"
                      + "\"items\":[{\"price\":2},{\"price\":3,\"tags\":[\"a\"]}],"
                      + "\"none\":{},\"nothing\":[[],{}]}"))
          .isEqualTo(
              Map.of(
                  "age", "33.0",
                  "address.zip", "'01234'",
                  "address.at.x", "1.0",
                  "items.0.price", "2.0",
                  "items.1.price", "3.0",
                  "items.1.tags.0", "'a'"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"a\":1,\"a\":1}|a",
          "{\"a\":{\"b\":1},\"a\":{\"c\":1}}|a",
          "{\"a\":{\"b\":1,\"b\":null}}|a.b",
          "{\"a.b\":1,\"a\":{\"b\":1}}|a.b",
          "{\"a\":{\"b\":1},\"a.b\":1}|a.b",
          "{\"features\":[1,2],\"features.1\":3}|features.1",
          "{\"features.1\":3,\"features\":[1,2]}|features.1",
          "{\"features\":[1],\"x\":1,\"features\":[1]}|features",
          "{\"a\":[1],\"a.0\":1}|a.0",
        })
    void shouldBeRefusedWhenTwoHaveTheSamePath(String json, String path) {
      assertThat(said(json)).isEqualTo(path + ": expected once, found a second time");
    }

    @Test
    void shouldBeRefusedWhenTheirPathIsTooLong() throws InvalidPointException {
      String name = "n".repeat(249);
      String path = String.join(".", name, name, name, name);
      assertThat(fields(nested(path, "1"))).containsOnlyKeys(path);
      assertThat(said(nested(path + "x.y", "1")))
          .startsWith("nnnn")
          .endsWith("…: expected a path of at most 1000 characters, found 1002");
    }

    @Test
    void shouldBeCategoriesWhereTheSettingsSaySo() throws InvalidPointException {
      RecordReader reader =
          RecordReader.of(settings("y", "", "", "zip,flags"), RecordReader.Accepts.POINTS);
      assertThat(
              described(
                  read(
                      reader,
                      "{\"zip\":12.0,\"flags\":[1e2,\"1.50\",true,\"007\",null,1e999],\"x\":\"5\"}")))
          .isEqualTo(
              Map.of(
                  "zip", "'12'",
                  "flags.0", "'100'",
                  "flags.1", "'1.5'",
                  "flags.2", "'true'",
                  "flags.3", "'007'",
                  "flags.4", "missing",
                  "flags.5", "'1E+999'",
                  "x", "5.0"));
      assertThat(said(settings("y", "", "", "zip,flags"), "{\"zip\":NaN}"))
          .isEqualTo("zip: expected a finite number, found NaN");
    }

    @Test
    void shouldBeTextWhenLongerThanANumberMayBe() throws InvalidPointException {
      String million = "1".repeat(1_000_000);
      assertThat(read(standard, "{\"x\":\"" + million + "\"}").fields().text(0)).isEqualTo(million);
      assertThat(fields("{\"x\":\"0." + "1".repeat(998) + "\"}").get("x")).startsWith("0.11");
    }
  }

  @Nested
  class Features {

    @Test
    void shouldShareTheirPathsHoweverManyTheyAre() throws InvalidPointException {
      String thousand = "{\"features\":[" + "1,".repeat(999) + "2]}";
      Fields first = read(standard, thousand).fields();
      assertThat(read(standard, thousand).fields().paths).isSameAs(first.paths);
      assertThat(first.path(999)).isEqualTo("features.999");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "[1,-2.5]|features.0=1.0 features.1=-2.5",
          "[1,null,3]|features.0=1.0 features.1=missing features.2=3.0",
          "[\"1\",\"x\"]|features.0=1.0 features.1='x'",
          "[1,2,[3],true]|features.0=1.0 features.1=2.0 features.2.0=3.0 features.3='true'",
          "{\"a\":1}|features.a=1.0",
          "7|features=7.0",
          "null|features=missing",
          "[1,2],\"x\":3|features.0=1.0 features.1=2.0 x=3.0",
        })
    void shouldBeFieldsLikeAnyOthers(String json, String expected) {
      assertThat(said("{\"features\":" + json + "}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
      "y,          features.0, '',         features.1=6.0 features.2=7.0",
      "y,          '',         features.1, features.0=5.0 features.1='6' features.2=7.0",
      "features.2, '',         '',         label:7 features.0=5.0 features.1=6.0",
    })
    void shouldBeMoreThanFieldsWhereTheSettingsSaySo(
        String label, String ignore, String categories, String expected) {
      assertThat(said(settings(label, "", ignore, categories), "{\"features\":[5,6,7]}"))
          .isEqualTo(expected);
    }
  }

  @Nested
  class Times {

    @ParameterizedTest
    @CsvSource({
      "2026-11-29,Sunday,,6",
      "2026-11-30,Monday,,0",
      "1969-12-31,Wednesday,,2",
      "2026-11-29T10:15:30,Sunday,10.2583333333,6.4274305556",
      "2026-11-29 10:15:30,Sunday,10.2583333333,6.4274305556",
      "2026-11-30T00:00,Monday,0,0",
      "2024-02-29T23:59:59.9999Z,Thursday,23.9999997222,3.9999999884",
      "2026-11-29T23:30:00+05:30,Sunday,23.5,6.9791666667",
      "2026-11-29t23:30:00.250-0330,Sunday,23.5000694444,6.9791695602",
      "2026-11-29 23:30:00-03,Sunday,23.5,6.9791666667",
    })
    void shouldBecomeTheHourAndTheWeekdayOfTheirOwnClock(
        String text, String weekday, Double hour, double day) throws InvalidPointException {
      Map<String, String> told =
          described(read(standard, "{\"t\":\"%s\",\"x\":1}".formatted(text)));
      assertThat(told)
          .containsEntry("t", "missing")
          .containsEntry("t.weekday", "'" + weekday + "'");
      assertCircle(told, "t.weekday", day / 7);
      if (hour == null) {
        assertThat(told)
            .containsEntry("t.hour.sin", "missing")
            .containsEntry("t.hour.cos", "missing");
      } else {
        assertCircle(told, "t.hour", hour / 24);
      }
    }

    private static void assertCircle(Map<String, String> told, String name, double turn) {
      assertThat(Double.parseDouble(told.get(name + ".sin")))
          .isCloseTo(Math.sin(2 * Math.PI * turn), within(1e-9));
      assertThat(Double.parseDouble(told.get(name + ".cos")))
          .isCloseTo(Math.cos(2 * Math.PI * turn), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "2026-11-299",
          "29/11/2026",
          "1.2.26",
          "2026-13-01",
          "2026-02-29",
          "2026-00-10",
          "2026-11-00",
          "2026/11-29",
          "29.13.2026",
          "2026-11-29T",
          "2026-11-29T24:00",
          "2026-11-29T10:60",
          "2026-11-29T10:15:60",
          "2026-11-29T10",
          "2026-11-29T10:15:30.",
          "2026-11-29T10:15:30 Z",
          "2026-11-29T10:15:30+19",
          "2026-11-29T10:15:30+01:60",
          "2026-11-29T10:15:30Zulu",
          "2026-11-29 a day",
          "1234-567-890",
        })
    void shouldBeNothingElse(String text) throws InvalidPointException {
      assertThat(described(read(standard, "{\"t\":\"" + text + "\"}")))
          .isEqualTo(Map.of("t", "'" + text + "'"));
    }

    @Test
    void shouldBeToldOfTheTimeOfAPointAndOfAQuestionInUtcIfItIsANumber()
        throws InvalidPointException {
      RecordSettings timed = RecordSettings.json("y", "id", "at");
      String json = "{\"at\":1780000000123,\"x\":1}";
      Map<String, String> told =
          described(read(RecordReader.of(timed, RecordReader.Accepts.POINTS), json));
      assertThat(told).containsEntry("at.weekday", "'Thursday'").doesNotContainKey("at");
      assertCircle(told, "at.hour", (20 + (26 + 40.123 / 60) / 60) / 24);
      RecordReader asks = RecordReader.of(timed.ofQuestions(), RecordReader.Accepts.QUESTIONS);
      assertThat(described(read(asks, json))).isEqualTo(told);
      assertThat(described(read(asks, "{\"x\":1}"))).isEqualTo(Map.of("x", "1.0"));
    }

    @Test
    void shouldStayWhatTheyAreInCategoriesAndKeys() throws InvalidPointException {
      String json = "{\"t\":\"2026-11-29\",\"y\":1}";
      Map<String, String> whole = Map.of("t", "'2026-11-29'");
      for (RecordSettings settings :
          List.of(
              settings("y", "", "", "t"),
              RecordSettings.json("y", "id", null).withKeys(List.of("t")))) {
        assertThat(described(read(RecordReader.of(settings, RecordReader.Accepts.POINTS), json)))
            .isEqualTo(whole);
      }
    }

    @Test
    void shouldBeLeftOutByTheNamesOfWhatTheyTell() throws InvalidPointException {
      RecordSettings ignored = settings("y", "", "t.hour,t.weekday.sin,t.weekday.cos", "");
      RecordReader reader = RecordReader.of(ignored, RecordReader.Accepts.POINTS);
      assertThat(described(read(reader, "{\"t\":\"2026-11-29T10:15\"}")))
          .isEqualTo(Map.of("t", "missing", "t.weekday", "'Sunday'"));
    }

    @Test
    void shouldGiveWayToFieldsOfTheSameNameInAnyOrder() throws InvalidPointException {
      for (String json :
          List.of(
              "{\"t\":\"2026-11-29\",\"t.weekday\":7}", "{\"t.weekday\":7,\"t\":\"2026-11-29\"}")) {
        assertThat(described(read(standard, json))).containsEntry("t.weekday", "7.0").hasSize(6);
      }
    }

    @Test
    void shouldMakeAPointWhenThereIsNothingElse() throws InvalidPointException {
      RecordReader late =
          RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS_AND_LABELS);
      String json = "{\"id\":\"p\",\"label\":1,\"t\":\"2026-11-29\"}";
      assertThat(described(read(late, json))).containsKey("t.weekday");
    }
  }

  @Nested
  class Selection {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''|''|a=1.0 address.town='x' address.zip=7.0 ad=2.0 list.0=3.0 list.1=4.0",
          "''|address|a=1.0 ad=2.0 list.0=3.0 list.1=4.0",
          "''|address.zip,list|a=1.0 ad=2.0 address.town='x'",
          "''|list.0|a=1.0 ad=2.0 address.town='x' address.zip=7.0 list.1=4.0",
          "address|''|address.town='x' address.zip=7.0",
          "a,address.zip|''|a=1.0 address.zip=7.0",
          "address,list|address.town|address.zip=7.0 list.0=3.0 list.1=4.0",
          "list.1,nowhere|''|list.1=4.0",
        })
    void shouldTakeWholeSegments(String fields, String ignore, String expected) {
      String json =
          "{\"a\":1,\"ad\":2,\"address\":{\"zip\":7,\"town\":\"x\"},\"list\":[3,4],\"y\":1}";
      assertThat(said(settings("y", fields, ignore, ""), json).split(" "))
          .containsExactlyInAnyOrder(("label:1 " + expected).split(" "));
    }

    @Test
    void shouldNotLookIntoWhatIsIgnored() {
      String json = "{\"blob\":{\"a\":1,\"a\":[\"\\ud800\",1e999]},\"x\":1,\"y\":2}";
      assertThat(said(settings("y", "", "blob", ""), json)).isEqualTo("label:2 x=1.0");
    }

    @Test
    void shouldSayWhatItFoundWhenNoFieldIsLeft() {
      assertThat(said("{\"id\":\"p-1\",\"label\":1,\"x\":[]}"))
          .isEqualTo("value: expected a field besides label and id, found only id, label, x");
      assertThat(said(settings("y", "a,b.c", "", ""), "{\"b\":{\"d\":1},\"y\":1}"))
          .isEqualTo("value: expected one of a, b.c, found only b, y");
    }
  }

  @Nested
  class Roles {

    private static final String NO_LABEL =
        "label meta.outcome: expected a number, text, true or false, found ";

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "1.0|label:1 label=5.0 x=1.0",
          "\" up \"|label:up label=5.0 x=1.0",
          "\"1e0\"|label:1 label=5.0 x=1.0",
          "true|label:true label=5.0 x=1.0",
          "-1|label:-1 label=5.0 x=1.0",
          "\"007\"|label:007 label=5.0 x=1.0",
          "1e400|label:1E+400 label=5.0 x=1.0",
          "null|label=5.0 x=1.0",
          "\"\"|label=5.0 x=1.0",
          "\" NA \"|label=5.0 x=1.0",
          "\"?\"|label=5.0 x=1.0",
          "[]|" + NO_LABEL + "an array",
          "NaN|" + NO_LABEL + "NaN",
        })
    void shouldReadALabelAtAnyPathAlsoInWhatIsIgnored(String label, String expected) {
      String json = "{\"x\":1,\"label\":5,\"meta\":{\"outcome\":" + label + "}}";
      assertThat(said(settings("meta.outcome", "", "", ""), json)).isEqualTo(expected);
      assertThat(said(settings("meta.outcome", "", "meta", ""), json)).isEqualTo(expected);
    }

    @Test
    void shouldRefuseALabelOrAnIdOfAnUnusualSize() {
      assertThat(said("{\"x\":1,\"label\":\"" + "y".repeat(201) + "\"}"))
          .startsWith("label: expected at most 200 characters, found 201");
      assertThat(said("{\"x\":1,\"label\":1e-99999999999}"))
          .startsWith("label: expected a number of an ordinary size");
      assertThat(said("{\"x\":1,\"id\":\"" + "k".repeat(1001) + "\"}"))
          .startsWith("id: expected at most 1000 characters, found 1001");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "17|`id:17 id=1.5`",
          "\" k \"|`id: k  id=1.5`",
          "null|id=1.5",
          "\"\"|id=1.5",
          "\" \"|id=1.5",
          "\"\\t\"|id=1.5",
          "1.5|id order.key: expected text or an integer, found 1.5",
        })
    void shouldReadAnIdAtAnyPath(String id, String expected) {
      assertThat(
              said(
                  RecordSettings.json("y", "order.key", null),
                  "{\"id\":1.5,\"order\":{\"key\":" + id + "}}"))
          .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\" \"", "\"\\t\""})
    void shouldTakeAnEmptyIdOfALabelForNone(String id) {
      RecordReader labels = RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.LABELS);
      assertThat(said(labels, ("{\"id\":" + id + ",\"label\":1}").getBytes(UTF_8), null))
          .contains("expected the label and the id of a point");
    }

    @Test
    void shouldTakeAnIdForAFieldWhenTheRecordsHaveNone() {
      assertThat(said(RecordSettings.json("y", null, null), "{\"id\":1.5,\"y\":1}"))
          .isEqualTo("label:1 id=1.5");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "1780000000|1780000000000",
          "1780000000.5|1780000000500",
          "1780000000123|1780000000123",
          "\"1780000000123\"|1780000000123",
          "\" 2026-05-28T20:26:40Z \"|1780000000000",
          "\"2026-05-28 20:26:40\"|1780000000000",
        })
    void shouldReadATime(String json, long ms) throws InvalidPointException {
      RecordReader reader =
          RecordReader.of(RecordSettings.json("y", "id", "meta.at"), RecordReader.Accepts.POINTS);
      Point point = read(reader, "{\"x\":1,\"meta\":{\"at\":" + json + "}}");
      assertThat(point.time()).isEqualTo(ms);
      assertThat(described(point)).containsEntry("meta.at.weekday", "'Thursday'").hasSize(6);
      assertThat(point.features()).containsExactly(1);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"x\":1}|no such field",
          "{\"x\":1,\"at\":null}|null",
          "{\"x\":1,\"at\":\"NA\"}|\"NA\"",
          "{\"x\":1,\"at\":\"yesterday\"}|\"yesterday\"",
          "{\"x\":1,\"at\":-5}|\"-5\"",
          "{\"x\":1,\"at\":true}|true",
          "{\"x\":1,\"at\":{}}|an object",
          "{\"x\":1,\"at\":NaN}|\"NaN\"",
        })
    void shouldRefuseARecordWhoseTimeItCannotRead(String json, String found) {
      assertThat(said(RecordSettings.json("y", "id", "at"), json))
          .isEqualTo(
              "time at: expected seconds or milliseconds since 1970, ISO 8601 as 2026-01-31T12:00:00Z,"
                  + " or as 2026-1-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30, where the month comes"
                  + " first, up to the year 9999, found "
                  + found);
    }
  }

  @Nested
  class Envelopes {

    private static final String ROW = "{\"id\":7,\"x\":1,\"label\":\"up\"}";

    /** Those with a row, those of a row that was deleted, what only looks like one, and faults. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\":ROW}|id:7 label:up x=1.0",
          "{\"payload\":ROW,\"schema\":null}|id:7 label:up x=1.0",
          "{\"before\":null,\"after\":ROW,\"source\":{\"ts_ms\":1},\"op\":\"c\",\"ts_ms\":5}|id:7 label:up x=1.0",
          "{\"op\":\"u\",\"after\":ROW,\"before\":{\"x\":2,\"label\":\"down\"},\"transaction\":null}|id:7 label:up x=1.0",
          "{\"after\":ROW,\"op\":\"r\",\"ts_us\":1,\"ts_ns\":2}|id:7 label:up x=1.0",
          "{\"schema\":{},\"payload\":{\"op\":\"c\",\"after\":ROW,\"source\":{\"op\":\"d\"}}}|id:7 label:up x=1.0",
          "{\"before\":{\"x\":1},\"after\":null,\"op\":\"d\"}|none",
          "{\"op\":\"d\",\"before\":{\"x\":1}}|none",
          "{\"op\":\"t\",\"before\":null,\"after\":null,\"source\":{}}|none",
          "{\"schema\":{},\"payload\":{\"before\":{\"x\":1},\"after\":null,\"op\":\"d\"}}|none",
          "{\"schema\":null,\"payload\":null}|none",
          "{\"schema\":\"v1\",\"payload\":{\"x\":1},\"y\":2}|payload.x=1.0 schema='v1' y=2.0",
          "{\"y\":2,\"schema\":\"v1\",\"payload\":{\"x\":1}}|payload.x=1.0 schema='v1' y=2.0",
          "{\"payload\":{\"x\":1}}|payload.x=1.0",
          "{\"source\":\"web\",\"x\":1}|source='web' x=1.0",
          "{\"op\":\"c\",\"after\":{\"x\":1},\"y\":2}|after.x=1.0 op='c' y=2.0",
          "{\"op\":\"add\",\"before\":{\"x\":1}}|before.x=1.0 op='add'",
          "{\"op\":\"c\",\"before\":1,\"after\":2}|after=2.0 before=1.0 op='c'",
          "{\"op\":\"c\",\"ts_ms\":1}|op='c' ts_ms=1.0",
          "{\"schema\":1,\"payload\":{\"op\":\"c\",\"after\":{\"x\":1},\"y\":2}}|after.x=1.0 op='c' y=2.0",
          "{\"x\":1,\"after\":{\"op\":\"d\"},\"op\":\"d\"}|after.op='d' op='d' x=1.0",
          "{\"schema\":{},\"payload\":5}|payload: expected an object, found 5",
          "{\"schema\":{},\"payload\":[1]}|payload: expected an object, found an array",
          "{\"op\":\"c\",\"before\":{\"x\":1}}|after: expected an object, found no such field",
          "{\"op\":\"c\",\"after\":null}|after: expected an object, found null",
          "{\"op\":\"c\",\"op\":\"c\",\"after\":{\"x\":1}}|op: expected once, found a second time",
          "{\"op\":\"d\",\"before\":{\"x\":1},\"before\":null}|before: expected once, found a second time",
          "{\"op\":\"d\",\"before\":{\"x\":NaN}}|\"before\": expected JSON, which has no such number, found NaN",
          "{\"op\":\"d\",\"before\":null}1|value: expected nothing after the JSON object, found 1",
          "{\"op\":\"d\",\"before\":|value: expected JSON, found its end too early (near byte 19)",
          "{\"schema\":{},\"payload\":{\"x\":1}|value: expected JSON, found its end too early (near byte 30)",
          "{\"after\":{\"label\":1},\"op\":\"c\"}|value: expected a field besides label and id, found only label",
          "{\"schema\":null,\"payload\":{\"id\":\"1\"}}|value: expected a field besides label and id, found only id",
          "{\"schema\":1,\"payload\":{\"op\":\"c\",\"after\":{}}}|value: expected a field besides label and id, found an empty object",
        })
    void shouldBeOpenedIfNothingIsDifferent(String json, String expected) {
      assertThat(said(json.replace("ROW", ROW))).isEqualTo(expected);
    }
  }

  @Nested
  class Lines {

    private static final String LINE = "id,age,carrier,late";

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "p-1, 33 ,\"D,L\",true|id:p-1 label:true age=33.0 carrier='D,L'",
          "`p-1,33,x,true\r\n`|id:p-1 label:true age=33.0 carrier='x'",
          ",NA,007,?|age=missing carrier='007'", // by the same rules as JSON
          "a,1,2|value: expected 4 cells, as there are columns, found 3",
          "a,1,2,3,4|value: expected 4 cells, as there are columns, found 5",
          "` `|value: expected a line of cells, found nothing",
          "id,age,carrier,late|value: expected a point, found the names of the columns",
          "a,1e999,2,3|age: expected a finite number, found 1e999",
          "`a,1,2,3\nb,1,2,3`|value: expected one line of cells, found a second",
        })
    void shouldHaveFieldsByTheNamesOfTheColumns(String line, String expected) {
      assertThat(csv(',', LINE, line)).isEqualTo(expected);
    }

    @Test
    void shouldBeRefusedWithAnOpenQuote() {
      assertThat(csv(',', LINE, "a,\"1,2,3"))
          .startsWith("value: expected a line of cells, found: Missing closing quote");
    }

    @Test
    void shouldHaveADecimalCommaBesideSemicolons() {
      assertThat(csv(';', "a,b,c,late", "12,5;1.5;1,2,3;0"))
          .isEqualTo("label:0 a=12.5 b=1.5 c='1,2,3'");
      assertThat(csv('\t', "a,b", "12,5\t1.5")).isEqualTo("a='12,5' b=1.5");
    }

    private static String csv(char delimiter, String columns, String line) {
      return said(
          RecordSettings.json(columns.contains("late") ? "late" : "label", "id", null)
              .withFormat(ValueFormat.CSV, RecordSettingsTest.list(columns), delimiter),
          line);
    }
  }

  @Nested
  class Extremes {

    @ParameterizedTest
    @ValueSource(strings = {"features", "x"})
    void shouldReadTwentyThousandFieldsAndNoMore(String name) throws InvalidPointException {
      String most = "{\"" + name + "\":[" + "1,".repeat(19_999) + "1]}";
      assertThat(read(standard, most).fields().size()).isEqualTo(20_000);
      assertThat(said(most.replace("1]", "1,1]")))
          .isEqualTo(
              "value: expected at most 20000 fields, found more; name the fields that count, or"
                  + " those to ignore");
      assertThat(said("{\"a\":[" + "{},".repeat(40_000) + "1]}"))
          .startsWith("value: expected at most 40000 values, found more");
    }

    @Test
    void shouldReadTextOfAMegabyte() throws InvalidPointException {
      String text = "é€ ".repeat(350_000) + "x";
      assertThat(read(standard, "{\"x\":\"" + text + "\"}").fields().text(0)).isEqualTo(text);
    }

    @Test
    void shouldReadAHundredLevels() throws InvalidPointException {
      String path = String.join(".", "n".repeat(100).split(""));
      assertThat(fields(nested(path, "1"))).isEqualTo(Map.of(path, "1.0"));
      assertThat(said(nested(path + ".n", "1"))).contains("nesting depth (101)");
      String deep = "{\"n\":" + "[".repeat(99) + "1" + "]".repeat(99) + "}";
      assertThat(fields(deep)).isEqualTo(Map.of("n" + ".0".repeat(99), "1.0"));
    }

    @Test
    void shouldTakeNoValueForNoPoint() throws InvalidPointException {
      assertThat(standard.read(null)).isNull();
    }

    @ParameterizedTest
    @CsvFileSource(
        resources = "/bad-points.tsv",
        delimiter = '\t',
        quoteCharacter = '`',
        numLinesToSkip = 1)
    void shouldSayWhyAValueIsNotAPoint(String value, String reason) {
      assertThat(said(value)).isEqualTo(reason);
    }
  }

  @Nested
  class Paths {

    @Test
    void shouldBeOneArrayForRecordsAlike() throws InvalidPointException {
      Fields first = read(standard, "{\"a\":1,\"b\":{\"c\":\"x\"}}").fields();
      assertThat(read(standard, "{\"a\":null,\"b\":{\"c\":2}}").fields().paths)
          .isSameAs(first.paths);
      Fields longer = read(standard, "{\"a\":1,\"b\":{\"c\":\"x\",\"d\":0}}").fields();
      assertThat(longer.paths).containsExactly("a", "b.c", "b.d");
      assertThat(first.paths).containsExactly("a", "b.c");
    }

    @Test
    void shouldBeForgottenWhenTheyAreTooMany() {
      FieldPaths paths = new FieldPaths(RecordSettings.standard(), true);
      FieldPaths.FieldPath known = paths.root.member("a");
      for (int i = 1; i < FieldPaths.MAX_PATHS; i++) {
        paths.root.member("n" + i);
      }
      paths.trim();
      assertThat(paths.root.member("a")).isSameAs(known);
      paths.root.member("one more");
      paths.trim();
      assertThat(paths.root.member("a")).isNotSameAs(known);
    }

    @Test
    void shouldReadTheSameAfterTheyWereForgotten() throws InvalidPointException {
      for (int i = 0; i < 2 * FieldPaths.MAX_PATHS; i++) {
        assertThat(fields("{\"same\":0,\"n" + i + "\":1}"))
            .isEqualTo(Map.of("same", "0.0", "n" + i, "1.0"));
      }
    }

    @Test
    void shouldNotChangeAPointThatWasRead() throws InvalidPointException {
      Point first = read(standard, "{\"a\":1,\"b\":\"x\"}");
      read(standard, "{\"a\":\"y\",\"b\":2}");
      assertThat(shown(first)).isEqualTo("a=1.0 b='x'");
    }
  }

  private static String nested(String path, String value) {
    String[] names = path.split("\\.");
    return "{\"" + String.join("\":{\"", names) + "\":" + value + "}".repeat(names.length);
  }

  private static RecordSettings settings(
      String label, String fields, String ignore, String categories) {
    return RecordSettingsTest.json(label, "id", null, fields, ignore, categories);
  }

  private Map<String, String> fields(String json) throws InvalidPointException {
    return described(read(standard, json));
  }

  private static Point read(RecordReader reader, String value) throws InvalidPointException {
    return reader.read(value.getBytes(UTF_8));
  }

  private static String said(String json) {
    return said(RecordSettings.standard(), json);
  }

  private static String said(RecordSettings settings, String value) {
    return said(
        RecordReader.of(settings, RecordReader.Accepts.POINTS), value.getBytes(UTF_8), null);
  }

  /**
   * Returns the point in one line, or why there is none: its id, label and time, and each field
   * that was read as 1.0, 'text', @time or missing.
   */
  static String said(RecordReader reader, byte[] value, String named) {
    try {
      Point point = reader.read(value, named);
      return point == null ? "none" : shown(point);
    } catch (InvalidPointException e) {
      return e.getMessage();
    }
  }

  private static String shown(Point point) {
    List<String> shown = new ArrayList<>();
    Fields fields = point.fields();
    for (int i = 0; i < fields.read; i++) {
      String text = fields.text(i) == null ? null : "'" + fields.text(i) + "'";
      String value = fields.missing(i) ? "missing" : String.valueOf(fields.number(i));
      String time = fields.time(i) == null ? null : "@" + fields.time(i);
      shown.add(fields.path(i) + "=" + (time != null ? time : text != null ? text : value));
    }
    Collections.sort(shown);
    if (point.time() != Point.NO_TIME) {
      shown.add(0, "time:" + point.time());
    }
    if (point.label() != null) {
      shown.add(0, "label:" + point.label().text());
    }
    if (point.id() != null) {
      shown.add(0, "id:" + point.id());
    }
    return String.join(" ", shown);
  }

  /** Each field as 1.0, 'text' or missing. */
  static Map<String, String> described(Point point) {
    Map<String, String> described = new TreeMap<>();
    Fields fields = point.fields();
    for (int i = 0; i < fields.size(); i++) {
      String text = fields.text(i) == null ? null : "'" + fields.text(i) + "'";
      String value = text != null ? text : String.valueOf(fields.number(i));
      assertThat(described.put(fields.path(i), fields.missing(i) ? "missing" : value)).isNull();
    }
    return described;
  }
}
