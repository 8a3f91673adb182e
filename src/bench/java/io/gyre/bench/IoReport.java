package io.gyre.bench;

import io.gyre.bench.IoRun.Result;
import io.gyre.bench.LogSegments.Written;
import io.gyre.cli.option.Converters;
import io.gyre.cli.view.TableColumns;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one run of {@code scripts/bench-io} found, as a table for a person or as an object. */
record IoReport(Result result) {

  /** Keys of the state beyond these take little. */
  private static final int MOST_KEYS = 20;

  private static final String POINTS = TopicNames.standard().points();

  /** A line of a table: what was written, and for how many points. */
  private record Line(String name, Written written, long points) {

    double perPoint(long amount) {
      return points == 0 ? 0 : (double) amount / points;
    }
  }

  /** Writes all numbers. */
  Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rate", result.rate() == Converters.Rate.MAX ? "max" : result.rate());
    object.put("points", result.points());
    object.put("seconds", result.seconds());
    object.put("pointsPerSecond", pointsPerSecond());
    object.put("microsPerPoint", microsPerPoint());
    object.put("topics", result.topics());
    object.put("stateKeys", result.state());
    return object;
  }

  private double pointsPerSecond() {
    return result.seconds() == 0 ? 0 : result.points() / result.seconds();
  }

  private double microsPerPoint() {
    return (double) result.micros() / Math.max(1, result.points());
  }

  /**
   * Writes a table of the topics.
   *
   * @param keys whether to write one of the state's keys too
   */
  List<String> lines(boolean keys) {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "%s: %,d points learned in %.1f s, %,.0f points/s, CPU %,.0f µs a point",
            result.rate() == Converters.Rate.MAX
                ? "Full speed"
                : text("%s points/s", result.rate()).replace(".0 ", " "),
            result.points(),
            result.seconds(),
            pointsPerSecond(),
            microsPerPoint()));
    lines.add("");
    lines.addAll(topics());
    if (keys) {
      lines.add("");
      lines.addAll(keys());
    }
    return lines;
  }

  private List<String> topics() {
    List<Line> rows = new ArrayList<>();
    result.topics().forEach((topic, written) -> rows.add(line(topic, written)));
    rows.sort(Comparator.comparing(row -> !row.name.equals(POINTS)));
    long all = rows.stream().mapToLong(row -> row.written.bytes()).sum();
    Written more =
        rows.stream()
            .filter(row -> !row.name.equals(POINTS))
            .map(Line::written)
            .reduce(Written.NOTHING, Written::plus);
    rows.add(line("all but " + POINTS, more));
    return new TableColumns<Line>()
        .left("topic", 0, row -> row.name)
        .right("records", 0, row -> text("%,d", row.written.records()))
        .right("a point", 0, row -> text("%.3f", row.perPoint(row.written.records())))
        .right(
            "content, bytes a point", 0, row -> text("%,.0f", row.perPoint(row.written.content())))
        .right("on disk, bytes", 0, row -> text("%,d", row.written.bytes()))
        .right("a point", 0, row -> text("%,.0f", row.perPoint(row.written.bytes())))
        .right("share", 0, row -> text("%.1f %%", 100.0 * row.written.bytes() / Math.max(1, all)))
        .table(rows);
  }

  /** When the time was up, more may have been sent than was learned. */
  private Line line(String topic, Written written) {
    boolean isInput = topic.equals(POINTS);
    return new Line(topic, written, isInput ? written.records() : result.points());
  }

  private List<String> keys() {
    TableColumns<Line> columns =
        new TableColumns<Line>()
            .left("key of the state", 0, row -> row.name)
            .right("records", 0, row -> text("%,d", row.written.records()))
            .right("content, bytes", 0, row -> text("%,d", row.written.content()))
            .right("a point", 0, row -> text("%,.0f", row.perPoint(row.written.content())));
    return columns.table(
        result.state().entrySet().stream()
            .map(key -> new Line(key.getKey(), key.getValue(), result.points()))
            .sorted(Comparator.comparing(row -> -row.written.content()))
            .limit(MOST_KEYS)
            .toList());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
