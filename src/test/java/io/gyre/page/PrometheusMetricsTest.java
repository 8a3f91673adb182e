package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.gyre.data.Label;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.http.Meters;
import io.gyre.page.state.DashboardState;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.topic.Metrics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrometheusMetricsTest {

  private static final String AT = "{application=\"gyre\",partition=\"0\"} ";

  private final DashboardState state = new DashboardState("gyre");
  private final StubModel model = new StubModel(List.of("network"));

  private String scrape() {
    try (Meters meters = new Meters("gyre", List.of())) {
      meters.add(new PrometheusMetrics(state, () -> model, () -> 7));
      return meters.scrape();
    }
  }

  private String scrape(Metrics... learners) {
    model.with(0, Fixture.fold(learners));
    return scrape();
  }

  @Test
  void shouldTellOfTheFoldsOfThisProcessAloneAndOfTheirLag() {
    state.flow(0, 0, Map.of(0, 700L, 1, 300L));
    state.metrics(Fixture.key("second", 1), Fixture.metrics("second", 1, 1, 2_000), -1);

    assertThat(scrape())
        .contains("gyre_dead_letters_total{application=\"gyre\"} 7")
        .doesNotContain("gyre_lag_points{", "gyre_points_total{", "partition=\"1\"");

    assertThat(scrape(Fixture.metrics("network", 0, 1, 2_000)))
        .contains("gyre_lag_points" + AT + "700", "gyre_points_total" + AT + "2000")
        .contains("gyre_predictions_total{application=\"gyre\",learner=\"network\"")
        .doesNotContain("partition=\"1\"");
  }

  @Test
  void shouldHaveAGaugeForEachKnownMetricAndNoneForOthers() {
    String learner = "learner=\"network\",partition=\"0\"} ";

    assertThat(scrape(Fixture.metrics("lag-points", new DoubleNode(7.125))))
        .contains("gyre_kappa{application=\"gyre\"," + learner + "0.4068")
        .contains("gyre_last_label{application=\"gyre\"," + learner + "0.4989")
        .contains("gyre_macro_f1{application=\"gyre\"," + learner + "0.7034")
        .contains("gyre_calibration_error{application=\"gyre\"," + learner + "0.021")
        .contains("gyre_recall{application=\"gyre\",class=\"1\"," + learner + "0.724")
        .contains("gyre_precision{application=\"gyre\",class=\"0\"," + learner + "0.72")
        .doesNotContain("gyre_confusion{", "gyre_n{", "} 7.125\n");

    assertThat(scrape(Fixture.metrics("recall", NullNode.instance)))
        .contains("gyre_kappa{")
        .doesNotContain("gyre_recall{");
  }

  /** As after a restart, when the fold remembers no report. */
  @Test
  void shouldTellTheFadedScoresWhileTheLastReportIsUnknownAndThoseOfTheTopicIfItIsRead() {
    String kappa = "gyre_kappa{application=\"gyre\",learner=\"network\",partition=\"0\"} ";
    assertThat(scrape(Fixture.preview("network", 2_500))).contains(kappa + "0.4371");

    state.metrics(Fixture.key("network", 0), Fixture.metrics("network", 0, 1, 2_000), -1);

    assertThat(scrape()).contains(kappa + "0.4068");
  }

  @Test
  void shouldTellTheWeightsOfABlend() {
    String blend = "gyre_blend_weight{application=\"gyre\",learner=\"network\",member=";

    assertThat(scrape(Fixture.with("weights", Map.of("network", 0.75, "logistic", -0.5))))
        .contains(blend + "\"network\",partition=\"0\"} 0.75")
        .contains(blend + "\"logistic\",partition=\"0\"} -0.5");
  }

  @Test
  void shouldTellOfLateLabelsWhereLabelsMayBeLate() {
    assertThat(scrape(Fixture.metrics("network", 0, 1, 2_000)))
        .doesNotContain("gyre_late_labels", "gyre_waiting");

    assertThat(
            scrape(
                Fixture.with(
                    "labels",
                    new LateLabelCounts(
                        7, 0, 700, null, 5, 1, 0, 2, 0, 0, 0, 3, 9, 4, 2, 1_500L, 2_000L, ""))))
        .contains("gyre_waiting_points" + AT + "7.0")
        .contains(
            "gyre_late_labels_total{application=\"gyre\",outcome=\"unmatched\",partition=\"0\"}"
                + " 3.0")
        .contains(
            "gyre_late_labels_total{application=\"gyre\",outcome=\"too-late\",partition=\"0\"}"
                + " 4.0")
        .contains(
            "gyre_late_labels_total{application=\"gyre\",outcome=\"learned-too-late\",partition=\"0\"}"
                + " 2.0")
        .contains(
            "gyre_unlabelled_points_total{application=\"gyre\",outcome=\"silent\",partition=\"0\"}"
                + " 9.0")
        .contains(
            "gyre_label_delay_seconds{application=\"gyre\",partition=\"0\",quantile=\"0.5\"}"
                + " 1.5");
  }

  @Test
  void shouldTellWhatIsRememberedOfKeys() {
    assertThat(scrape(Fixture.with("keys", new KeyCounts(Map.of("customer", 5L), 2, 3, 0, ""))))
        .contains("gyre_key_values{application=\"gyre\",key=\"customer\",partition=\"0\"} 5.0")
        .contains("gyre_keys_pending_labels" + AT + "2.0")
        .contains("gyre_keys_evicted_total" + AT + "3.0");
  }

  @Test
  void shouldTellWhatWasDecidedAndWhatCameOfIt() {
    DecisionCounts decisions =
        new DecisionCounts(
            "blend", Label.of(1), "5%", 100, 5, 0.75, 4, 3, 80, 1, 0, 2L, 30.0, 90.0, 420.0, "");

    assertThat(scrape(Fixture.with("decisions", decisions)))
        .contains("gyre_decided_points_total" + AT + "100.0", "gyre_alerts_total" + AT + "5.0")
        .contains("gyre_alert_precision" + AT + "0.75", "gyre_alert_recall" + AT + "0.75")
        .contains("gyre_alert_threshold" + AT + "0.75", "gyre_missing_costs_total" + AT + "2.0")
        .contains("of=\"others\",partition=\"0\"} 80.0")
        .contains("gyre_paid{alerts=\"never\",application=\"gyre\",partition=\"0\"} 90.0");
  }

  /** A replica has no points that wait, and anyone can write onto the topic. */
  @Test
  void shouldTellOfLateLabelsAsTheTopicDoesWhereTheFoldCannotButOfNoCountBelowZero() {
    LateLabelCounts none =
        new LateLabelCounts(7, 0, 700, null, -5, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, null, null, "");
    state.metrics(Fixture.key("network", 0), Fixture.with("labels", none), -1);

    assertThat(scrape(Fixture.metrics("network", 0, 1, 2_000)))
        .contains("gyre_waiting_points", "outcome=\"unmatched\"")
        .doesNotContain("outcome=\"matched\"");
  }

  static Stream<Metric<?>> numbers() {
    return MetricRegistry.metrics().stream().filter(Metric::isNumber);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void shouldHaveAGaugeOfEveryNumberThatSaysWhatItIs(Metric<?> metric) {
    String gauge = "gyre_" + metric.name().replace('-', '_');

    assertThat(scrape(Fixture.metrics(metric.name(), new DoubleNode(0.125))))
        .contains("# HELP " + gauge + " " + metric.meaning())
        .containsPattern("(?m)^" + gauge + "\\{.*} 0\\.125$");
  }
}
