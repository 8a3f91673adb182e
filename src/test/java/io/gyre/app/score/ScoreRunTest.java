package io.gyre.app.score;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.view.ScoreSummary;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoreRunTest {

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":1";
  private static final RecordSettings JSON = RecordSettings.json("label", "id", null);
  private static final RecordSettings CSV =
      RecordSettings.ofJson(
          """
          {"label": "label", "id": "id", "format": "CSV",
           "columns": ["id", "x", "label"], "delimiter": ","}
          """);

  private static ScoreRun holding(RecordSettings records) {
    FoldSettings settings = FoldLoop.settings(LOGISTIC).withRecords(records).with(FoldLoop.LATE);
    return new ScoreRun(settings, new Delay(20, false), null);
  }

  private static void add(ScoreRun loop, String value, int i) {
    LogRecord record =
        LogRecord.of(LogRecord.Kind.POINT, value.getBytes(UTF_8), 1_000_000 + i, 0, i);
    assertThat(loop.add(record)).isNull();
  }

  /** No label can be split from a line of CSV, which names no fields. */
  @Test
  void shouldHoldLabelsBackWhateverTheFormat() {
    ScoreRun json = holding(JSON);
    ScoreRun csv = holding(CSV);
    IntStream.range(0, 300)
        .forEach(
            i -> {
              add(json, "{\"id\":\"p%d\",\"x\":%d,\"label\":%d}".formatted(i, i % 7, i % 2), i);
              add(csv, "p%d,%d,%d".formatted(i, i % 7, i % 2), i);
            });
    assertThat(json.report().lateLabels().waiting()).isEqualTo(20);
    assertThat(csv.report().lateLabels()).isEqualTo(json.report().lateLabels());
    json.end();
    csv.end();

    assertThat(csv.report().digest(0)).isEqualTo(json.report().digest(0));
    assertThat(json.report().learner(0, true).total().get("n")).isEqualTo(300 - 21.0);
    assertThat(csv.report().learner(0, true)).isEqualTo(json.report().learner(0, true));
  }

  /** What comes again is held back as long as what came first. */
  @Test
  void shouldLearnTheLabelsOfEachLaterPassInItsTurn() {
    ScoreRun loop = holding(JSON);
    for (int i = 0; i < 300; i++) {
      String value = "{\"id\":\"p%d\",\"x\":%d,\"label\":%d}".formatted(i % 100, i % 7, i % 2);
      LogRecord record =
          new LogRecord(
              LogRecord.Kind.POINT,
              value.getBytes(UTF_8),
              null,
              1_000_000 + i,
              i,
              0,
              null,
              i >= 100,
              0,
              null,
              null);
      assertThat(loop.add(record)).isNull();
    }
    loop.end();

    // The first label alone is no step: there is one class.
    assertThat(loop.report().step(0)).isEqualTo(299);
  }

  @Test
  void shouldLearnAsIfWhatIsLeftOutHadNeverCome() {
    FoldSettings settings = FoldLoop.settings(LOGISTIC).withRecords(JSON).with(FoldLoop.LATE);
    List<FieldValue> values =
        List.of(FieldValue.parse("x=3"), FieldValue.parse("of=a = b"), FieldValue.parse("y=3"));
    ScoreRun without = new ScoreRun(settings, (Delay) null, null).without(values);
    ScoreRun never = new ScoreRun(settings, (Delay) null, null);
    ScoreRun whole = new ScoreRun(settings, (Delay) null, null);
    for (int i = 0; i < 300; i++) {
      boolean out = i % 7 == 3 || i % 5 == 0;
      String of = i % 5 == 0 ? "a = b" : "c";
      String point = "{\"id\":\"p%d\",\"x\":%d,\"of\":\"%s\"}".formatted(i, i % 7, of);
      String label = "{\"id\":\"p%d\",\"label\":%d}".formatted(i, i % 2);
      for (ScoreRun run : out ? List.of(without, whole) : List.of(without, whole, never)) {
        add(run, point, 2 * i);
        add(run, label, 2 * i + 1);
      }
    }
    Stream.of(without, whole, never).forEach(ScoreRun::end);

    assertThat(without.counts().leftOut()).isEqualTo(300 - never.counts().points());
    assertThat(without.report().lateLabels()).isEqualTo(never.report().lateLabels());
    assertThat(without.report().digest(0))
        .isEqualTo(never.report().digest(0))
        .isNotEqualTo(whole.report().digest(0));
    assertThat(new ScoreSummary(without, null).lines("a file", 1)).contains("Left out: 94 points.");
  }

  @Test
  void shouldSayHowManyLabelsWereNotLearned() {
    ScoreRun loop = holding(JSON);
    for (int i = 0; i < 50; i++) {
      add(loop, "{\"id\":\"p%d\",\"x\":%d,\"label\":%d}".formatted(i / 2, i % 7, i % 2), i);
    }
    loop.end();

    assertThat(new ScoreSummary(loop, null).lines("a file", 1))
        .contains(
            "Left over: 25 corrections could not be taken, 25 points had the id of another.",
            "Not learned: 25 labels that were held back: their id had a label, or their class no room.");
  }
}
