package io.gyre.notebook;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Point;
import io.gyre.fold.intake.AskOptions;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.notebook.NotebookRun.Result;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;

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

  static {
    System.setProperty("java.awt.headless", "true");
  }

  private NotebookFigures() {}

  /** Puts each point of the plane into class 0 or 1. */
  interface Classifier {
    int predict(double x1, double x2);
  }

  /**
   * Makes the folder if it is absent.
   *
   * @throws GyreException if it cannot be written
   */
  public static void prepare(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "figure", ".png"));
    } catch (IOException e) {
      throw new GyreException(
          "--out %s: expected a folder that can be written, found: %s".formatted(folder, e), e);
    }
  }

  /**
   * Writes the four figures of a run into a folder, its models asked as they were saved last.
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
    double[] passes = IntStream.range(0, result.costs().length).asDoubleStream().toArray();
    cost(folder.resolve("cost.png"), passes, result.costs());
  }

  /** Draws the points, one or more, coloured by their label. */
  static void points(Path file, List<Point> points) {
    requireSome(points.size());
    XYChart chart = FigureStyle.chart(POINTS_SIZE, POINTS_SIZE, "Visualize data");
    addPoints(
        chart, points, point -> Integer.parseInt(point.label().text()), "label", FigureStyle.DISC);
    save(file, chart);
  }

  /**
   * Draws the regions of the two classes on the notebook's grid of 0.01, and the points on them,
   * coloured by what the classifier <em>predicts</em> for them.
   *
   * @param points one or more; the figure ends at their smallest and largest features
   * @param classifier asked once per node of the grid and once per point
   */
  static void boundary(Path file, String title, List<Point> points, Classifier classifier) {
    requireSome(points.size());
    Range x1 = Range.of(points, 0);
    Range x2 = Range.of(points, 1);
    XYChart chart = FigureStyle.chart(BOUNDARY_SIZE, BOUNDARY_SIZE, title);
    FigureStyle.overRegions(chart, x1, x2);
    addPoints(
        chart,
        points,
        point -> classifier.predict(point.features()[0], point.features()[1]),
        "predicted",
        FigureStyle.EDGED_DISC);
    BufferedImage image = FigureStyle.image(BOUNDARY_SIZE, BOUNDARY_SIZE);
    new EqualAspect(chart, x1, x2, BOUNDARY_SIZE)
        .paint(image, new DecisionRegions(x1, x2, classifier));
    write(file, image);
  }

  /**
   * Draws the cost over the passes, on a logarithmic axis. A cost that has no place on it (zero,
   * not finite) is left out.
   *
   * @param pass the passes, ascending
   * @param cost as many costs; at least one of them positive and finite
   */
  static void cost(Path file, double[] pass, double[] cost) {
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

  private static double[] picked(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  private static void addPoints(
      XYChart chart, List<Point> points, ToIntFunction<Point> classOf, String what, Marker marker) {
    chart.setXAxisTitle("X\u2081");
    chart.setYAxisTitle("X\u2082");
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

  private static void requireSome(int count) {
    if (count == 0) {
      throw new IllegalArgumentException("nothing to draw");
    }
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
          "figure: expected a file that can be written, found "
              + e
              + ". Choose a folder that exists or can be created",
          e);
    }
  }
}
