package io.gyre.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.bench.Results.Figure;
import java.util.Locale;

/** What the reports of both benches have in common. */
final class ReportParts {

  private ReportParts() {}

  /**
   * Says where was measured, and of how many rounds the figures are.
   *
   * @param shared said of the processors, or empty
   * @param rounds that were planned
   * @param complete whether all of them were measured
   */
  static String heading(String shared, int rounds, boolean complete) {
    return String.format(
        Locale.ROOT,
        "%s %s, %d processors%s, Java %s. Medians of %s; ± is half of lowest to highest.",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        shared,
        System.getProperty("java.version"),
        complete ? rounds + " rounds" : "the rounds until the stop, at most " + rounds);
  }

  /** Adds a figure to a JSON object; nothing if it is null. */
  static void put(ObjectNode node, String name, Figure figure) {
    if (figure != null) {
      node.putObject(name).put("median", figure.median()).put("spread", figure.spread());
    }
  }
}
