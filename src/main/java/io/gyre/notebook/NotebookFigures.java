package io.gyre.notebook;

import io.gyre.GyreException;
import io.gyre.data.Point;
import java.awt.Graphics2D;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;

/**
 * Draws the figures of the teaching notebook into PNG files, with its titles, axes and colours.
 *
 * <p>Every method creates the folders that lead to its file, replaces the file, and throws {@link
 * GyreException} if it cannot be written. Points have two features. Works without a display and
 * without fonts on the machine.
 */
public final class NotebookFigures {

  /** Width and height of the scatter in pixels: the notebook's 8 inches. */
  public static final int POINTS_SIZE = 800;

  /** Width and height of a decision boundary in pixels: the notebook's 10 inches. */
  public static final int BOUNDARY_SIZE = 1000;

  /** Width of the cost curve in pixels. */
  public static final int COST_WIDTH = 1000;

  /** Height of the cost curve in pixels. */
  public static final int COST_HEIGHT = 600;

  static {
    System.setProperty("java.awt.headless", "true");
  }

  private NotebookFigures() {}

  /**
   * Draws the points, coloured by their label, under the title "Visualize data".
   *
   * @param file the PNG file
   * @param points one or more, labelled
   */
  public static void points(Path file, List<Point> points) {
    requireSome(points.size());
    XYChart chart = FigureStyle.chart(POINTS_SIZE, POINTS_SIZE, "Visualize data");
    chart.setXAxisTitle(axisTitle(1));
    chart.setYAxisTitle(axisTitle(2));
    addPoints(chart, points, NotebookFigures::arm, "label", FigureStyle.DISC);
    save(file, chart);
  }

  private static int arm(Point point) {
    return Integer.parseInt(point.label().text());
  }

  /**
   * Draws the regions of the two classes on the notebook's grid of 0.01, and the points on them,
   * coloured by what the classifier <em>predicts</em> for them.
   *
   * @param file the PNG file
   * @param title for example "Logistic Regression"
   * @param points one or more; the figure ends at their smallest and largest features
   * @param classifier asked once per node of the grid and once per point
   */
  public static void boundary(
      Path file, String title, List<Point> points, PlaneClassifier classifier) {
    requireSome(points.size());
    Range x1 = Range.of(points, 0);
    Range x2 = Range.of(points, 1);
    XYChart chart = FigureStyle.chart(BOUNDARY_SIZE, BOUNDARY_SIZE, title);
    chart.setXAxisTitle(axisTitle(1));
    chart.setYAxisTitle(axisTitle(2));
    FigureStyle.overRegions(chart, x1, x2);
    addPoints(
        chart,
        points,
        point -> classifier.predict(point.features()[0], point.features()[1]),
        "predicted",
        FigureStyle.EDGED_DISC);
    Canvas canvas = new Canvas(BOUNDARY_SIZE, BOUNDARY_SIZE);
    new EqualAspect(chart, x1, x2, BOUNDARY_SIZE)
        .paint(canvas, new DecisionRegions(x1, x2, classifier));
    canvas.write(file);
  }

  /**
   * Draws the cost over the passes, on a logarithmic axis. A cost that has no place on it (zero,
   * not finite) is left out.
   *
   * @param file the PNG file
   * @param pass the passes, ascending
   * @param cost as many costs; at least one of them positive and finite
   */
  public static void cost(Path file, double[] pass, double[] cost) {
    if (pass.length != cost.length) {
      throw new IllegalArgumentException(pass.length + " passes, but " + cost.length + " costs");
    }
    int[] drawn =
        IntStream.range(0, cost.length)
            .filter(i -> cost[i] > 0 && Double.isFinite(cost[i]))
            .toArray();
    requireSome(drawn.length);
    XYChart chart = FigureStyle.chart(COST_WIDTH, COST_HEIGHT, "Cost");
    chart.setXAxisTitle("Pass");
    chart.setYAxisTitle("Cost");
    XYSeries series = chart.addSeries("cost", picked(pass, drawn), picked(cost, drawn));
    FigureStyle.curve(chart, series);
    save(file, chart);
  }

  private static String axisTitle(int feature) {
    // U+2080 is the subscript zero.
    return "X" + (char) (0x2080 + feature);
  }

  private static void addPoints(
      XYChart chart, List<Point> points, ToIntFunction<Point> classOf, String what, Marker marker) {
    // Without a series where a class has no points: XChart takes no empty one.
    Map<Integer, List<Point>> classes =
        points.stream()
            .collect(Collectors.groupingBy(classOf::applyAsInt, TreeMap::new, Collectors.toList()));
    classes.forEach(
        (c, members) -> {
          double[] x1 = members.stream().mapToDouble(point -> point.features()[0]).toArray();
          double[] x2 = members.stream().mapToDouble(point -> point.features()[1]).toArray();
          FigureStyle.discs(chart.addSeries(what + " " + c, x1, x2), c, marker);
        });
  }

  private static double[] picked(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  private static void requireSome(int count) {
    if (count == 0) {
      throw new IllegalArgumentException("nothing to draw");
    }
  }

  private static void save(Path file, XYChart chart) {
    Canvas canvas = new Canvas(chart.getWidth(), chart.getHeight());
    Graphics2D g = canvas.graphics();
    chart.paint(g, chart.getWidth(), chart.getHeight());
    g.dispose();
    canvas.write(file);
  }
}
