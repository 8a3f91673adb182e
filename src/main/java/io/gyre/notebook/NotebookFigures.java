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
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the figures of the teaching notebook into PNG files, as the chart library draws them. Works
 * without a display and without fonts on the machine.
 */
public final class NotebookFigures {

  static final int SIZE = 800;

  /** The ends of matplotlib's Spectral, red for class 0. */
  static final Color[] CLASS = {new Color(0x9E0142), new Color(0x5E4FA2)};

  static final Color[] REGION = {new Color(0xDFA1B7), new Color(0xBAB4D6)};

  /** Between the nodes of the notebook's grid, {@code mgrid[min:max:.01]}. */
  private static final double STEP = 0.01;

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
    XYChart chart = plane("Visualize data");
    for (int c = 0; c < CLASS.length; c++) {
      String label = Integer.toString(c);
      double[][] members =
          points.stream()
              .filter(point -> point.label().text().equals(label))
              .map(Point::features)
              .toArray(double[][]::new);
      scatter(chart, "label " + c, members, CLASS[c], SeriesMarkers.CIRCLE);
    }
    save(file, chart);
  }

  /**
   * Draws the regions of the two classes on the notebook's grid, and the points on them, coloured
   * by what the classifier <em>predicts</em> for them.
   *
   * @param points the regions end at their smallest and largest features
   * @param classifier gives 0 or 1; asked once per node of the grid and once per point
   */
  static void boundary(
      Path file, String title, List<Point> points, DoubleBinaryOperator classifier) {
    double[][] features = points.stream().map(Point::features).toArray(double[][]::new);
    Rectangle2D plane = new Rectangle2D.Double(features[0][0], features[0][1], 0, 0);
    for (double[] x : features) {
      plane.add(x[0], x[1]);
    }
    // The number of nodes of numpy's mgrid, which leaves out the end.
    int columns = (int) Math.ceil(plane.getWidth() / STEP);
    int rows = (int) Math.ceil(plane.getHeight() / STEP);
    double[][] nodes =
        IntStream.range(0, columns * rows)
            .mapToObj(i -> new double[] {i / rows * STEP, i % rows * STEP})
            .map(x -> new double[] {plane.getX() + x[0], plane.getY() + x[1]})
            .toArray(double[][]::new);
    XYChart chart = plane(title);
    addClasses(chart, "region", nodes, classifier, REGION, tile(columns, rows));
    addClasses(chart, "predicted", features, classifier, CLASS, SeriesMarkers.CIRCLE);
    save(file, chart);
  }

  /** Returns a marker that reaches to the next node of a grid over a whole figure. */
  private static Marker tile(int columns, int rows) {
    double width = 1 + (double) SIZE / columns;
    double height = 1 + (double) SIZE / rows;
    return new Marker() {
      @Override
      public void paint(Graphics2D g, double x, double y, int size) {
        g.fill(new Rectangle2D.Double(x - width / 2, y - height / 2, width, height));
      }
    };
  }

  private static void addClasses(
      XYChart chart,
      String what,
      double[][] points,
      DoubleBinaryOperator classifier,
      Color[] colours,
      Marker marker) {
    Map<Boolean, List<double[]>> classes =
        Arrays.stream(points)
            .collect(Collectors.partitioningBy(x -> classifier.applyAsDouble(x[0], x[1]) == 1));
    for (int c = 0; c < colours.length; c++) {
      double[][] members = classes.get(c == 1).toArray(double[][]::new);
      scatter(chart, what + " " + c, members, colours[c], marker);
    }
  }

  private static void scatter(
      XYChart chart, String name, double[][] points, Color colour, Marker marker) {
    if (points.length == 0) {
      return; // which the library refuses
    }
    double[] x1 = Arrays.stream(points).mapToDouble(x -> x[0]).toArray();
    double[] x2 = Arrays.stream(points).mapToDouble(x -> x[1]).toArray();
    XYSeries series = chart.addSeries(name, x1, x2);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(marker);
    series.setMarkerColor(colour);
    series.setShowInLegend(marker == SeriesMarkers.CIRCLE);
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
    XYChart chart = chart("Cost", "Pass", "Cost");
    chart.getStyler().setYAxisLogarithmic(true).setLegendVisible(false);
    double[] passes = IntStream.of(drawn).asDoubleStream().toArray();
    double[] costs = IntStream.of(drawn).mapToDouble(i -> cost[i]).toArray();
    XYSeries curve = chart.addSeries("cost", passes, costs);
    curve.setMarker(SeriesMarkers.NONE);
    curve.setLineColor(CLASS[1]);
    save(file, chart);
  }

  private static XYChart plane(String title) {
    return chart(title, "X\u2081", "X\u2082");
  }

  private static XYChart chart(String title, String x, String y) {
    FigureFont.require();
    return new XYChartBuilder()
        .width(SIZE)
        .height(SIZE)
        .title(title)
        .xAxisTitle(x)
        .yAxisTitle(y)
        .build();
  }

  private static void save(Path file, XYChart chart) {
    try (OutputStream out = Files.newOutputStream(file)) {
      BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
    } catch (IOException e) {
      throw new GyreException(
          "figure: expected a file that can be written, found %s. Choose a folder that exists or can be created"
              .formatted(e),
          e);
    }
  }
}
