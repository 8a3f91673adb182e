package io.gyre.bench;

import io.gyre.bench.Rounds.Figure;
import io.gyre.bench.Setup.Guarantee;
import io.gyre.cli.view.TableColumns;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Writes what a bench measured, as tables for a person or as one JSON object a line. */
record BenchReport(Plan plan, Map<Setup, Rounds> results, PrintWriter out) {

  /**
   * A column of a table.
   *
   * @param name of its values in JSON
   * @param format of median and spread in percent, where it has figures
   */
  private record Fact(String name, String title, String format) {

    String cell(Map<String, Object> object) {
      Object value = object.getOrDefault(name, "");
      return value instanceof Figure figure
          ? String.format(Locale.ROOT, format, figure.median(), 100 * figure.spread())
          : value.toString();
    }
  }

  /** Columns that differ between layouts alone. */
  private static final Set<String> OF_LAYOUTS = Set.of("partitions", "instances", "threads");

  /** The columns of all tables, in order; a table has those of which it has values. */
  private static final List<Fact> FACTS =
      List.of(
          new Fact("scenario", "scenario", ""),
          new Fact("layout", "layout", ""),
          new Fact("outputs", "out each", ""),
          new Fact("partitions", "partitions", ""),
          new Fact("instances", "instances", ""),
          new Fact("threads", "threads", ""),
          new Fact("rounds", "rounds", ""),
          new Fact("pointsPerSecond", "points/s", "%,.0f ±%3.0f%%"),
          new Fact("shareOfPassThrough", "share of (a)", "%.2f"),
          new Fact("shareOfJson", "json", "%.2f"),
          new Fact("shareOfDirect", "share of direct", "%.2f"),
          new Fact("streamMicrosPerPoint", "CPU µs/point", "%.2f ±%3.0f%%"),
          new Fact("processMicrosPerPoint", "process", "%.2f"),
          new Fact("bytesPerPoint", "bytes/point", "%.0f"),
          new Fact("p50", "p50", "%.1f"),
          new Fact("p99", "p99", "%.1f ±%3.0f%%"),
          new Fact("p99.9", "p99.9", "%.1f"));

  /** Writes one object per scenario and guarantee, or per layout. */
  void json() {
    results.forEach(
        (setup, rounds) -> {
          Map<String, Object> object = object(setup, rounds.throughput(), throughput(setup));
          if (!rounds.latency().isEmpty()) {
            Map<String, Object> latency = new LinkedHashMap<>(latency(setup));
            latency.put("rate", plan.rate());
            object.put("latencyMs", latency);
          }
          out.println(WorkerProcess.line(object));
        });
    out.flush();
  }

  /** Writes a table of throughput, and one of latency if there is any, for each guarantee. */
  void tables() {
    out.printf(
        "%s %s, %d processors%s, Java %s. Medians of the rounds; ± is half of lowest to highest.%n",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        plan.local() ? ", which the broker shares" : "",
        System.getProperty("java.version"));
    Setup first = plan.setups().get(0);
    String of =
        plan.ofLayouts()
            ? first.scenario()
            : "%d partition(s), %d stream thread(s)".formatted(first.partitions(), first.threads());
    for (Guarantee guarantee : Guarantee.values()) {
      List<Setup> measured =
          results.keySet().stream().filter(setup -> setup.guarantee() == guarantee).toList();
      table(
          "Throughput, %s: %,d points, %s".formatted(guarantee.words(), plan.points(), of),
          measured.stream()
              .map(setup -> object(setup, results.get(setup).throughput(), throughput(setup))));
      table(
          "Latency in ms, %s: from when a point is due to when its predictions are read, %,d points/s"
              .formatted(guarantee.words(), plan.rate()),
          measured.stream()
              .filter(setup -> !results.get(setup).latency().isEmpty())
              .map(setup -> object(setup, results.get(setup).latency(), latency(setup))));
    }
    out.flush();
  }

  private void table(String heading, Stream<Map<String, Object>> of) {
    List<Map<String, Object>> objects = of.toList();
    if (objects.isEmpty()) {
      return;
    }
    List<Fact> facts =
        FACTS.stream()
            .filter(fact -> plan.ofLayouts() || !OF_LAYOUTS.contains(fact.name))
            .filter(fact -> objects.stream().anyMatch(object -> object.containsKey(fact.name)))
            .toList();
    out.printf("%n%s%n%n", heading);
    TableColumns<Map<String, Object>> columns = new TableColumns<>();
    columns.left(facts.get(0).title, 0, facts.get(0)::cell);
    facts.stream().skip(1).forEach(fact -> columns.right(fact.title, 0, fact::cell));
    columns.table(objects).forEach(out::println);
  }

  /** Joins what names a setup, how many rounds there were, and figures of them. */
  private Map<String, Object> object(Setup setup, List<?> rounds, Map<String, Figure> figures) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (setup.ofApplication()) {
      object.put("layout", setup.name());
      object.put("learners", setup.scenario());
      object.put("instances", setup.instances());
    } else {
      object.put("scenario", setup.name());
      object.put("guarantee", setup.guarantee().toString());
    }
    object.put("outputs", setup.outputs());
    object.put("partitions", setup.partitions());
    object.put("threads", setup.threads());
    object.put("points", plan.points());
    object.put("rounds", rounds.size());
    object.putAll(figures);
    object.values().removeIf(Objects::isNull);
    return object;
  }

  private Map<String, Figure> throughput(Setup setup) {
    Rounds rounds = results.get(setup);
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("pointsPerSecond", rounds.figure(u -> u.points() / u.nanos() * 1e9));
    figures.put("streamMicrosPerPoint", rounds.figure(u -> u.streamNanos() / u.points() / 1e3));
    figures.put("processMicrosPerPoint", rounds.figure(u -> u.processNanos() / u.points() / 1e3));
    figures.put("bytesPerPoint", rounds.figure(u -> u.bytes() / u.points()));
    figures.put("shareOfPassThrough", share(setup, "pass-through"));
    figures.put(
        "shareOfJson",
        share(setup, setup.kind() == Setup.Kind.LEARN ? "json-" + setup.outputs() : ""));
    figures.put("shareOfDirect", share(setup, "direct"));
    return figures;
  }

  /** The points/s beside those of the setup of a name under the same guarantee; null without it. */
  private Figure share(Setup setup, String name) {
    return results.keySet().stream()
        .filter(other -> other.guarantee() == setup.guarantee() && other.name().equals(name))
        .findFirst()
        .map(other -> results.get(setup).shareOf(results.get(other)))
        .orElse(null);
  }

  private Map<String, Figure> latency(Setup setup) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (String percentile : List.of("50", "99", "99.9")) {
      double share = Double.parseDouble(percentile);
      figures.put("p" + percentile, results.get(setup).latencyMs(share));
    }
    return figures;
  }
}
