package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.http.JsonBody;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page and Prometheus have every metric of the registry, with what it says of itself. */
class MetricTextTest {

  static Stream<String> numbers() {
    return MetricRegistry.metrics().stream().filter(Metric::isNumber).map(Metric::name);
  }

  @Test
  void shouldTellThePageOfEveryMetric() throws Exception {
    String module = new String(MetricText.module(), UTF_8);
    assertThat(module).startsWith("export const METRICS = ");
    JsonNode all = JsonBody.JSON.readTree(module.substring(module.indexOf('[')));

    assertThat(all.findValuesAsText("name"))
        .containsExactlyElementsOf(MetricRegistry.metrics().stream().map(Metric::name).toList());
    assertThat(all).allSatisfy(each -> assertThat(each).allMatch(said -> !said.isNull()));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void shouldHaveAGaugeOfEveryNumberThatSaysWhatItIs(String name) {
    StubModel model = new StubModel(List.of("network"));
    model.with(0, Fixture.fold(Fixture.metrics(name, new DoubleNode(0.125))));
    DashboardState state = new DashboardState("gyre");
    try (PrometheusMetrics meters = new PrometheusMetrics(state, () -> model, () -> 0, List.of())) {
      String gauge = "gyre_" + name.replace('-', '_');
      String meaning =
          MetricRegistry.metrics().stream()
              .filter(metric -> metric.name().equals(name))
              .map(Metric::meaning)
              .findFirst()
              .orElseThrow();

      assertThat(meters.scrape())
          .contains("# HELP " + gauge + " " + meaning)
          .containsPattern("(?m)^" + gauge + "\\{.*} 0\\.125$");
    }
  }
}
