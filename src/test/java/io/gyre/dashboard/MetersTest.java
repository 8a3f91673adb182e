package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetersTest {

  /** Else a counter would fall to what was long ago, and Prometheus take that for a restart. */
  @Test
  void shouldCountNothingBeforeThePastIsReadNorALearnerWithoutScores() {
    Board board = new Board("gyre");
    try (Meters meters = new Meters(board, partition -> true, List.of())) {
      board.parameters(Fixture.key("network", 0), Fixture.parameters("network", 0));
      board.metrics(Fixture.key("network", 0), Fixture.metrics("network", 0, 1, 2_000));
      board.parameters(Fixture.key("second", 1), Fixture.parameters("second", 1));
      assertThat(meters.scrape()).doesNotContain("gyre_predictions_total", "gyre_points_total");

      board.caughtUp();

      assertThat(meters.scrape())
          .contains("gyre_predictions_total{application=\"gyre\",learner=\"network\"")
          .doesNotContain("learner=\"second\"");
    }
  }
}
