package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.bench.Rounds.Usage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BenchReportTest {

  private static final List<Setup> SCENARIOS = List.copyOf(Setup.scenarios(Examples.learners()));
  private static final List<Setup> LAYOUTS =
      SCENARIOS.get(2).layouts(List.of(4), List.of(2), List.of(1));

  private final Map<Setup, Rounds> results = new LinkedHashMap<>();

  private void measured(Setup setup, long... nanos) {
    Rounds rounds = results.computeIfAbsent(setup, key -> new Rounds());
    for (long each : nanos) {
      rounds.throughput().add(new Usage(1_000, each, 2_000_000, 3_000_000, 4_000));
    }
  }

  private String written(List<Setup> setups, Consumer<BenchReport> writing) {
    StringWriter text = new StringWriter();
    Plan plan = new Plan(setups, 1_000, 3, 1_000, 1, true);
    writing.accept(new BenchReport(plan, results, new PrintWriter(text)));
    return text.toString();
  }

  @Test
  void shouldTakeSharesRoundByRoundOfThoseThatWereMeasured() {
    measured(SCENARIOS.get(0), 1_000_000, 2_000_000);
    measured(SCENARIOS.get(1), 2_000_000);
    measured(SCENARIOS.get(2), 4_000_000, 4_000_000);

    assertThat(written(SCENARIOS, BenchReport::tables))
        .contains("Throughput, exactly once: 1,000 points, 1 partition(s), 1 stream thread(s)")
        .containsPattern("pass-through +1 +2 +750,000 ± 33% +1.00 +2.00 ±  0% +3.00 +4\\R")
        .containsPattern("json-1 +1 +1 +500,000 ±  0% +0.50 +2.00 ±  0% +3.00 +4\\R")
        .containsPattern("network +1 +2 +250,000 ±  0% +0.38 +0.50 +2.00 ±  0% +3.00 +4\\R")
        .doesNotContain("at least once", "Latency");
    assertThat(written(SCENARIOS, BenchReport::json).lines())
        .hasSize(3)
        .element(1)
        .asString()
        .contains("\"scenario\":\"json-1\"", "\"guarantee\":\"exactly-once\"", "\"rounds\":1")
        .contains("\"shareOfPassThrough\":{\"median\":0.5,\"spread\":0.0}")
        .doesNotContain("shareOfJson", "latencyMs");
  }

  @Test
  void shouldSetEachLayoutBesideOnePartition() {
    measured(LAYOUTS.get(0), 1_000_000);
    measured(LAYOUTS.get(2), 4_000_000);
    Histogram latency = new Histogram(3);
    latency.recordValue(50_000_000);
    results.get(LAYOUTS.get(2)).latency().add(latency);

    assertThat(written(LAYOUTS, BenchReport::tables))
        .contains("which the broker shares", "read, 1,000 points/s")
        .containsPattern("direct +1 +1 +1 +1 +1 +1,000,000 ±  0% +1.00 +2.00")
        .containsPattern("journal +1 +4 +2 +1 +1 +250,000 ±  0% +0.25 +2.00")
        .containsPattern("journal +1 +4 +2 +1 +1 +50.0 +50.0 ±  0% +50.0\\R")
        .doesNotContain("replicas");
    assertThat(written(LAYOUTS, BenchReport::json).lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"direct\"").doesNotContain("latencyMs"),
            second ->
                assertThat(second)
                    .contains("\"learners\":\"network\"", "\"instances\":2", "\"median\":0.25")
                    .contains("\"latencyMs\":{\"p50\":{", "\"rate\":1000}"));
  }
}
