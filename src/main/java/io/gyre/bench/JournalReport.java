package io.gyre.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.bench.Results.Figure;
import java.io.PrintWriter;
import java.util.Locale;

/** Writes what was measured of layouts as a table for a person, or as one JSON object a line. */
public final class JournalReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JournalPlan plan;
  private final Results<Layout> results;
  private final boolean local;
  private final PrintWriter out;

  /**
   * Writes nothing yet.
   *
   * @param local whether the broker was on this machine
   */
  public JournalReport(JournalPlan plan, Results<Layout> results, boolean local, PrintWriter out) {
    this.plan = plan;
    this.results = results;
    this.local = local;
    this.out = out;
  }

  /** Writes a row a layout, after a stop of the rounds until then. */
  public void table() {
    String shared = local ? ", which the broker and all instances share" : "";
    out.println(ReportParts.heading(shared, plan.rounds(), isComplete()));
    out.printf(
        Locale.ROOT,
        "%n%s, exactly once: throughput of %,d points%s%n%n",
        plan.learners().name(),
        plan.points(),
        plan.rate() == 0
            ? ""
            : String.format(Locale.ROOT, "; latency in ms at %,d points/s", plan.rate()));
    out.printf(
        "%-9s %10s %9s %7s %10s %6s %9s  %-16s %10s %10s%n",
        "", "", "", "", "", "", "share of", "CPU µs/point", "latency", "");
    out.printf(
        "%-9s %10s %9s %7s %10s %6s %9s %8s %8s %10s %10s%n",
        "layout",
        "partitions",
        "instances",
        "threads",
        "points/s",
        "±",
        "direct",
        "streams",
        "process",
        "p50",
        "p99");
    plan.layouts().stream().filter(results::has).forEach(this::row);
    out.flush();
  }

  /** Whether all that was planned was measured; it was not after a stop. */
  private boolean isComplete() {
    return plan.layouts().stream()
        .allMatch(
            layout ->
                results.rounds(layout) == plan.rounds()
                    && (plan.rate() == 0 || results.latencyRounds(layout) == plan.rounds()));
  }

  private void row(Layout layout) {
    Figure speed = results.figure(layout, ResourceUsage::pointsPerSecond);
    Figure share = shareOfDirect(layout);
    out.printf(
        Locale.ROOT,
        "%-9s %10d %9d %7d %,10.0f %5.0f%% %9s %8.2f %8.2f %10s %10s%n",
        layout.wayName(),
        layout.partitions(),
        layout.instances(),
        layout.threads(),
        speed.median(),
        100 * speed.spread(),
        share == null ? "" : String.format(Locale.ROOT, "%.2f", share.median()),
        results.figure(layout, ResourceUsage::streamMicros).median(),
        results.figure(layout, ResourceUsage::processMicros).median(),
        latency(layout, 50),
        latency(layout, 99));
  }

  private Figure shareOfDirect(Layout layout) {
    return results.ratio(layout, Layout.direct(), ResourceUsage::pointsPerSecond);
  }

  private String latency(Layout layout, double percentile) {
    return results.hasLatency(layout)
        ? String.format(Locale.ROOT, "%.0f", results.latencyMs(layout, percentile).median())
        : "";
  }

  /** Writes one object per layout. */
  public void json() {
    plan.layouts().stream().filter(results::has).map(this::json).forEach(out::println);
    out.flush();
  }

  private ObjectNode json(Layout layout) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("layout", layout.wayName())
            .put("learners", plan.learners().name())
            .put("partitions", layout.partitions())
            .put("instances", layout.instances())
            .put("threads", layout.threads())
            .put("points", plan.points())
            .put("rounds", results.rounds(layout));
    ReportParts.put(
        node, "pointsPerSecond", results.figure(layout, ResourceUsage::pointsPerSecond));
    ReportParts.put(
        node, "streamMicrosPerPoint", results.figure(layout, ResourceUsage::streamMicros));
    ReportParts.put(
        node, "processMicrosPerPoint", results.figure(layout, ResourceUsage::processMicros));
    ReportParts.put(node, "shareOfDirect", shareOfDirect(layout));
    if (results.hasLatency(layout)) {
      ObjectNode latency = node.putObject("latencyMs").put("rate", plan.rate());
      ReportParts.put(latency, "p50", results.latencyMs(layout, 50));
      ReportParts.put(latency, "p99", results.latencyMs(layout, 99));
    }
    return node;
  }
}
