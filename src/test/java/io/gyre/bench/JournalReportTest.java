package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.LearnersJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class JournalReportTest {

  private static final List<Layout> LAYOUTS = Layout.of(List.of(4), List.of(2), List.of(1));
  private static final Layout JOURNAL = LAYOUTS.get(2);

  private final Results<Layout> results = new Results<>();

  private String written(boolean local, int rate, Consumer<JournalReport> writing) {
    List<Scenario> scenarios = Scenario.of(LearnersJson.standard());
    JournalPlan plan =
        new JournalPlan(LAYOUTS, scenarios.get(scenarios.size() - 1), 2, 1_000, 100, 1, rate, 1);
    StringWriter text = new StringWriter();
    writing.accept(new JournalReport(plan, results, local, new PrintWriter(text)));
    return text.toString();
  }

  private void measured(Layout layout, long nanos) {
    results.add(layout, new ResourceUsage(1_000, nanos, 2_000_000, 3_000_000, 4_000));
  }

  private void timed(Layout layout) {
    Histogram latency = new Histogram(3);
    latency.recordValue(50_000_000);
    results.add(layout, latency);
  }

  @Test
  void shouldSetEachLayoutBesideOnePartition() {
    measured(Layout.direct(), 1_000_000);
    measured(JOURNAL, 4_000_000);
    timed(JOURNAL);

    assertThat(written(true, 1_000, JournalReport::table))
        .contains("which the broker and all instances share", "latency in ms at 1,000 points/s")
        .contains("Medians of the rounds until the stop, at most 1; ")
        .containsPattern("direct +1 +1 +1 +1,000,000 +0% +1.00 +2.00 +3.00 *\\R")
        .containsPattern("journal +4 +2 +1 +250,000 +0% +0.25 +2.00 +3.00 +50 +50\\R")
        .doesNotContain("replicas");
    assertThat(written(true, 1_000, JournalReport::json).lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"direct\"").doesNotContain("latencyMs"),
            second -> assertThat(second).contains("\"instances\":2", "\"median\":0.25", "\"p99\""));
  }

  @Test
  void shouldSayOfHowManyRoundsTheMediansAre() {
    LAYOUTS.forEach(layout -> measured(layout, 1_000_000));
    assertThat(written(false, 0, JournalReport::table))
        .contains("Medians of 1 rounds; ")
        .doesNotContain("share,", "latency in");
    assertThat(written(false, 1_000, JournalReport::table)).contains("until the stop");
    LAYOUTS.forEach(this::timed);
    assertThat(written(false, 1_000, JournalReport::table)).contains("Medians of 1 rounds; ");
  }
}
