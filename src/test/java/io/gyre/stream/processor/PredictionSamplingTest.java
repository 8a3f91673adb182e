package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.Fixture;
import io.gyre.stream.ProcessorBench;
import io.gyre.topic.Prediction;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionSamplingTest {

  private static final LearnerSettings LEARNER = Fixture.learner("");

  @Test
  void shouldReadSharesAndNames() {
    assertThat(PredictionSampling.parse("all")).isEqualTo(PredictionSampling.ALL);
    assertThat(PredictionSampling.parse("none")).isEqualTo(PredictionSampling.NONE);
    assertThat(PredictionSampling.parse("1/10")).isEqualTo(new PredictionSampling(10, Set.of()));
    PredictionSampling named = PredictionSampling.parse("a,1/7,b");
    assertThat(List.of("a", "b", "c")).extracting(named::every).containsExactly(7, 7, 0);
    assertThat(PredictionSampling.parse("all,a")).isEqualTo(PredictionSampling.parse("a"));
  }

  @Test
  void shouldPublishTheLastBlendByDefaultAndAllWhereThereIsNone() {
    List<LearnerSettings> spirals = LearnerPresets.SPIRALS.learners();
    LearnerSettings second = new LearnerSettings("second", spirals.get(3).settings());
    List<LearnerSettings> two = Stream.concat(spirals.stream(), Stream.of(second)).toList();

    assertThat(PredictionSampling.standard(spirals)).isEqualTo(PredictionSampling.parse("blend"));
    assertThat(PredictionSampling.standard(two)).isEqualTo(PredictionSampling.parse("second"));
    assertThat(PredictionSampling.standard(spirals.subList(0, 3)))
        .isEqualTo(PredictionSampling.ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all|network,challenger,logistic,blend",
        "1/10|network,challenger,logistic,blend",
        "none|blend",
        "blend|blend",
        "1/9,network,logistic|network,logistic",
      })
  void shouldLetThoseAnswerThatPublishAny(String predictions, String expected) {
    List<LearnerSettings> list = LearnerPresets.SPIRALS.learners();
    PredictionSampling sampling = PredictionSampling.parse(predictions);

    assertThat(sampling.answering(list)).containsExactly(expected.split(","));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1/0", "2/3", "1/", "all,none", "a=none", "a,a", "=all", "a=", "1/10,"})
  void shouldRefuseWhatIsNoShare(String text) {
    assertThatThrownBy(() -> PredictionSampling.parse(text))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("expected all, none or 1/N");
  }

  @Test
  void shouldRefuseALearnerThatIsNotThere() {
    for (String predictions : List.of("1/2,b", "a,b")) {
      assertThatThrownBy(() -> PredictionSampling.parse(predictions).check(List.of(LEARNER)))
          .isInstanceOf(GyreException.class)
          .hasMessage("predictions of \"b\": there is no such learner, expected one of a");
    }
  }

  private static TopologySettings settings(String predictions) {
    FoldSettings fold = Fixture.settings(List.of(LEARNER)).fold();
    return Fixture.settings(fold, PredictionSampling.parse(predictions));
  }

  private static ProcessorBench run(String predictions) {
    ProcessorBench bench = new ProcessorBench(settings(predictions));
    for (int i = 0; i < 20; i++) {
      Label label = i % 5 == 4 ? null : Label.of(i % 2);
      bench.send(new Point("p-" + i, new double[] {i, -i}, label), 100L * i);
    }
    return bench;
  }

  @Test
  void shouldAnswerEveryPointWithoutALabelAndTheOthersByTheirOffset() {
    assertThat(run("1/6").predictions())
        .extracting(Prediction::offset)
        .containsExactly(0L, 4L, 6L, 9L, 12L, 14L, 18L, 19L);
    assertThat(run("none").predictions())
        .extracting(Prediction::offset)
        .containsExactly(4L, 9L, 14L, 19L);
  }

  @Test
  void shouldScoreAndLearnTheSameWhateverIsPublished() {
    ProcessorBench all = run("all");
    ProcessorBench none = run("none");
    assertThat(none.metrics()).isNotEmpty().isEqualTo(all.metrics());
    assertThat(none.digests()).isNotEmpty().isEqualTo(all.digests());
  }
}
