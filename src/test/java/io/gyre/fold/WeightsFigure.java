package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the weights of the default list's blend over the rows of a file, as SVG on standard output:
 * the figure of {@code src/docs/blend.md}, which has the command. Arguments: the file and the
 * label's column. Each place of a line is the mean over 1,000 rows.
 */
final class WeightsFigure {

  private static final int ROWS = 1_000;
  private static final int WIDTH = 900;
  private static final int HEIGHT = 440;
  private static final int LEFT = 52;
  private static final int RIGHT = 750;
  private static final int TOP = 44;
  private static final int BOTTOM = 400;
  private static final int TEXT_HEIGHT = 15;
  private static final double GRID = 0.1;

  /** Of the default list: linear learners are blue, networks red, neighbours green. */
  private static final String[] COLOURS = {
    "#1f4e9c", "#7fa8e0", "#8b1a1a", "#d9482b", "#f2a07b", "#1b6e3c", "#7cc08f", "#7b3fa0",
    "#777777", "#b8860b", "#008b8b", "#c71585", "#556b2f"
  };

  private final Map<String, List<Double>> means = new LinkedHashMap<>();
  private final String title;
  private int rows;
  private double low;
  private double high;

  private WeightsFigure(String title) {
    this.title = title;
  }

  public static void main(String[] args) throws IOException, InvalidPointException {
    DataFile file = new DataFile(Path.of(args[0]), FileFormat.ofName(args[0]).orElseThrow());
    WeightsFigure figure =
        new WeightsFigure(
            "Weights in the blend, " + file.path().getFileName() + ", mean of 1,000 rows each");
    try (RowReader reader = file.open(LabelColumn.named(args[1]))) {
      figure.learn(reader);
    }
    figure.draw(new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  private void learn(RowReader reader) throws IOException, InvalidPointException {
    List<LearnerSettings> list = LearnerPresets.DATA.learners();
    RecordSettings meaning = RecordSettings.json(reader.label(), null, null);
    FoldSettings settings = new FoldSettings(list, WindowSettings.standard()).withRecords(meaning);
    Fold fold =
        Fold.open(settings.withReports(FoldSettings.NO_REPORTS), FoldStore.unsaved("figure"));
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Row row = reader.next(); row != null; row = reader.next()) {
      fold.apply(LogRecord.of(LogRecord.Kind.POINT, row.json(), 1_000_000 + rows, 0, rows));
      fold.report()
          .learner(list.size() - 1, false)
          .weights()
          .forEach((e, w) -> sums.merge(e, w, Double::sum));
      if (++rows % ROWS == 0) {
        sums.forEach((e, w) -> means.computeIfAbsent(e, x -> new ArrayList<>()).add(w / ROWS));
        sums.clear();
      }
    }
  }

  private void draw(PrintStream out) {
    double[] all =
        means.values().stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
    low = Math.floor(Arrays.stream(all).min().orElse(0) / GRID) * GRID;
    high = Math.ceil(Arrays.stream(all).max().orElse(1) / GRID) * GRID;
    print(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
        WIDTH,
        HEIGHT);
    print(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    print(out, "<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, title);
    grid(out);
    lines(out);
    print(out, "</svg>");
  }

  private void lines(PrintStream out) {
    double[] ends =
        means.values().stream().mapToDouble(line -> height(line.get(line.size() - 1))).toArray();
    double[] places = apart(ends);
    int i = 0;
    for (Map.Entry<String, List<Double>> line : means.entrySet()) {
      String colour = COLOURS[i % COLOURS.length];
      print(
          out,
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\" points=\"%s\"/>",
          colour,
          points(line.getValue()));
      print(
          out,
          "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>",
          RIGHT + 8,
          places[i++] + 4,
          colour,
          line.getKey());
    }
  }

  private void grid(PrintStream out) {
    for (int i = 0; i <= Math.round((high - low) / GRID); i++) {
      double y = height(low + i * GRID);
      String colour = Math.abs(low + i * GRID) < GRID / 2 ? "#555555" : "#e2e2e2";
      print(
          out,
          "<path d=\"M%d %.1fH%d\" stroke=\"%s\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
          LEFT,
          y,
          RIGHT,
          colour,
          LEFT - 6,
          y + 4,
          low + i * GRID + 0.0);
    }
    int step = Math.max(ROWS, rows / 5 / ROWS * ROWS);
    for (int row = 0; row <= rows; row += step) {
      print(
          out,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>",
          LEFT + (double) row / rows * (RIGHT - LEFT),
          BOTTOM + 20,
          row);
    }
    print(
        out,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">rows</text>",
        (LEFT + RIGHT) / 2,
        BOTTOM + 36);
  }

  private double height(double weight) {
    return BOTTOM - (weight - low) / (high - low) * (BOTTOM - TOP);
  }

  /** A mean stands in the middle of its rows. */
  private String points(List<Double> line) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < line.size(); i++) {
      double x = LEFT + (i + 0.5) * ROWS / rows * (RIGHT - LEFT);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, height(line.get(i))));
    }
    return points.toString().strip();
  }

  /** Where the names stand so that none covers another, each near the end of its line. */
  private static double[] apart(double[] ends) {
    Integer[] order = new Integer[ends.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(ends[a], ends[b]));
    double[] places = ends.clone();
    for (int i = 1; i < order.length; i++) {
      places[order[i]] = Math.max(places[order[i]], places[order[i - 1]] + TEXT_HEIGHT);
    }
    double limit = BOTTOM;
    for (int i = order.length - 1; i >= 0; i--) {
      places[order[i]] = Math.min(places[order[i]], limit);
      limit = places[order[i]] - TEXT_HEIGHT;
    }
    return places;
  }

  private static void print(PrintStream out, String format, Object... values) {
    out.print(
        String.format(Locale.ROOT, format + "%n", values).replace(System.lineSeparator(), "\n"));
  }
}
