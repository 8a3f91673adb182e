package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.topic.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordViewTest {

  private static final long TIME = 1_780_000_000_000L;
  private static final Set<String> ALL = Set.of();

  private final TimeZone zone = TimeZone.getDefault();

  @BeforeEach
  void useOneTimeZone() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  @AfterEach
  void restoreTheTimeZone() {
    TimeZone.setDefault(zone);
  }

  @Test
  void shouldAlignAWindowsFigures() {
    RecordView<?> view = MetricsView.cost(ALL, false);

    assertThat(view.header())
        .isEqualTo(
            "window               learner                step   points      cost  accuracy  last-label  majority     kappa  weight  late  refused");
    assertThat(view.line(metrics("network", "0.5931471805599453", "0.7035", true)))
        .isEqualTo(
            "2026-05-28 20:26:40  network               1,249    2,000  0.593147   70.35 %     50.00 %         -    0.4068       -     3        1");
    assertThat(view.line(metrics("challenger", "null", "null", false)))
        .isEqualTo(
            "2026-05-28 20:26:40  challenger            1,249    2,000         -         -     50.00 %         -    0.4068       -     3        1  open");
  }

  @Test
  void shouldShowTheWeightThatTheBlendOfTheSamePartitionToldLast() {
    RecordView<?> view = MetricsView.cost(Set.of("network", "logistic"), true);
    ConsumerRecord<byte[], byte[]> network = metrics("network", "0.5", "0.7", true);
    byte[] blend =
        new String(metrics("blend", "0.5", "0.7", true).value(), UTF_8)
            .replaceFirst("\\{", "{\"weights\":{\"network\":0.7126,\"logistic\":-0.05},")
            .getBytes(UTF_8);

    assertThat(view.line(network)).containsPattern("0.4068 +- ");
    assertThat(view.line(record(blend))).isNull();
    assertThat(view.line(network)).containsPattern("0.4068 +0.713 ");
    assertThat(view.line(metrics("logistic", "0.5", "0.7", true))).contains(" -0.050 ");
    byte[] elsewhere =
        new String(network.value(), UTF_8)
            .replace("\"partition\":2", "\"partition\":1")
            .getBytes(UTF_8);
    assertThat(view.line(record(elsewhere))).containsPattern("0.4068 +- ");
  }

  @Test
  void shouldLeadWithWhatTellsOfARareClassOnceItIsRare() {
    RecordView<?> view = MetricsView.cost(ALL, false);
    String usual = view.header();
    assertThat(view.needsHeader()).isFalse();
    byte[] rare =
        new String(metrics("network", "0.5", "0.99", true).value(), UTF_8)
            .replace(
                "\"faded\":{},\"total\":{}",
                "\"faded\":{\"average-precision\":0.125},\"total\":{\"most-frequent\":0.9919}")
            .getBytes(UTF_8);

    String line = view.line(record(rare));

    assertThat(view.needsHeader()).isTrue();
    assertThat(view.header().lines())
        .satisfiesExactly(
            sentence ->
                assertThat(sentence)
                    .startsWith("99.1 % of the labels are of one class: accuracy tells nothing"),
            titles ->
                assertThat(titles)
                    .contains("points  average-precision  recall-at-1-percent      cost"));
    assertThat(line).containsPattern("2,000 +0.1250 +- +0.5000");
    view.line(metrics("network", "0.5", "0.99", true));
    assertThat(view.needsHeader()).isTrue();
    assertThat(view.header()).isEqualTo(usual);
  }

  @Test
  void shouldShowWhatWasDecidedInTheLineOfTheLearnerThatDecides() {
    RecordView<?> view = MetricsView.cost(ALL, false);
    view.header();
    String decisions =
        "{\"decisions\":{\"learner\":\"blend\",\"budget\":\"5%\",\"decided\":9000,\"alerts\":450,\"alertsLabelled\":400,\"alertsPositive\":100,\"othersLabelled\":8000,\"othersPositive\":100,\"othersSilent\":0,\"paid\":10,\"never\":50.5,\"always\":70,\"digest\":\"\"},";
    List<String> lines = new ArrayList<>();
    for (String learner : List.of("network", "blend")) {
      byte[] told =
          new String(metrics(learner, "0.5", "0.7", true).value(), UTF_8)
              .replaceFirst("\\{", decisions)
              .getBytes(UTF_8);
      lines.add(view.line(record(told)));
    }
    assertThat(view.needsHeader()).isTrue();
    assertThat(view.header()).contains("alerts  precision    recall     saved");
    assertThat(lines.get(0)).contains("       -          -         -         -");
    assertThat(lines.get(1)).contains("450     25.0 %    50.0 %     40.50");
  }

  @Test
  void shouldShowAPointToLookAtAndADrift() {
    RecordView<?> view = new AlertsView(ALL);
    String review =
        "{\"kind\":\"review\",\"id\":\"p-1\\u001b[31m\",\"time\":1780000000000,\"learner\":\"blend\",\"positive\":1,\"probability\":0.42,\"threshold\":0.31,\"stake\":84.2,\"nth\":17,\"why\":[{\"field\":\"amount\",\"value\":\"200.5\",\"change\":0.21},{\"field\":\"note: free\",\"change\":-0.02}],\"topic\":\"points\",\"partition\":0,\"offset\":7}";
    String drift =
        "{\"kind\":\"drift\",\"time\":1780000000000,\"learner\":\"blend\",\"measure\":\"cost\",\"before\":0.1,\"after\":0.9,\"since\":1779999999000}";

    assertThat(view.line(record(review.getBytes(UTF_8))))
        .doesNotContain("\u001b")
        .containsPattern(
            "p-1.* 1 +0\\.4200 +0\\.3100 +84\\.20 +17  amount=200\\.5 \\(\\+0\\.210\\), note: free \\(-0\\.020\\)$");
    assertThat(view.line(record(drift.getBytes(UTF_8))))
        .contains(
            "drift", "the error of answers rose from 0.1000 to 0.9000 since 2026-05-28 20:26:39");
    assertThat(new AlertsView(Set.of("other")).line(record(drift.getBytes(UTF_8)))).isNull();
  }

  @Test
  void shouldShowAnOutlierBesideWhatWasExpected() {
    RecordView<?> view = new AlertsView(ALL);
    view.header();
    String outlier =
        "{\"kind\":\"outlier\",\"id\":\"d-7\",\"time\":1780000000000,\"learner\":\"mix\",\"label\":1185,\"amount\":41.2,\"lower\":12.8,\"upper\":71.9,\"nth\":3,\"fields\":{\"km\":\"5.2\"},\"why\":[{\"field\":\"km\",\"value\":\"5.2\",\"change\":9.7}],\"topic\":\"points\",\"partition\":0,\"offset\":7}";

    assertThat(view.line(record(outlier.getBytes(UTF_8))))
        .containsPattern("d-7 +1,185 +41\\.20 +12\\.80 to 71\\.90 +3  km=5\\.2 \\(\\+9\\.700\\)$");
    assertThat(view.needsHeader()).isTrue();
    assertThat(view.header()).contains("label    predicted         99.9 % within    nth  why");
  }

  @Test
  void shouldTellReplicasApart() {
    RecordView<?> view = MetricsView.cost(ALL, true);

    assertThat(view.header()).contains("learner            partition");
    assertThat(view.line(metrics("network", "0.5", "0.7", true)))
        .contains("network                    2 ");
  }

  @Test
  void shouldShowOnlyTheLearnersAskedFor() {
    RecordView<?> view = MetricsView.all(Set.of("network"), false);

    assertThat(view.line(metrics("network", "0.5", "0.7", true))).isNotNull();
    assertThat(view.line(metrics("logistic", "0.5", "0.7", true))).isNull();
    assertThat(view.json(metrics("logistic", "0.5", "0.7", true))).isNull();
  }

  @Test
  void shouldShowAPredictionAndNothingThatSteersTheTerminal() {
    String json =
        "{\"id\":\"p\\u001b[2J\",\"learner\":\"network\",\"probability\":0.99999,\"prediction\":1,\"label\":null,\n\"step\":120,\"partition\":0,\"offset\":4711}";
    RecordView<?> view = new PredictionsView(ALL);

    assertThat(view.header())
        .isEqualTo(
            "time                     id            learner     probability  prediction  label      step        offset");
    assertThat(view.line(record(json.getBytes(UTF_8))))
        .isEqualTo(
            "2026-05-28 20:26:40.000  p\\u001b[2J    network         >0.9999           1      -       120        0@4711");
    assertThat(view.json(record(json.getBytes(UTF_8))))
        .isEqualTo(json.replace('\n', ' '))
        .doesNotContain("\u001b");
  }

  @Test
  void shouldShowADashWhereAPredictionLacksTheProbabilityOfItsClass() {
    String json =
        "{\"id\":\"p\",\"learner\":\"n\",\"probabilities\":{\"dog\":1},\"prediction\":\"cat\",\"step\":1,\"partition\":0,\"offset\":0}";

    assertThat(new PredictionsView(ALL).line(record(json.getBytes(UTF_8))))
        .matches(".* n +- +cat +- .*");
  }

  @Test
  void shouldSayWhatIsNoRecordOfTheTopic() {
    byte[] other = "{}".getBytes(UTF_8);

    assertThatThrownBy(() -> new PredictionsView(ALL).line(record(other)))
        .isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> MetricsView.cost(ALL, false).line(record("x".getBytes(UTF_8))))
        .isInstanceOf(SerializationException.class);
    assertThat(new PredictionsView(ALL).line(record(null))).isNull();
  }

  @Test
  void shouldShowWhereADeadLetterCameFromWhyAndHowItBegins() {
    ConsumerRecord<byte[], byte[]> letter =
        record(("\u001b]0;x\u0007" + "y".repeat(200)).getBytes(UTF_8));
    letter.headers().add(DeadLetterHeaders.TOPIC, "points".getBytes(UTF_8));
    letter.headers().add(DeadLetterHeaders.PARTITION, "0".getBytes(UTF_8));
    letter.headers().add(DeadLetterHeaders.OFFSET, "4711".getBytes(UTF_8));
    letter
        .headers()
        .add(DeadLetterHeaders.MESSAGE, "label: expected 0 or 1, found 2".getBytes(UTF_8));

    String line = new DeadLettersView().line(letter);

    assertThat(line)
        .startsWith(
            "2026-05-28 20:26:40.000  points-0@4711  label: expected 0 or 1, found 2           \\u001b]0;x\\u0007yyy")
        .endsWith("y…")
        .doesNotContain("\u001b", "\u0007");
    assertThat(new DeadLettersView().json(letter))
        .startsWith(
            "{\"topic\":\"points\",\"partition\":0,\"offset\":4711,\"timestamp\":1780000000000,\"reason\":\"label: expected 0 or 1, found 2\",\"value\":\"\\u001B]0;x\\u0007y");
  }

  @Test
  void shouldShowADeadLetterThatIsNoTextNorHasHeaders() {
    RecordView<?> view = new DeadLettersView();

    assertThat(view.line(record(null))).contains("?-?@?", "(null)");
    assertThat(view.json(record(new byte[] {(byte) 0xff, 0})))
        .isEqualTo(
            "{\"topic\":\"?\",\"partition\":null,\"offset\":null,\"timestamp\":1780000000000,\"reason\":\"?\",\"valueBase64\":\"/wA=\"}");
  }

  private static ConsumerRecord<byte[], byte[]> metrics(
      String learner, String cost, String accuracy, boolean closed) {
    return record(
        """
        {"learner":"%s","partition":2,"windowStart":%d,"windowEnd":%d,"closed":%s,"points":2000,
        "labelled":1990,"scores":{"window":{"n":1990,"cost":%s,"accuracy":%s,"last-label":0.5,"majority":null,
        "kappa":0.40684},"faded":{},"total":{}},"late":3,"early":0,"steps":249,"step":1249,"refused":1,
        "totals":{"points":2000,"labelled":1990,"late":3,"early":0,"refused":1,"missed":0}}
        """
            .formatted(learner, TIME, TIME + 1000, closed, cost, accuracy)
            .getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>(
        "topic",
        0,
        5,
        TIME,
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
