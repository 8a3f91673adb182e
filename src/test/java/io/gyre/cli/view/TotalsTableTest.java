package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.PointCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TotalsTableTest {

  /** So that the registry may have more; one of them is shown in detail alone. */
  private static final String[] METRICS = {
    "accuracy",
    "kappa",
    "last-label",
    "majority",
    "macro-f1",
    "average-precision",
    "recall-at-1-percent"
  };

  private static List<String> lines(LearnerReport... learners) {
    return TotalsTable.lines(List.of(learners), AddedMetric.registered(METRICS));
  }

  private static LearnerReport line(String learner, long points, Map<String, Object> total) {
    return line(learner, points, total, Map.of());
  }

  private static LearnerReport line(
      String learner, long points, Map<String, Object> total, Map<String, Double> weights) {
    LearnerSettings settings = new LearnerSettings(learner, Examples.learners().get(0).settings());
    PointCounts counts = new PointCounts(points, 0, 0, 0);
    return new LearnerReport(
        settings, 0, 0, 0, counts, 0, 0, Map.of(), Map.of(), total, weights, null, null);
  }

  @Test
  void shouldShowTheTotalsOfEachLearnerAndADashForNone() {
    Map<String, Object> undefined = new HashMap<>();
    undefined.put("accuracy", 1.0);
    undefined.put("kappa", null);

    assertThat(
            lines(
                line(
                    "logistic",
                    12_960,
                    Map.of("accuracy", 0.912, "kappa", 0.87, "last-label", 0.5, "majority", 0.25)),
                line("a-longer-name", 1, undefined)))
        .containsExactly(
            "learner           points  accuracy     kappa  last-label  majority",
            "logistic          12,960   91.20 %    0.8700     50.00 %   25.00 %",
            "a-longer-name          1  100.00 %         -           -         -");
  }

  @Test
  void shouldLeadWithWhatTellsOfARareClass() {
    Map<String, Object> total =
        Map.of(
            "accuracy",
            0.98,
            "majority",
            0.979,
            "most-frequent",
            0.98,
            "average-precision",
            0.25,
            "recall-at-1-percent",
            0.5);

    assertThat(lines(line("a", 9, total)))
        .containsExactly(
            "learner        points  average-precision  recall-at-1-percent  accuracy     kappa  last-label  majority",
            "a                   9             0.2500               0.5000   98.00 %         -           -   97.90 %");
  }

  @Test
  void shouldShowAMetricThatIsAddedToTheRegistry() {
    assertThat(
            TotalsTable.lines(
                List.of(line("a", 1, Map.of("added-one", 0.125))), AddedMetric.to(METRICS)))
        .satisfiesExactly(
            head -> assertThat(head).endsWith("majority  added-one"),
            a -> assertThat(a).endsWith("    12.50 %"));
  }

  @Test
  void shouldShowTheWeightOfEachLearnerBesideIt() {
    Map<String, Object> total = Map.of("accuracy", 0.5);

    assertThat(
            TotalsTable.lines(
                List.of(
                    line("a", 1, total),
                    line("b", 1, total),
                    line("mix", 1, total, Map.of("a", 0.75)))))
        .satisfiesExactly(
            head -> assertThat(head).endsWith("  weight"),
            a -> assertThat(a).endsWith(" 0.750"),
            b -> assertThat(b).endsWith("      -"),
            mix -> assertThat(mix).endsWith("      -"));
  }
}
