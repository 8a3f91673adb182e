package io.gyre.page.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatestByOutcomeTest {

  private final LatestByOutcome outcomes = new LatestByOutcome();

  @Test
  void shouldFindTheLatestOfACellNewestFirst() {
    for (int i = 0; i < 20; i++) {
      outcomes.addAll(List.of(point(i, Label.of(1), 0.2, 10)), 0);
    }
    outcomes.addAll(List.of(point(20, Label.of(1), 0.8, 10)), 0);

    assertThat(outcomes.of("blend", "1", "0"))
        .extracting(AnsweredPoint::offset)
        .containsExactly(19L, 18L, 17L, 16L, 15L, 14L, 13L, 12L);
    assertThat(outcomes.of("blend", "1", "1")).hasSize(1);
    assertThat(outcomes.of("other", "1", "0")).isEmpty();
    assertThat(outcomes.all()).extracting(AnsweredPoint::at).contains("0-20").doesNotContain("0-3");
  }

  @Test
  void shouldWantWhatIsRareAndOfAFullCellOneNowAndThen() {
    Map<String, Prediction> wrong = point(0, Label.of(1), 0.2, 10).predictions();
    assertThat(outcomes.wants(wrong, 0)).isTrue();
    for (int i = 0; i < 8; i++) {
      outcomes.addAll(List.of(point(i, Label.of(1), 0.2, 10)), 0);
    }

    assertThat(outcomes.wants(wrong, 1_000)).isFalse();
    assertThat(outcomes.wants(point(9, Label.of(0), 0.2, 10).predictions(), 1_000)).isTrue();
    assertThat(outcomes.wants(wrong, 3_000)).isTrue();
    assertThat(outcomes.wants(point(9, null, 0.2, 10).predictions(), 1_000))
        .as("without a label there is no cell")
        .isFalse();
  }

  @Test
  void shouldKeepThePointsToLookAtWithoutALabel() {
    for (int i = 0; i < 60; i++) {
      AnsweredPoint point = point(i, null, 0.2, 10);
      Prediction said = Predictions.withDecision(point.predictions().get("blend"), "alert");
      AnsweredPoint alert =
          new AnsweredPoint(0, i, 0, point.record(), Fields.NONE, null, Map.of("blend", said));
      assertThat(outcomes.wants(alert.predictions(), 0)).isTrue();
      outcomes.addAll(List.of(alert), 0);
    }

    assertThat(outcomes.all()).hasSize(50).extracting(AnsweredPoint::at).contains("0-59");
  }

  @Test
  void shouldStayBoundedHoweverLargeThePointsAndManyTheCells() {
    for (int i = 0; i < 100; i++) {
      outcomes.addAll(List.of(point(i, Label.of(i), 0.2, 1 << 20)), 0);
    }

    long kept =
        java.util.stream.IntStream.range(0, 100)
            .filter(i -> !outcomes.of("blend", "" + i, "0").isEmpty())
            .count();
    assertThat(kept).isEqualTo(15);
    assertThat(outcomes.of("blend", "99", "0")).hasSize(1);
  }

  private static AnsweredPoint point(long offset, Label label, double probability, int bytes) {
    return new AnsweredPoint(
        0,
        offset,
        1,
        "x".repeat(bytes).getBytes(UTF_8),
        Fields.ofFeatures(new double[] {1}),
        label,
        Map.of("blend", Predictions.ofTwo("p", "blend", probability, label, 1, 0, offset)));
  }
}
