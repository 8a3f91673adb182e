package io.gyre.notebook;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.Point;
import io.gyre.fold.intake.AskOptions;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.notebook.NotebookRun.Result;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the figures of the teaching notebook into PNG files, with its titles, axes and colours.
 * Works without a display and without fonts on the machine.
 */
public final class NotebookFigures {

  /** Width and height of the scatter in pixels: the notebook's 8 inches. */
  static final int POINTS_SIZE = 800;

  /** Width and height of a decision boundary in pixels: the notebook's 10 inches. */
  static final int BOUNDARY_SIZE = 1000;

  static final int COST_WIDTH = 1000;
  static final int COST_HEIGHT = 600;

  /** Another height may bring other labels, hence another width; it settles at once or twice. */
  private static final int FITTINGS = 3;

  static {
    System.setProperty("java.awt.headless", "true");
  }

  private NotebookFigures() {}

  /**
   * Creates the folder where it is absent.
   *
   * @throws GyreException if it cannot be written
   */
  public static void prepare(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "figure", ".png"));
    } catch (IOException e) {
      throw new GyreException(
          "%s %s: expected a folder that can be written, found: %s"
              .formatted(Setting.OUT, folder, e),
          e);
    }
  }

  /**
   * Writes the four figures of a run into a folder, with its models as they were saved last.
   *
   * @throws GyreException if they cannot be written
   */
  public static void write(Result result, Path folder) {
    points(folder.resolve("points.png"), result.points());
    for (LearnerSettings learner : result.learners()) {
      AskOptions detail = AskOptions.of(List.of(learner.name()));
      int place = result.fold().report().learners().indexOf(learner.name());
      boundary(
          folder.resolve("boundary-" + learner.name() + ".png"),
          learner.settings() instanceof NetworkSettings network
              ? "Decision Boundary for hidden layer size " + network.hidden()
              : "Logistic Regression",
          result.points(),
          (x1, x2) -> {
            Fields point = Fields.ofFeatures(new double[] {x1, x2});
            return result.fold().ask(point, detail).probability(place, 1) > 0.5 ? 1 : 0;
          });
    }
    cost(folder.resolve("cost.png"), result.costs());
  }

  static void points(Path file, List<Point> points) {
    XYChart chart = FigureStyle.chart(POINTS_SIZE, POINTS_SIZE, "Visualize data");
    addPoints(
        chart,
        points,
        point -> Integer.parseInt(point.label().text()),
        "label",
        SeriesMarkers.CIRCLE);
    save(file, chart);
  }

  /**
   * Draws the regions of the two classes on the notebook's grid of 0.01, and the points on them,
   * coloured by what the classifier <em>predicts</em> for them.
   *
   * @param points the figure ends at their smallest and largest features
   * @param classifier gives 0 or 1; asked once per node of the grid and once per point
   */
  static void boundary(
      Path file, String title, List<Point> points, DoubleBinaryOperator classifier) {
    double[] first = points.get(0).features();
    Rectangle2D plane = new Rectangle2D.Double(first[0], first[1], 0, 0);
    points.forEach(point -> plane.add(point.features()[0], point.features()[1]));
    XYChart chart = FigureStyle.chart(BOUNDARY_SIZE, BOUNDARY_SIZE, title);
    FigureStyle.overRegions(chart, plane);
    addPoints(
        chart,
        points,
        point -> (int) classifier.applyAsDouble(point.features()[0], point.features()[1]),
        "predicted",
        FigureStyle.EDGED_DISC);
    write(file, overRegions(chart, plane, classifier));
  }

  /** Paints a chart over its regions, in the middle, with a unit as long on either axis. */
  private static BufferedImage overRegions(
      XYChart chart, Rectangle2D plane, DoubleBinaryOperator classifier) {
    int width = BOUNDARY_SIZE;
    int height = BOUNDARY_SIZE;
    Rectangle plot = plotArea(chart, plane, width, height);
    for (int i = 0; i < FITTINGS; i++) {
      double scale = Math.min(plot.width / plane.getWidth(), plot.height / plane.getHeight());
      width -= plot.width - (int) Math.round(scale * plane.getWidth());
      height -= plot.height - (int) Math.round(scale * plane.getHeight());
      plot = plotArea(chart, plane, width, height);
    }
    BufferedImage image = FigureStyle.image(BOUNDARY_SIZE, BOUNDARY_SIZE);
    Graphics2D g = FigureStyle.graphics(image);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, BOUNDARY_SIZE, BOUNDARY_SIZE);
    g.translate((BOUNDARY_SIZE - width) / 2, (BOUNDARY_SIZE - height) / 2);
    BufferedImage regions = DecisionRegions.image(plane, classifier, plot.width, plot.height);
    g.drawImage(regions, plot.x, plot.y, null);
    chart.paint(g, width, height);
    g.dispose();
    return image;
  }

  /** Lays the chart out, which it does only by painting, and returns where the plane falls. */
  private static Rectangle plotArea(XYChart chart, Rectangle2D plane, int width, int height) {
    chart.paint(FigureStyle.image(width, height).createGraphics(), width, height);
    int left = (int) Math.round(chart.getScreenXFromChart(plane.getMinX()));
    int right = (int) Math.round(chart.getScreenXFromChart(plane.getMaxX()));
    int top = (int) Math.round(chart.getScreenYFromChart(plane.getMaxY()));
    int bottom = (int) Math.round(chart.getScreenYFromChart(plane.getMinY()));
    return new Rectangle(left, top, right - left, bottom - top);
  }

  /**
   * Draws the cost over the passes, on a logarithmic axis. A cost that has no place on it (zero,
   * not finite) is left out.
   *
   * @param cost by pass; at least one is positive and finite
   */
  static void cost(Path file, double[] cost) {
    int[] drawn =
        IntStream.range(0, cost.length)
            .filter(i -> cost[i] > 0 && Double.isFinite(cost[i]))
            .toArray();
    XYChart chart = FigureStyle.chart(COST_WIDTH, COST_HEIGHT, "Cost");
    chart.setXAxisTitle("Pass");
    chart.setYAxisTitle("Cost");
    double[] passes = IntStream.of(drawn).asDoubleStream().toArray();
    double[] costs = IntStream.of(drawn).mapToDouble(i -> cost[i]).toArray();
    FigureStyle.curve(chart, chart.addSeries("cost", passes, costs));
    save(file, chart);
  }

  private static void addPoints(
      XYChart chart, List<Point> points, ToIntFunction<Point> classOf, String what, Marker marker) {
    chart.setXAxisTitle("X\u2081");
    chart.setYAxisTitle("X\u2082");
    Map<Integer, List<Point>> classes =
        points.stream()
            .collect(Collectors.groupingBy(classOf::applyAsInt, TreeMap::new, Collectors.toList()));
    classes.forEach(
        (c, members) -> {
          double[] x1 = members.stream().mapToDouble(point -> point.features()[0]).toArray();
          double[] x2 = members.stream().mapToDouble(point -> point.features()[1]).toArray();
          XYSeries series = chart.addSeries(what + " " + c, x1, x2);
          series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
          series.setMarker(marker);
          series.setMarkerColor(FigureStyle.CLASS[c]);
        });
  }

  private static void save(Path file, XYChart chart) {
    BufferedImage image = FigureStyle.image(chart.getWidth(), chart.getHeight());
    Graphics2D g = FigureStyle.graphics(image);
    chart.paint(g, chart.getWidth(), chart.getHeight());
    g.dispose();
    write(file, image);
  }

  private static void write(Path file, BufferedImage image) {
    try (OutputStream out = Files.newOutputStream(file);
        ImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new GyreException(
          "figure: expected a file that can be written, found %s. Choose a folder that exists or can be created"
              .formatted(e),
          e);
    }
  }
}
