package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.data.RecordSettings;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.Kinds;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.StateStorage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldQuestionsTest {

  private static final RecordSettings RECORDS = RecordSettings.standard();

  private final RecordReader reader = new RecordReader(RECORDS);

  private static List<LearnerSettings> learners() {
    List<LearnerSettings> learners = new ArrayList<>();
    for (String kind : Kinds.names()) {
      String rate = List.of("network", "logistic").contains(kind) ? ",\"learningRate\":0.2" : "";
      learners.addAll(
          LearnersJson.parse(
              "[{\"name\":\"%s\",\"kind\":\"%s\"%s}]".formatted(kind, kind, rate), "test"));
    }
    return learners;
  }

  private Point point(Random random, boolean labelled) throws Exception {
    String json =
        "{\"a\":%s,\"b\":\"v%d\"%s}"
            .formatted(
                random.nextGaussian(),
                random.nextInt(6),
                labelled ? ",\"label\":\"c" + random.nextInt(3) + "\"" : "");
    return reader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  /** One that mixes others asks them; all others are asked alone. */
  @Test
  void shouldAnswerForEachLearnerAloneWhatItThenPredicts() throws Exception {
    List<LearnerSettings> learners = learners();
    assertThat(learners).anyMatch(learner -> learner.settings().mixes());
    PartitionFold fold =
        new PartitionFold(
            new FoldSettings(RECORDS, List.of(), null, learners, WindowSettings.standard()),
            "test");
    fold.load(StateStorage.NOTHING);
    FoldQuestions questions = fold.questions();
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      fold.apply(point(random, true), 1_000_000L + 10 * i, closed -> {});
      if (i % 20 == 0) {
        Point next = point(random, false);
        List<double[]> said = new ArrayList<>();
        // Backwards: nobody's answer may rest on what another was asked before.
        for (int learner = learners.size() - 1; learner >= 0; learner--) {
          said.add(0, questions.ask(learner, next.fields()));
        }
        fold.apply(next, 1_000_000L + 10 * i + 5, closed -> {});
        for (int learner = 0; learner < learners.size(); learner++) {
          assertThat(said.get(learner))
              .as(learners.get(learner).name())
              .isEqualTo(fold.answer(learner).all());
        }
      }
    }
    assertThat(questions.labels().values().stream().mapToLong(n -> n).sum()).isEqualTo(400);
  }

  @Test
  void shouldSayThatAllClassesAreAsProbableBeforeTheFirstPoint() {
    PartitionFold fold =
        new PartitionFold(
            new FoldSettings(
                List.of(Label.of(0), Label.of(1)), null, learners(), WindowSettings.standard()),
            "test");
    fold.load(StateStorage.NOTHING);
    FoldQuestions questions = fold.questions();

    for (int learner = 0; learner < questions.learners().size(); learner++) {
      assertThat(questions.ask(learner, Fields.NONE)).containsExactly(0.5, 0.5);
      FieldTrials trials = new FieldTrials(Fields.NONE, 0, FieldTrials.MOST_NUMBERS);
      assertThat(questions.run(trials, learner, new double[2], () -> false)).isFalse();
      assertThat(trials.found()).isEqualTo(Contributions.NONE);
      assertThat(questions.micros(learner)).isNaN();
    }
    assertThat(questions.labels()).isEqualTo(Map.of(Label.of(0), 0L, Label.of(1), 0L));
    assertThat(questions.place("nobody")).isEqualTo(FoldQuestions.NONE);
  }
}
