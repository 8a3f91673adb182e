package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.record.RecordSettings;
import io.gyre.data.record.ValueFormat;
import io.gyre.fold.Fold;
import io.gyre.fold.Step;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that only ask: every learner answers, and nothing else comes of them. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class QuestionTest {

  private static final long TIME_MS = Arriving.START_MS;
  private static final Question PLAIN = new Question("t-1", false);
  private static final Question WHY = new Question("t-2", true);

  private static final List<LearnerSettings> LEARNERS =
      LearnersJson.parse(
          """
          [{"name": "network", "kind": "network", "learningRate": 0.3, "batch": 2},
           {"name": "logistic", "kind": "logistic", "learningRate": 0.3, "batch": 1},
           {"name": "prior", "kind": "prior"}]
          """,
          "test");

  /** Whether the records are merged in a journal first. */
  @Parameter boolean merged;

  @TempDir Path folder;

  private TopologySettings settings(RecordSettings records, PredictionSampling published) {
    return settings(
        new FoldSettings(LEARNERS, WindowSettings.standard()).withRecords(records), published);
  }

  private TopologySettings settings(FoldSettings fold, PredictionSampling published) {
    TopologySettings direct = Fixture.settings(fold, published);
    return merged ? Fixture.merged(direct, null) : direct;
  }

  private DrivenTopology topology(RecordSettings records, String name) {
    return new DrivenTopology(settings(records, PredictionSampling.NONE), folder.resolve(name));
  }

  private static void ask(DrivenTopology topology, Question question, String value) {
    ask(topology, question, value, TIME_MS);
  }

  private static void ask(DrivenTopology topology, Question question, String value, long timeMs) {
    topology.send(null, value.getBytes(UTF_8), timeMs, question.toHeaders());
  }

  private static void send(DrivenTopology topology, String value, long timeMs) {
    topology.send(value.getBytes(UTF_8), timeMs);
  }

  private static String row(int i) {
    return "{\"age\":%d,\"carrier\":\"%s\",\"label\":\"%s\"}"
        .formatted(20 + 7 * i % 40, i % 3 == 0 ? "DL" : "AA", i % 2 == 0 ? "late" : "on time");
  }

  private static void learn(DrivenTopology topology) {
    for (int i = 0; i < 50; i++) {
      send(topology, row(i), TIME_MS + 10 * i);
    }
  }

  @Test
  void shouldBeAnsweredByEveryLearnerWhateverIsPublishedAndWithoutTheirLabel() {
    try (DrivenTopology topology = topology(RecordSettings.standard(), "state")) {
      learn(topology);
      assertThat(topology.predictions()).isEmpty();

      ask(topology, PLAIN, row(1));

      List<TestRecord<byte[], Prediction>> answers = topology.predictions();
      assertThat(answers)
          .extracting(answer -> answer.value().learner())
          .containsExactly("network", "logistic", "prior");
      assertThat(answers).allMatch(answer -> PLAIN.equals(Question.of(answer.headers())));
      assertThat(answers)
          .extracting(TestRecord::value)
          .allMatch(answer -> answer.label() == null && answer.why() == null);
    }
  }

  @Test
  void shouldBeAnsweredAsPointsWithoutALabelByThoseAloneThatPublish() {
    List<LearnerSettings> blended =
        Stream.concat(
                LEARNERS.stream(),
                LearnersJson.parse("[{\"name\":\"mix\",\"kind\":\"blend\"}]", "test").stream())
            .toList();
    FoldSettings fold = new FoldSettings(blended, WindowSettings.standard());
    TopologySettings settings = Fixture.settings(fold, PredictionSampling.standard(blended));
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("blended"))) {
      learn(topology);
      send(topology, "{\"age\":30}", TIME_MS + 1_000);
      ask(topology, WHY, row(1));

      List<Prediction> answers = topology.predictions().stream().map(TestRecord::value).toList();
      assertThat(answers).hasSize(52).extracting(Prediction::learner).containsOnly("mix");
      assertThat(answers.get(51).why()).containsOnlyKeys("age", "carrier");
    }
  }

  /** Labels of known and new classes, new fields and values, and any time. */
  @Test
  void shouldLeaveNoTraceInWhatIsLearnedAndScored() {
    List<Metrics> metrics;
    List<Parameters> parameters;
    try (DrivenTopology topology = topology(RecordSettings.standard(), "without")) {
      learn(topology);
      send(topology, row(0), TIME_MS + 5_000);
      metrics = topology.metrics().stream().map(TestRecord::value).toList();
      parameters = topology.parameters().stream().map(TestRecord::value).toList();
    }
    try (DrivenTopology topology = topology(RecordSettings.standard(), "with")) {
      ask(topology, WHY, "{\"tail\":1,\"label\":1}");
      for (int i = 0; i < 50; i++) {
        send(topology, row(i), TIME_MS + 10 * i);
        ask(topology, PLAIN, row(i), TIME_MS + 100_000_000L * (i % 3));
        ask(topology, WHY, "{\"age\":\"x\",\"carrier\":\"C" + i + "\",\"label\":" + i + "}", 0);
      }
      send(topology, row(0), TIME_MS + 5_000);

      assertThat(topology.metrics()).extracting(TestRecord::value).isEqualTo(metrics);
      List<Parameters> found = topology.parameters().stream().map(TestRecord::value).toList();
      assertThat(found)
          .isNotEmpty()
          .extracting(Parameters::digest)
          .isEqualTo(parameters.stream().map(Parameters::digest).toList());
      assertThat(found)
          .extracting(Parameters::columns)
          .isEqualTo(parameters.stream().map(Parameters::columns).toList());
      assertThat(topology.deadLetters()).isEmpty();
    }
  }

  /** Whoever folds a topic without the topology comes to the same. */
  @Test
  void shouldBeNoPointForWhoeverReadsTheTopic() {
    FoldSettings settings = settings(RecordSettings.standard(), PredictionSampling.ALL).fold();
    Fold fold = Fold.open(settings, FoldStore.unsaved("test"));
    LogRecords log = new LogRecords(false, AskOptions.ALL, 0);
    RecordCoordinates place = new RecordCoordinates("points", 0, 7);
    byte[] value = row(1).getBytes(UTF_8);
    Record<byte[], byte[]> asks = new Record<>(null, value, TIME_MS, PLAIN.toHeaders());

    assertThat(fold.apply(log.locate(asks, place).log()).kind()).isEqualTo(Step.Kind.ASKED);
    Record<byte[], byte[]> comes = new Record<>(null, value, TIME_MS);
    assertThat(fold.apply(log.locate(comes, place).log()).isPoint()).isTrue();
  }

  @Test
  void shouldSayWhatSpeaksForTheClassPredictedWhenThatIsAsked() {
    try (DrivenTopology topology = topology(RecordSettings.standard(), "state")) {
      learn(topology);
      ask(topology, WHY, "{\"age\":33,\"carrier\":\"DL\",\"unknown\":1}");

      List<Prediction> answers = topology.predictions().stream().map(TestRecord::value).toList();
      Prediction network = answers.get(0);
      assertThat(network.why()).containsOnlyKeys("age", "carrier");
      Prediction logistic = answers.get(1);
      assertThat(logistic.why()).containsOnlyKeys("age", "carrier", Prediction.BIAS);
      double p = logistic.confidence();
      assertThat(logistic.why().values().stream().mapToDouble(c -> c).sum())
          .isCloseTo(Math.log(p / (1 - p)), within(1e-9));
      assertThat(answers.get(2).why()).isEmpty();
    }
  }

  /** f7 is the label; more fields could be tried only if that held up learning. */
  @Test
  void shouldSayWhyAsFarAsThatDoesNotHoldUpLearning() {
    FoldSettings fold = new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard());
    try (DrivenTopology topology =
        new DrivenTopology(
            settings(fold, PredictionSampling.standard(fold.learners())), folder.resolve("wide"))) {
      for (int i = 0; i < 40; i++) {
        send(topology, wide(i), TIME_MS + 10 * i);
      }

      ask(topology, WHY, wide(3));

      List<TestRecord<byte[], Prediction>> answers = topology.predictions();
      Prediction answer = answers.get(answers.size() - 1).value();
      assertThat(answer.why()).containsKey("f7");
      assertThat(answer.untried()).isBetween(500, 999);
    }
  }

  private static String wide(int i) {
    StringBuilder fields = new StringBuilder();
    for (int f = 0; f < 1_000; f++) {
      int number = f == 7 ? i % 2 : (i * f * f) % 97;
      fields.append("\"f").append(f).append("\":").append(number).append(',');
    }
    return "{" + fields + "\"label\":" + i % 2 + "}";
  }

  @Test
  void shouldSayNothingBeforeAnythingIsKnownAndMoveOn() {
    try (DrivenTopology topology = topology(RecordSettings.standard(), "state")) {
      ask(topology, WHY, "{\"age\":33}");

      assertThat(topology.predictions())
          .hasSize(3)
          .extracting(TestRecord::value)
          .allMatch(answer -> answer.prediction() == null && answer.why().isEmpty());
      byte[] position = topology.store().get(StoreContent.key(LogPosition.KEY));
      assertThat(LogPosition.read(position, "test").next()).isOne();
    }
  }

  /** A person who asks need not know how the records are written, nor what time it is. */
  @Test
  void shouldBeReadAsJsonWithoutATimeWhateverTheRecordsAre() {
    RecordSettings csv =
        new RecordSettings(
            "outcome",
            "order",
            "placed",
            List.of(),
            List.of(),
            List.of(),
            ValueFormat.CSV,
            List.of("order", "placed", "age", "outcome"),
            ',',
            0,
            null,
            null,
            null);
    try (DrivenTopology topology = topology(csv, "state")) {
      for (int i = 0; i < 20; i++) {
        send(topology, "o-%d,%d,%d,%s".formatted(i, TIME_MS, i, i % 2 == 0 ? "a" : "b"), 0);
      }

      ask(topology, PLAIN, "{\"order\":\"mine\",\"age\":\"7\",\"placed\":\"yesterday\"}");

      assertThat(topology.deadLetters()).isEmpty();
      assertThat(topology.predictions())
          .hasSize(3)
          .allMatch(answer -> answer.timestamp() == TIME_MS)
          .extracting(answer -> answer.value().id())
          .containsOnly("mine");
    }
  }

  @Test
  void shouldBecomeADeadLetterWithItsHeadersWhenItCannotBeRead() {
    try (DrivenTopology topology = topology(RecordSettings.standard(), "state")) {
      ask(topology, PLAIN, "{\"age\":1e999}");

      assertThat(topology.predictions()).isEmpty();
      assertThat(topology.deadLetters())
          .singleElement()
          .satisfies(letter -> assertThat(Question.of(letter.headers())).isEqualTo(PLAIN));
    }
  }
}
