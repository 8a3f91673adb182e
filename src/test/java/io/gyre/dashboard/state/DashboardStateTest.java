package io.gyre.dashboard.state;

import static io.gyre.dashboard.Fixture.key;
import static io.gyre.dashboard.Fixture.metrics;
import static io.gyre.dashboard.Fixture.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.gyre.dashboard.Fixture;
import io.gyre.data.Label;
import io.gyre.topic.InterimReport;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Metrics.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DashboardStateTest {

  private final DashboardState state = new DashboardState("gyre");

  @Test
  void shouldShowALearnerOnceItHasPublishedParametersAndUntilItIsTakenOffTheList() {
    state.metrics(key("network", 0), metrics("network", 0, 1, 10), -1);
    assertThat(state.learners(FollowedLearner::id)).isEmpty();

    state.parameters(key("network", 0), parameters("network", 0));
    assertThat(state.learners(FollowedLearner::id)).containsExactly("network");

    state.parameters(key("network", 0), null);
    assertThat(state.learners(FollowedLearner::id)).isEmpty();
  }

  private void open(long points) {
    state.open(
        List.of(
            new InterimReport(
                key("network", 0),
                metrics("network", 0, 1, points),
                parameters("network", 0).with(Map.of(), Map.of()))));
  }

  private Long points() {
    return state.learner("network", l -> l.metrics().totals().points()).orElse(null);
  }

  @Test
  void shouldShowHowALearnerStandsBeforeItHasToldAnything() {
    open(3);
    assertThat(points()).isEqualTo(3);
    assertThat(state.learner("network", l -> l.history().all().size())).contains(0);

    state.open(List.of());
    assertThat(points()).isEqualTo(3);
  }

  @Test
  void shouldShowHowALearnerStandsOnlyWhileThatIsAheadOfItsLastReport() {
    state.parameters(key("network", 0), parameters("network", 0));
    open(10);
    state.metrics(key("network", 0), metrics("network", 0, 1, 9), -1);
    assertThat(points()).isEqualTo(10);

    state.metrics(key("network", 0), metrics("network", 0, 2, 11), -1);
    assertThat(points()).isEqualTo(11);
    assertThat(state.learner("network", l -> l.history().all().size())).contains(2);
  }

  @Test
  void shouldKeepScoresByClassThatNotEachReportTells() {
    state.parameters(key("network", 0), parameters("network", 0));
    Metrics whole = metrics("network", 0, 1, 100);
    Metrics next = metrics("network", 0, 2, 200);
    Map<String, Object> numbers = new LinkedHashMap<>(next.scores().total());
    numbers.values().removeIf(value -> value != null && !(value instanceof Number));
    assertThat(numbers).doesNotContainKey("recall");
    state.metrics(key("network", 0), whole, -1);
    state.metrics(key("network", 0), metrics(next, new Scores(numbers, numbers, numbers)), -1);

    assertThat(state.learner("network", l -> l.scores().total()).orElseThrow())
        .containsAllEntriesOf(numbers)
        .containsEntry("recall", whole.scores().total().get("recall"));
  }

  @Test
  void shouldTellReplicasOnSeveralPartitionsApart() {
    state.parameters(key("network", 0), parameters("network", 0));
    state.parameters(key("network", 3), parameters("network", 3));

    assertThat(state.learners(FollowedLearner::id)).containsExactly("network", "network@3");
  }

  @Test
  void shouldForgetTheScoresOfALearnerThatWasStartedAnew() {
    state.parameters(key("network", 0), parameters("network", 0));
    for (int window = 1; window <= 10; window++) {
      state.metrics(key("network", 0), metrics("network", 0, window, window * 100L), -1);
    }

    state.metrics(key("network", 0), metrics("network", 0, 3, 50), -1);

    assertThat(state.learner("network", l -> l.history().all().size())).contains(1);
  }

  @Test
  void shouldRefuseScoresThatAreNoFiniteNumbers() {
    for (Double none : new Double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> state.metrics(key("network", 0), metrics(none, 0.5), -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cost");
      assertThatThrownBy(() -> state.metrics(key("network", 0), metrics(0.5, none), -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("accuracy");
    }
    assertThatThrownBy(
            () ->
                state.metrics(key("network", 0), metrics("kappa", new DoubleNode(Double.NaN)), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kappa");
    state.parameters(key("network", 0), parameters("network", 0));
    assertThat(state.learner("network", FollowedLearner::metrics)).isEmpty();
  }

  /** It was forgotten, or came to the list, while the window was open. */
  @Test
  void shouldTakeAWindowWhosePointsALearnerDidNotScore() {
    state.parameters(key("network", 0), parameters("network", 0));
    state.metrics(key("network", 0), metrics((Double) null, null), -1);

    assertThat(state.learner("network", FollowedLearner::metrics)).isPresent();
    assertThat(state.learner("network", l -> l.history().all().size())).contains(0);
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

    state.parameters(new LearnerKey("fraud", "network", 0), parameters("network", 0));

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
    RingBuffer.Fresh<AnsweredPoint> first = state.samples().since(0);
    assertThat(first.items()).hasSize(400);
    assertThat(state.samples().since(first.mark()).items()).isEmpty();

    Fixture.samples(2).subList(0, 3).forEach(state.samples()::add);

    assertThat(state.samples().since(first.mark()).items()).hasSize(3);
  }
}
