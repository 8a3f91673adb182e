package io.gyre.format.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class FieldSurveyTest {

  private static String survey(int points, IntFunction<String> json) throws InvalidPointException {
    return survey(RecordSettings.standard(), points, json);
  }

  private static String survey(RecordSettings records, int points, IntFunction<String> json)
      throws InvalidPointException {
    RecordReader reader = RecordReader.of(records, RecordReader.Accepts.POINTS);
    FieldSurvey survey = new FieldSurvey(records, false, "");
    for (int i = 0; i < points; i++) {
      Point point = reader.read(json.apply(i).getBytes(StandardCharsets.UTF_8));
      survey.add(point.fields(), point.label());
    }
    return String.join("\n", survey.lines());
  }

  @Test
  void shouldDescribeFieldsAndClasses() throws InvalidPointException {
    String said =
        survey(
            10,
            i ->
                "{\"age\":%d,\"city\":\"c%d\",\"note\":%s,\"label\":%s}"
                    .formatted(
                        20 + i, i % 3, i % 2 == 0 ? "null" : "\"x\"", i < 3 ? "\"yes\"" : 0));

    assertThat(said)
        .contains("the first 10 records: 3 fields, label label with 2 classes: 0 (70.0 %), yes")
        .contains("age: number, 20 to 29")
        .contains("city: text, 3 values")
        .contains("note: text, 1 value; 50.0 % missing")
        .contains("no fields: label (the label), id (the id, if there is one)");
  }

  @Test
  void shouldSayThatRecordsWithoutALabelAreOnlyPredicted() throws InvalidPointException {
    assertThat(survey(1, i -> "{\"age\":1}"))
        .contains("the first record: 1 field", "no value so far: the records are predicted only");
  }

  @Test
  void shouldSuggestWhatLooksLikeAKeyAndSayWhatIsRememberedOfOne() throws InvalidPointException {
    IntFunction<String> json =
        i ->
            "{\"customer\":%d,\"shop\":\"s-%d\",\"amount\":%d,\"day\":%d,\"text\":\"a b%d\",\"label\":%d}"
                .formatted(i * 7 % 300, i % 60, i * 31 % 901, i % 7, i % 60, i / 7 % 2);
    assertThat(survey(1_000, json))
        .contains("does customer say who", "--key customer ", "--key shop ")
        .doesNotContain("--key amount", "--key day", "--key text");

    RecordSettings keys = RecordSettings.standard().withKeys(List.of("customer", "shop+day"));
    assertThat(survey(keys, 1_000, json))
        .contains("customer: key, 300 values")
        .contains("of each value of customer, shop+day: when it came last, how often")
        .contains("how far from the usual are amount")
        .doesNotContain("--key customer ");
  }

  /** The label is that of one value in three, whatever its neighbours are, and of large amounts. */
  @Test
  void shouldSuggestCategoriesForNumbersThatAreNames() throws InvalidPointException {
    Random random = new Random(7);
    IntFunction<String> json =
        i -> {
          int app = random.nextInt(60);
          int amount = random.nextInt(60);
          int few = random.nextInt(8);
          boolean click = app * 37 % 3 == 0 || random.nextInt(50) < amount - 40 || few == 2;
          return "{\"app\":%d,\"half\":%s,\"amount\":%d,\"few\":%d,\"nothing\":%d,\"label\":%d}"
              .formatted(app, app / 2.0, amount, few, random.nextInt(90), click ? 1 : 0);
        };
    assertThat(survey(1_000, json))
        .contains("is app a name, as a zip code is?", "--categories app ")
        .doesNotContain("--categories half", "--categories amount", "--categories few")
        .doesNotContain("--categories nothing");
    RecordSettings keys = RecordSettings.standard().withKeys(List.of("app+few"));
    assertThat(survey(keys, 1_000, json)).doesNotContain("--categories");
  }

  @Test
  void shouldSayWhichKeysAreInNoRecordAndWhichRememberNothing() throws InvalidPointException {
    RecordSettings keys =
        RecordSettings.standard().withKeys(List.of("address", "Customer+row", "row", "t.weekday"));
    String said =
        survey(
            keys,
            1_000,
            i ->
                "{\"address\":{\"zip\":%d},\"row\":%d,\"t\":\"2026-11-0%dT10:15\",\"label\":%d}"
                    .formatted(i % 9, i, 1 + i % 5, i % 2));
    assertThat(said)
        .contains("address was in none of them", "It is an object", "--key address.zip")
        .contains("Customer was in none of them", "Is it written with --key as in the records?")
        .contains("row differs in all of them: as a key it remembers nothing")
        .contains(
            "t: time, whose hour and weekday count if they foretell the label",
            "t.weekday: key, 5 values")
        .doesNotContain("t.weekday was in none", "--ignore row", "t.hour");
  }

  @Test
  void shouldSuggestToLeaveOutWhatAlwaysDiffers() throws InvalidPointException {
    String said =
        survey(
            2_000,
            i ->
                "{\"row\":%d,\"uuid\":\"u%d\",\"Kunden Nr\":%d,\"x\":%s,\"label\":%d}"
                    .formatted(i, i, i, new Random(i).nextGaussian(), i % 2));

    assertThat(said).contains("row differs in all of them", "uuid differs in all of them");
    assertThat(said).contains("--ignore 'Kunden Nr'?");
    assertThat(said).doesNotContain("x differs");
  }

  @Test
  void shouldOfferToTakeATimeAsSuchAndNotToIgnoreIt() throws InvalidPointException {
    IntFunction<String> json =
        i -> "{\"placed at\":\"%s\",\"x\":1}".formatted(Instant.ofEpochSecond(1_600_000_000 + i));
    String offer = "is placed at the time of the records? --time 'placed at' makes it the time of";

    assertThat(survey(1_000, json)).contains(offer).doesNotContain("--ignore");
    assertThat(survey(RecordSettings.json("label", "id", "placed at"), 1_000, json))
        .doesNotContain("--time", "--ignore");
  }

  @Test
  void shouldNameTheLargestOfManyClasses() throws InvalidPointException {
    assertThat(survey(100, i -> "{\"x\":1,\"label\":\"c%d\"}".formatted(i < 60 ? i % 2 : i % 20)))
        .contains("with 20 classes: c0 (32.0 %), c1 (32.0 %), c2 (2.0 %), ", "%) and 15 more.");
    assertThat(survey(100, i -> "{\"x\":1,\"label\":\"c%d\"}".formatted(i % 10)))
        .contains("c9 (10.0 %).")
        .doesNotContain("more");
  }

  @Test
  void shouldKnowWhetherThereAreLabels() {
    for (RecordSettings records :
        List.of(RecordSettings.standard(), RecordSettings.standard().withAmounts())) {
      FieldSurvey survey = new FieldSurvey(records, false, "");
      survey.add(Fields.NONE, null);
      assertThat(survey.hasLabels()).isFalse();
      survey.add(Fields.NONE, Label.of(3));
      assertThat(survey.hasLabels()).isTrue();
    }
  }

  @Test
  void shouldAskWhetherALabelThatSeldomComesTwiceIsOne() throws InvalidPointException {
    String doubt = "is label the label, and a class? It has ";
    assertThat(survey(100, i -> "{\"x\":1,\"label\":%d}".formatted(i < 49 ? 0 : i)))
        .contains(
            doubt + "52 classes in 100 records",
            "at most 1,000 classes",
            "with --label",
            "--amount if it is");
    assertThat(survey(100, i -> "{\"x\":1,\"label\":%d}".formatted(i < 51 ? 0 : i)))
        .doesNotContain(doubt);
    assertThat(survey(40, i -> "{\"x\":1,\"label\":%d}".formatted(i))).doesNotContain(doubt);
  }

  @Test
  void shouldAskWhetherTextWithADecimalCommaIsANumber() throws InvalidPointException {
    String said =
        survey(
            20,
            i ->
                "{\"price\":\"1.2%02d,50\",\"mixed\":%s,\"some\":\"%s\",\"list\":\"1,2,3\"}"
                    .formatted(i, i < 10 ? "1" : "\"-3,5\"", i == 0 ? "x" : "0,5"));

    assertThat(said)
        .contains("is price a number? It is taken as text where it is written as in \"1.219,50\"")
        .contains("is mixed a number?")
        .doesNotContain("is some a number?", "is list a number?");
  }

  @Test
  void shouldTellBooleansFromText() throws InvalidPointException {
    String said =
        survey(
            4,
            i ->
                "{\"a\":%b,\"b\":\"%s\",\"c\":\"%s\"}"
                    .formatted(i == 0, i == 0 ? "True" : "FALSE", i == 0 ? "true" : "perhaps"));

    assertThat(said).contains("a: boolean\n", "b: boolean\n", "c: text, 2 values");
  }

  @Test
  void shouldAskWhetherAFieldKnowsTheAnswer() throws InvalidPointException {
    Random random = new Random(1);
    String said =
        survey(
            1_000,
            i -> {
              int label = random.nextInt(2);
              return "{\"refund\":%d,\"x\":%d,\"label\":%d}"
                  .formatted(label * 10, random.nextInt(4), label);
            });

    assertThat(said)
        .contains("does refund know the answer? It alone says 100.0 % of the labels right, always");
    assertThat(said).doesNotContain("does x know");
  }

  @Test
  void shouldNotAskWhereOneClassHasNearlyAllLabels() throws InvalidPointException {
    assertThat(survey(1_000, i -> "{\"x\":%d,\"label\":%d}".formatted(i % 5, i % 50 == 0 ? 1 : 0)))
        .doesNotContain("know the answer");
  }

  /** One label in a hundred: a field that tells all of them, few of them, or is there for them. */
  @Test
  void shouldAskWhetherAFieldKnowsTheAnswerOfARareClass() throws InvalidPointException {
    Random random = new Random(3);
    String said =
        survey(
            3_000,
            i -> {
              int label = i % 100 == 50 ? 1 : 0;
              int half = label == 1 && i % 200 == 50 ? 1 : 0;
              return "{\"scenario\":%d,\"half\":%d,\"refund\":%s,\"shop\":%d,\"x\":%d,\"label\":%d}"
                  .formatted(
                      label * (1 + i / 100 % 3),
                      half,
                      label == 0 ? "null" : random.nextInt(100_000),
                      random.nextInt(900),
                      random.nextInt(3),
                      label);
            });

    assertThat(said)
        .contains("the first 3,000 records")
        .contains(
            "does scenario know the answer? It alone says 100.0 % of the labels right, always the"
                + " same class 99.0 %. If it is known only after the label, leave it out with"
                + " --ignore scenario")
        .contains("does refund know the answer? It alone says 100.0 % of")
        .doesNotContain("does half know", "does shop know", "does x know");
  }

  @Test
  void shouldLookAtMorePointsWhereAClassIsRareAndSuggestAllThatForetells() {
    Random random = new Random(5);
    FieldSurvey survey = new FieldSurvey(RecordSettings.standard(), false, " --fresh");
    RecordReader reader = RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS);
    for (int i = 0; !survey.isFull(); i++) {
      int app = random.nextInt(100);
      boolean click = random.nextDouble() < (app * 37 % 11 == 0 ? .1 : .002);
      survey.add(
          read(
              reader,
              "{\"ip\":%d,\"app\":%d,\"os\":%d,\"label\":%d}"
                  .formatted(random.nextInt(5_000), app, random.nextInt(100), click ? 1 : 0)),
          Label.of(click ? 1 : 0));
    }
    SurveyedFields found = survey.found();

    assertThat(found.classes().get(Label.of(1))).isEqualTo(200);
    assertThat(found.options()).isEqualTo(" --categories app --key app,ip --fresh");
  }

  private static Fields read(RecordReader reader, String json) {
    try {
      return reader.read(json.getBytes(StandardCharsets.UTF_8)).fields();
    } catch (InvalidPointException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldAskWhetherTextsAreNumbersOrTimesAndNeverCallThemKeysOrIds()
      throws InvalidPointException {
    String said =
        survey(
            1_000,
            i ->
                "{\"price\":\"$%d,%03d.50\",\"share\":\"%d.3%%\",\"size\":\"1.%dk\",\"when\":\"%d/%d/2025 9:05\",\"due\":\"%d/%d/2025\",\"born\":\"%d.%d.1990\",\"zip\":\"0%d\",\"label\":%d}"
                    .formatted(
                        1 + i % 900,
                        i,
                        i % 100,
                        i,
                        1 + i % 12,
                        1 + i % 28,
                        1 + i % 28,
                        1 + i % 12,
                        1 + i % 28,
                        1 + i % 12,
                        i % 90,
                        i / 11 % 2));

    assertThat(said)
        .contains("is price a number? It is taken as text where it is written as in \"$")
        .contains("is share a number?", "is size a number?")
        .contains("is due a time? It is taken as text where it is written as in")
        .contains("when: time, whose hour and weekday count")
        .contains("born: time, whose hour and weekday count")
        .doesNotContain(
            "is zip a number", "--key price", "--key when", "--key due", "--key born", "--ignore");
  }

  @Test
  void shouldAskWhetherClassesThatDifferInCaseAloneAreOne() throws InvalidPointException {
    assertThat(survey(3, i -> "{\"x\":1,\"label\":\"%s\"}".formatted(i == 0 ? "yes" : "Yes")))
        .contains("is \"Yes\" a class of its own? Another differs in upper and lower case alone");
    assertThat(survey(3, i -> "{\"x\":1,\"label\":\"%s\"}".formatted(i == 0 ? "yes" : "no")))
        .doesNotContain("of its own");
  }

  @Test
  void shouldGiveAsDataWhatItSays() throws InvalidPointException {
    RecordReader reader = RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS);
    FieldSurvey survey = new FieldSurvey(RecordSettings.standard(), false, "");
    for (int i = 0; i < 600; i++) {
      String json =
          "{\"age\":%s,\"answer\":%s,\"mixed\":%s,\"label\":%d}"
              .formatted(i % 2 == 0 ? "null" : i, i % 3 == 0, i % 4 == 0 ? "\"x\"" : i, i % 3 / 2);
      Point point = reader.read(json.getBytes(StandardCharsets.UTF_8));
      survey.add(point.fields(), point.label());
    }
    SurveyedFields found = survey.found();

    assertThat(found.points()).isEqualTo(600);
    assertThat(found.fields())
        .containsExactly(
            new SurveyedFields.Field("age", "number", 300, 0.5, 1.0, 599.0),
            new SurveyedFields.Field("answer", "boolean", 2, 0, null, null),
            new SurveyedFields.Field("mixed", "number and text", 451, 0, 1.0, 599.0));
    assertThat(found.classes()).containsEntry(Label.of(0), 400).containsEntry(Label.of(1), 200);
    assertThat(found.knows()).isEmpty();
    assertThat(survey.settle()).isSameAs(found).isSameAs(survey.found());
  }

  @Test
  void shouldNameTheFieldsThatKnowTheAnswerAndHowOftenTheyAreRight() throws InvalidPointException {
    RecordReader reader = RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS);
    FieldSurvey survey = new FieldSurvey(RecordSettings.standard(), false, "");
    for (int i = 0; i < 1_000; i++) {
      int label = i % 2;
      String json =
          "{\"x\":%d,\"answer\":%d,\"label\":%d}"
              .formatted(i % 7, i < 2 ? 1 - label : label, label);
      Point point = reader.read(json.getBytes(StandardCharsets.UTF_8));
      survey.add(point.fields(), point.label());
    }
    SurveyedFields found = survey.settle();

    assertThat(found.knows()).containsOnlyKeys("answer").containsEntry("answer", 0.998);
    assertThat(found.doubts())
        .singleElement()
        .asString()
        .startsWith("does answer know the answer?");
  }

  /** Wide records with values that never come again would take gigabytes. */
  @Test
  void shouldLookAtFewerPointsWhereThereIsMuchToRemember() {
    FieldSurvey survey = new FieldSurvey(RecordSettings.standard(), false, "");
    for (int i = 0; !survey.isFull(); i++) {
      double[] numbers = new double[5_000];
      Arrays.setAll(numbers, d -> Math.random());
      survey.add(Fields.ofFeatures(numbers), Label.of(i % 2));
    }
    assertThat(survey.found().points()).isEqualTo(40);
  }

  @Test
  void shouldDescribeANumberThatSomeRecordsWriteAsText() throws InvalidPointException {
    RecordSettings keys = RecordSettings.standard().withKeys(List.of("shop"));

    assertThat(
            survey(
                keys,
                1_000,
                i ->
                    "{\"label\":%d,\"shop\":\"s%d\",\"amount\":%s}"
                        .formatted(i % 2, i % 9, i % 300 == 7 ? "\"n.k.\"" : i + 0.5)))
        .contains("amount: number in 99.6 % of them; text, 1 value", "from the usual are amount")
        .doesNotContain("does amount say who");
  }

  @Test
  void shouldAskWhetherATextWithCommasBetweenThousandsIsANumber() throws InvalidPointException {
    assertThat(
            survey(
                1_000,
                i ->
                    "{\"label\":%d,\"amount\":\"%,d.00\"}"
                        .formatted(i % 2, 1_000 + i * 37 % 5_000)))
        .contains("is amount a number? It is taken as text where it is written as in");
  }
}
