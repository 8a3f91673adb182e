package io.gyre.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.bench.Results.Figure;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Writes results as tables for a person, or as one JSON object a line. */
public final class ReportText {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double[] PERCENTILES = {50, 99, 99.9};

  private final BenchSettings plan;
  private final Results<Case> results;
  private final PrintWriter out;

  /** Writes nothing yet. */
  public ReportText(BenchSettings plan, Results<Case> results, PrintWriter out) {
    this.plan = plan;
    this.results = results;
    this.out = out;
  }

  /** Writes the tables of what was measured, after a stop those of the rounds until then. */
  public void tables() {
    out.println(ReportParts.heading("", plan.rounds(), isComplete()));
    for (Guarantee guarantee : plan.guarantees()) {
      if (any(guarantee, results::has)) {
        throughput(guarantee);
      }
      if (any(guarantee, results::hasLatency)) {
        latency(guarantee);
      }
    }
    out.flush();
  }

  /** Whether all that was planned was measured; it was not after a stop. */
  private boolean isComplete() {
    return plan.guarantees().stream().allMatch(guarantee -> isComplete(guarantee));
  }

  private boolean isComplete(Guarantee guarantee) {
    return plan.scenarios().stream()
            .allMatch(s -> results.rounds(new Case(s, guarantee)) == plan.rounds())
        && (plan.rate() == 0
            || plan.latencyScenarios().stream()
                .allMatch(s -> results.latencyRounds(new Case(s, guarantee)) == plan.rounds()));
  }

  private boolean any(Guarantee guarantee, Predicate<Case> has) {
    return plan.scenarios().stream().anyMatch(s -> has.test(new Case(s, guarantee)));
  }

  private void throughput(Guarantee guarantee) {
    out.printf(
        Locale.ROOT,
        "%nThroughput, %s: %,d points, %d partition(s), %d stream thread(s)%n%n",
        guarantee.words(),
        plan.points(),
        plan.partitions(),
        plan.threads());
    out.printf(
        "%-28s %4s %17s  %-17s %17s %8s %8s%n",
        "", "out", "", "share of", "CPU µs/point", "", "bytes");
    out.printf(
        "%-28s %4s %10s %6s  %8s %8s %10s %6s %8s %8s%n",
        "scenario", "each", "points/s", "±", "(a)", "json", "streams", "±", "process", "/point");
    for (Scenario scenario : plan.scenarios()) {
      if (results.has(new Case(scenario, guarantee))) {
        throughput(scenario, guarantee);
      }
    }
  }

  private void throughput(Scenario scenario, Guarantee guarantee) {
    Figure speed = results.figure(new Case(scenario, guarantee), ResourceUsage::pointsPerSecond);
    Figure stream = results.figure(new Case(scenario, guarantee), ResourceUsage::streamMicros);
    Figure process = results.figure(new Case(scenario, guarantee), ResourceUsage::processMicros);
    Figure bytes = results.figure(new Case(scenario, guarantee), ResourceUsage::bytesPerPoint);
    out.printf(
        Locale.ROOT,
        "%-28s %4d %,10.0f %5.0f%%  %8s %8s %10.2f %5.0f%% %8.2f %8.0f%n",
        scenario.name(),
        scenario.outputs(),
        speed.median(),
        100 * speed.spread(),
        share(scenario, Scenario.PASS_THROUGH, guarantee),
        scenario.kind() == Scenario.Kind.LEARN ? share(scenario, scenario.floor(), guarantee) : "",
        stream.median(),
        100 * stream.spread(),
        process.median(),
        bytes.median());
  }

  private String share(Scenario scenario, String to, Guarantee guarantee) {
    Figure ratio = ratio(scenario, to, guarantee);
    return ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio.median());
  }

  private Figure ratio(Scenario scenario, String to, Guarantee guarantee) {
    return plan.scenarios().stream()
        .filter(other -> other.name().equals(to))
        .map(
            other ->
                results.ratio(
                    new Case(scenario, guarantee),
                    new Case(other, guarantee),
                    ResourceUsage::pointsPerSecond))
        .filter(ratio -> ratio != null)
        .findFirst()
        .orElse(null);
  }

  private void latency(Guarantee guarantee) {
    out.printf(
        Locale.ROOT,
        "%nLatency in ms, %s: from when a point is due to when its predictions are read, %,d points/s%n%n",
        guarantee.words(),
        plan.rate());
    out.printf("%-28s %10s %10s %10s %6s%n", "scenario", "p50", "p99", "p99.9", "± p99");
    for (Scenario scenario : plan.latencyScenarios()) {
      if (results.hasLatency(new Case(scenario, guarantee))) {
        out.printf(Locale.ROOT, "%-28s", scenario.name());
        for (double percentile : PERCENTILES) {
          out.printf(
              Locale.ROOT,
              " %10.1f",
              results.latencyMs(new Case(scenario, guarantee), percentile).median());
        }
        out.printf(
            Locale.ROOT,
            " %5.0f%%%n",
            100 * results.latencyMs(new Case(scenario, guarantee), 99).spread());
      }
    }
  }

  /** Writes one object per scenario and guarantee. */
  public void json() {
    for (Guarantee guarantee : plan.guarantees()) {
      for (Scenario scenario : plan.scenarios()) {
        if (results.has(new Case(scenario, guarantee))) {
          out.println(json(scenario, guarantee));
        }
      }
    }
    out.flush();
  }

  private ObjectNode json(Scenario scenario, Guarantee guarantee) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("scenario", scenario.name())
            .put("guarantee", guarantee.toString())
            .put("outputs", scenario.outputs())
            .put("points", plan.points())
            .put("partitions", plan.partitions())
            .put("threads", plan.threads())
            .put("rounds", results.rounds(new Case(scenario, guarantee)));
    put(node, "pointsPerSecond", scenario, guarantee, ResourceUsage::pointsPerSecond);
    put(node, "streamMicrosPerPoint", scenario, guarantee, ResourceUsage::streamMicros);
    put(node, "processMicrosPerPoint", scenario, guarantee, ResourceUsage::processMicros);
    put(node, "bytesPerPoint", scenario, guarantee, ResourceUsage::bytesPerPoint);
    ReportParts.put(node, "shareOfPassThrough", ratio(scenario, Scenario.PASS_THROUGH, guarantee));
    if (scenario.kind() == Scenario.Kind.LEARN) {
      ReportParts.put(node, "shareOfJson", ratio(scenario, scenario.floor(), guarantee));
    }
    if (results.hasLatency(new Case(scenario, guarantee))) {
      ObjectNode latency = node.putObject("latencyMs").put("rate", plan.rate());
      for (double percentile : PERCENTILES) {
        ReportParts.put(
            latency,
            "p" + (percentile == 99.9 ? "99.9" : (int) percentile),
            results.latencyMs(new Case(scenario, guarantee), percentile));
      }
    }
    return node;
  }

  private void put(
      ObjectNode node,
      String name,
      Scenario scenario,
      Guarantee guarantee,
      ToDoubleFunction<ResourceUsage> of) {
    ReportParts.put(node, name, results.figure(new Case(scenario, guarantee), of));
  }
}
