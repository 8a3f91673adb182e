package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.data.Label;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.serving.JsonBody;
import io.gyre.topic.InterimReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {

  /** Else a counter would fall to what was long ago, and Prometheus take that for a restart. */
  @Test
  void shouldCountNothingBeforeThePastIsReadNorALearnerWithoutScores() {
    DashboardState state = new DashboardState("gyre");
    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      state.parameters(Fixture.key("network", 0), Fixture.parameters("network", 0));
      state.metrics(Fixture.key("network", 0), Fixture.metrics("network", 0, 1, 2_000), -1);
      state.parameters(Fixture.key("second", 1), Fixture.parameters("second", 1));
      assertThat(meters.scrape()).doesNotContain("gyre_predictions_total", "gyre_points_total");

      state.caughtUp();

      assertThat(meters.scrape())
          .contains("gyre_predictions_total{application=\"gyre\",learner=\"network\"")
          .doesNotContain("learner=\"second\"");
    }
  }

  /** The first report of a backlog may come minutes later. */
  @Test
  void shouldTellOfPointsAndLagBeforeTheFirstReport() {
    DashboardState state = new DashboardState("gyre");
    List<InterimReport> figures = new ArrayList<>();
    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> partition < 2, List.of(), () -> figures)) {
      state.flow(0, 0, Map.of(0, 700L, 1, 300L, 2, 5L));
      assertThat(meters.scrape()).doesNotContain("gyre_lag_points{", "gyre_points_total{");

      state.caughtUp();

      String at = "{application=\"gyre\",partition=";
      assertThat(meters.scrape())
          .contains("gyre_lag_points" + at + "\"0\"} 700", "gyre_points_total" + at + "\"0\"} 0")
          .contains("gyre_lag_points" + at + "\"1\"} 300")
          .doesNotContain("partition=\"2\"");

      figures.add(
          new InterimReport(
              Fixture.key("network", 0),
              Fixture.metrics("network", 0, 1, 2_000),
              Fixture.withoutModel("network")));
      long points = figures.get(0).metrics().totals().points();
      assertThat(meters.scrape())
          .contains("gyre_points_total" + at + "\"0\"} " + points)
          .contains("gyre_predictions_total{application=\"gyre\",learner=\"network\"");
      assertThat(points).isPositive();
    }
  }

  @Test
  void shouldHaveAGaugeForEachKnownMetricAndNoneForOthers() {
    DashboardState state = Fixture.state();
    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      state.metrics(
          Fixture.key("network", 0), Fixture.metrics("lag-points", new DoubleNode(7.125)), -1);
      String learner = "learner=\"network\",partition=\"0\"} ";

      String all = meters.scrape();

      assertThat(all)
          .contains("gyre_kappa{application=\"gyre\"," + learner + "0.4068")
          .contains("gyre_last_label{application=\"gyre\"," + learner + "0.4989")
          .contains("gyre_macro_f1{application=\"gyre\"," + learner + "0.7034")
          .contains("gyre_calibration_error{application=\"gyre\"," + learner + "0.021")
          .contains("gyre_recall{application=\"gyre\",class=\"1\"," + learner + "0.724")
          .contains("gyre_precision{application=\"gyre\",class=\"0\"," + learner + "0.72")
          .doesNotContain("gyre_confusion{", "gyre_n{", "} 7.125\n");

      state.metrics(Fixture.key("network", 0), Fixture.metrics("recall", NullNode.instance), -1);
      assertThat(meters.scrape()).contains("gyre_kappa{").doesNotContain("gyre_recall{");
      state.parameters(Fixture.key("network", 0), null);
      assertThat(meters.scrape()).doesNotContain("gyre_kappa{");
    }
  }

  @Test
  void shouldTellTheWeightsOfABlend() {
    DashboardState state = Fixture.state();
    state.parameters(Fixture.key("blend", 0), Fixture.withoutModel("blend"));
    state.metrics(
        Fixture.key("blend", 0),
        Fixture.blend("blend", Map.of("network", 0.75, "logistic", -0.5)),
        -1);

    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      String blend = "gyre_blend_weight{application=\"gyre\",learner=\"blend\",member=";
      assertThat(meters.scrape())
          .contains(blend + "\"network\",partition=\"0\"} 0.75")
          .contains(blend + "\"logistic\",partition=\"0\"} -0.5");
    }
  }

  @Test
  void shouldTellOfLateLabelsWhereLabelsMayBeLate() {
    DashboardState state = Fixture.state();
    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      assertThat(meters.scrape()).doesNotContain("gyre_late_labels", "gyre_waiting");

      state.metrics(
          Fixture.key("network", 0),
          Fixture.metrics(
              new LateLabelCounts(
                  7, 0, 700, null, 5, 1, 0, 2, 0, 0, 0, 3, 9, 4, 2, 1_500L, 2_000L, "")),
          -1);

      assertThat(meters.scrape())
          .contains("gyre_waiting_points{application=\"gyre\",partition=\"0\"} 7.0")
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
  }

  @Test
  void shouldTellWhatIsRememberedOfKeys() {
    DashboardState state = Fixture.state();
    state.metrics(
        Fixture.key("network", 0),
        Fixture.keys(new KeyCounts(Map.of("customer", 5L), 2, 3, 0, "")),
        -1);

    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      assertThat(meters.scrape())
          .contains("gyre_key_values{application=\"gyre\",key=\"customer\",partition=\"0\"} 5.0")
          .contains("gyre_keys_pending_labels{application=\"gyre\",partition=\"0\"} 2.0")
          .contains("gyre_keys_evicted_total{application=\"gyre\",partition=\"0\"} 3.0");
    }
  }

  @Test
  void shouldTellWhatWasDecidedAndWhatCameOfIt() {
    DashboardState state = Fixture.state();
    DecisionCounts decisions =
        new DecisionCounts(
            "blend", Label.of(1), "5%", 100, 5, 0.75, 4, 3, 80, 1, 0, 2L, 30.0, 90.0, 420.0, "");
    state.metrics(Fixture.key("network", 0), Fixture.decisions(decisions), -1);

    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      String at = "{application=\"gyre\",partition=\"0\"} ";
      assertThat(meters.scrape())
          .contains("gyre_decided_points_total" + at + "100.0", "gyre_alerts_total" + at + "5.0")
          .contains("gyre_alert_precision" + at + "0.75", "gyre_alert_recall" + at + "0.75")
          .contains("gyre_alert_threshold" + at + "0.75", "gyre_missing_costs_total" + at + "2.0")
          .contains("of=\"others\",partition=\"0\"} 80.0")
          .contains("gyre_paid{alerts=\"never\",application=\"gyre\",partition=\"0\"} 90.0");
    }
  }

  /** Anyone can write onto the topic. */
  @Test
  void shouldLeaveOutACountBelowZero() {
    DashboardState state = Fixture.state();
    LateLabelCounts none =
        new LateLabelCounts(7, 0, 700, null, -5, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, null, null, "");
    state.metrics(Fixture.key("network", 0), Fixture.metrics(none), -1);

    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      assertThat(meters.scrape())
          .contains("gyre_waiting_points", "outcome=\"unmatched\"")
          .doesNotContain("outcome=\"matched\"");
    }
  }

  @Test
  void shouldTellOfAtMostTwentyClasses() {
    DashboardState state = Fixture.state();
    ObjectNode recall = JsonBody.JSON.createObjectNode();
    for (int k = 0; k < 100; k++) {
      recall.put("class " + k, 0.5);
    }
    state.metrics(Fixture.key("network", 0), Fixture.metrics("recall", recall), -1);

    try (PrometheusMetrics meters =
        new PrometheusMetrics(state, partition -> true, List.of(), List::of)) {
      assertThat(meters.scrape().split("\ngyre_recall\\{")).hasSize(21);
    }
  }
}
