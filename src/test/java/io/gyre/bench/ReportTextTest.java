package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.LearnersJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTextTest {

  private static final int ROUNDS = 3;
  private static final ResourceUsage USAGE =
      new ResourceUsage(1_000, 1_000_000, 2_000_000, 3_000_000, 4_000);

  private final List<Scenario> scenarios = Scenario.of(LearnersJson.standard());
  private final Results<Case> results = new Results<>();

  private BenchSettings plan() {
    return new BenchSettings(
        scenarios,
        List.of(Guarantee.EXACTLY_ONCE, Guarantee.AT_LEAST_ONCE),
        2,
        1_000,
        100,
        1,
        1,
        ROUNDS,
        1_000,
        1);
  }

  private String written(Consumer<ReportText> writing) {
    StringWriter text = new StringWriter();
    writing.accept(new ReportText(plan(), results, new PrintWriter(text)));
    return text.toString();
  }

  private void measured(int scenario) {
    results.add(new Case(scenarios.get(scenario), Guarantee.EXACTLY_ONCE), USAGE);
  }

  @Test
  void shouldLeaveOutTablesWithoutFiguresAfterAStop() {
    measured(0);
    measured(1);
    measured(0);

    assertThat(written(ReportText::tables))
        .contains("Medians of the rounds until the stop, at most 3; ")
        .contains("Throughput, exactly once")
        .containsOnlyOnce("pass-through")
        .doesNotContain("at least once", "Latency");
    assertThat(written(ReportText::json).lines())
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).contains("\"rounds\":2"),
            second -> assertThat(second).contains("\"rounds\":1"));
  }

  @Test
  void shouldSayOfHowManyRoundsTheMediansAre() {
    BenchSettings plan = plan();
    for (Guarantee guarantee : plan.guarantees()) {
      for (int round = 1; round <= ROUNDS; round++) {
        for (Scenario scenario : plan.scenarios()) {
          results.add(new Case(scenario, guarantee), USAGE);
        }
        for (Scenario scenario : plan.latencyScenarios()) {
          assertThat(written(ReportText::tables)).contains("Medians of the rounds until the stop");
          results.add(new Case(scenario, guarantee), latency());
        }
      }
    }

    assertThat(written(ReportText::tables))
        .contains("Medians of 3 rounds; ")
        .contains("Latency in ms, exactly once", "Latency in ms, at least once");
  }

  private static Histogram latency() {
    Histogram latency = new Histogram(3);
    latency.recordValue(5_000_000);
    return latency;
  }

  @Test
  void shouldTellNothingFromSomething() {
    assertThat(results.isEmpty()).isTrue();
    measured(0);
    assertThat(results.isEmpty()).isFalse();
  }
}
