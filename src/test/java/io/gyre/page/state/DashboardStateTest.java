package io.gyre.page.state;

import static io.gyre.page.Fixture.key;
import static io.gyre.page.Fixture.metrics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.gyre.data.Label;
import io.gyre.page.Fixture;
import io.gyre.page.StubModel;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DashboardStateTest {

  private final DashboardState state = new DashboardState("gyre");

  private final StubModel model = new StubModel(List.of());

  private void ask(int partition, Metrics... learners) {
    state.ask(model.with(partition, Fixture.fold(learners)));
  }

  @Test
  void shouldShowTheLearnersThatTheFoldsHave() {
    state.metrics(key("network", 0), metrics("network", 0, 1, 10), -1);
    assertThat(state.learners(FollowedLearner::id)).isEmpty();

    ask(3, metrics("network", 3, 1, 10));
    ask(0, metrics("second", 0, 1, 10), metrics("network", 0, 1, 10));
    assertThat(state.learners(FollowedLearner::id))
        .containsExactly("second", "network", "network@3");

    ask(0, metrics("network", 0, 1, 10));
    assertThat(state.learners(FollowedLearner::id)).containsExactly("network", "network@3");
  }

  /** As without the right to read the changelog, or while a run is started again. */
  @Test
  void shouldSayWhyThereAreNoFiguresOfNow() {
    state.problem(null);
    state.ask(StubModel.AWAY);
    assertThat(state.status().detail()).isEqualTo("The model cannot be asked now: nobody is here");

    ask(0, metrics("network", 0, 1, 10));
    assertThat(state.status().detail()).isEmpty();

    state.ask(StubModel.AWAY);
    assertThat(state.status().detail()).contains("nobody is here");
    assertThat(state.learners(FollowedLearner::id)).containsExactly("network");
  }

  @Test
  void shouldShowTheScoresOfTheLastReportUntilAPointComes() {
    state.metrics(key("network", 0), metrics(0.25, 0.75), -1);
    ask(0, Fixture.preview("network", 2_500));

    assertThat(state.learner("network", l -> l.scores().window().get("cost"))).contains(0.25);
  }

  @Test
  void shouldForgetTheScoresOfALearnerThatWasStartedAnew() {
    ask(0, metrics("network", 0, 1, 50));
    for (int window = 1; window <= 10; window++) {
      state.metrics(key("network", 0), metrics("network", 0, window, window * 100L), -1);
    }

    state.metrics(key("network", 0), metrics("network", 0, 3, 50), -1);

    assertThat(state.learner("network", l -> l.history().since(-1).size())).contains(1);
  }

  /** Anyone can write them, and JSON cannot carry them. */
  @Test
  void shouldLeaveOutScoresOfTheTopicThatAreNoFiniteNumbers() {
    ask(0, Fixture.preview("network", 2_500));
    for (Double none : new Double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      state.metrics(key("network", 0), metrics(none, 0.5), -1);

      assertThat(state.learner("network", l -> l.scores().window()).orElseThrow())
          .containsEntry("accuracy", 0.5)
          .doesNotContainKey("cost");
    }
  }

  /** It was forgotten, or came to the list, while the window was open. */
  @Test
  void shouldTakeAWindowWhosePointsALearnerDidNotScore() {
    ask(0, metrics("network", 0, 1, 10));
    state.metrics(key("network", 0), metrics((Double) null, null), -1);

    assertThat(state.learner("network", l -> l.history().since(-1).size())).contains(0);
  }

  @Test
  void shouldRefuseARecordWithoutScores() {
    Metrics m = metrics("network", 0, 1, 10);
    for (Metrics.Scores scores :
        new Metrics.Scores[] {null, new Metrics.Scores(null, null, null)}) {
      Metrics empty = metrics(m, scores);
      assertThatThrownBy(() -> state.metrics(key("network", 0), empty, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("scores");
    }
  }

  @Test
  void shouldDrawACurveOfEveryMetricThatIsANumberAndOfNoOther() {
    state.metrics(key("network", 0), metrics("auc", NullNode.instance), -1);

    assertThat(state.curves())
        .containsExactly(
            "cost",
            "accuracy",
            "last-label",
            "majority",
            "kappa",
            "kappa-temporal",
            "macro-f1",
            "calibration-error");

    state.metrics(key("second", 1), metrics("second", 1, 1, 10), -1);
    assertThat(state.curves()).hasSize(9).endsWith("auc");
    state.clear();
    assertThat(state.curves()).isEmpty();
  }

  @Test
  void shouldSayWhichApplicationsThereAreWhenItsOwnIsNot() {
    state.problem(null);

    state.metrics(new LearnerKey("fraud", "network", 0), metrics("network", 0, 1, 10), -1);

    assertThat(state.status().detail())
        .contains("'gyre'")
        .contains("fraud")
        .contains("--application-id");
  }

  @Test
  void shouldKeepNoMorePointsThanItsRoomEvenWithManyFeatures() {
    Fixture.samples(1).forEach(state.samples()::add);
    Fixture.samples(2).forEach(state.samples()::add);
    assertThat(state.samples().all()).hasSize(600);

    for (int i = 0; i < 100; i++) {
      state.samples().add(Fixture.sample(new double[10_000], Label.of(1), Map.of()));
    }
    assertThat(state.samples().all()).as("of 400 kB each").hasSize(41);
  }

  @Test
  void shouldHandOutWhatIsNewSinceAMark() {
    Fixture.samples(1).forEach(state.samples()::add);
    RingBuffer.Reader<AnsweredPoint> reader = new RingBuffer.Reader<>();
    List<AnsweredPoint> first = reader.fresh(state.samples());
    assertThat(first).hasSize(400);
    assertThat(reader.fresh(state.samples())).isEmpty();

    Fixture.samples(2).subList(0, 3).forEach(state.samples()::add);

    assertThat(reader.fresh(state.samples())).hasSize(3);
  }
}
