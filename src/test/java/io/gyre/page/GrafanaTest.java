package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.fold.LiveFolds;
import io.gyre.http.JsonBody;
import io.gyre.http.Meters;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard for Grafana asks for nothing that is not measured. */
class GrafanaTest {

  private static final Path FILE =
      Path.of("src/main/docker/monitoring/grafana/dashboards/gyre.json");

  private static final Pattern NAME = Pattern.compile("\\b(?:gyre|jvm|process)_[a-z_]+");

  @Test
  void shouldAskOnlyForFiguresThatThereAre() throws Exception {
    Set<String> asked = new TreeSet<>();
    JsonNode panels = JsonBody.JSON.readTree(Files.readString(FILE)).get("panels");
    for (JsonNode expression : panels.findValues("expr")) {
      Matcher name = NAME.matcher(expression.textValue());
      while (name.find()) {
        asked.add(name.group());
      }
    }

    Metrics blend = Fixture.with("weights", Map.of("network", 0.7));
    LiveFolds model = Fixture.model().with(0, Fixture.fold(blend));
    Meters meters = new Meters("gyre", List.of());
    meters.add(new PrometheusMetrics(new DashboardState("gyre"), () -> model, () -> 0));
    String measured = meters.scrape();
    meters.close();

    assertThat(asked)
        .contains("gyre_cost", "gyre_accuracy", "gyre_last_label", "gyre_majority", "gyre_kappa")
        .contains("gyre_lag_points", "gyre_blend_weight");
    assertThat(asked).allSatisfy(name -> assertThat(measured).contains("\n" + name + "{"));
  }
}
