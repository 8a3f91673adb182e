package io.gyre.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookFiguresTest {

  /** The corners of [-1, 1] × [-0.5, 0.5], and one point inside the upper left quarter. */
  private static final List<Point> CORNERS =
      List.of(
          point(-1, -0.5, 0),
          point(1, -0.5, 1),
          point(-1, 0.5, 1),
          point(1, 0.5, 0),
          point(-0.5, 0.25, 1));

  @TempDir Path folder;

  @Test
  void shouldDrawThePointsInTheColoursOfTheirLabels() throws IOException {
    Path file = folder.resolve("points.png");
    NotebookFigures.points(file, NotebookPoints.draw(42, 400));
    BufferedImage image = read(file);
    assertThat(image.getWidth()).isEqualTo(NotebookFigures.SIZE);
    assertThat(image.getHeight()).isEqualTo(NotebookFigures.SIZE);
    assertThat(count(image, NotebookFigures.CLASS[0])).isGreaterThan(5_000);
    assertThat(count(image, NotebookFigures.CLASS[1])).isGreaterThan(5_000);
  }

  @Test
  void shouldFillEachRegionWithItsClassAndColourThePointsByPrediction() throws IOException {
    // Class 1 where x1·x2 > 0, against the labels.
    DoubleBinaryOperator quarters = (x1, x2) -> x1 * x2 > 0 ? 1 : 0;
    Path file = folder.resolve("boundary.png");
    NotebookFigures.boundary(file, "Quarters", CORNERS, quarters);
    BufferedImage image = read(file);
    assertThat(image.getWidth()).isEqualTo(NotebookFigures.SIZE);
    assertThat(image.getHeight()).isEqualTo(NotebookFigures.SIZE);

    Plot plot = new Plot(image);
    assertThat(plot.at(0.53, 0.27)).isEqualTo(NotebookFigures.REGION[1]);
    assertThat(plot.at(-0.53, -0.27)).isEqualTo(NotebookFigures.REGION[1]);
    assertThat(plot.at(0.53, -0.27)).isEqualTo(NotebookFigures.REGION[0]);
    assertThat(plot.at(-0.53, 0.32)).isEqualTo(NotebookFigures.REGION[0]);
    assertThat(plot.at(0.03, 0.03)).as("close to the border").isEqualTo(NotebookFigures.REGION[1]);
    assertThat(plot.at(-0.03, 0.03)).as("close to the border").isEqualTo(NotebookFigures.REGION[0]);
    assertThat(plot.at(-0.5, 0.25))
        .as("predicted 0, labelled 1")
        .isEqualTo(NotebookFigures.CLASS[0]);
  }

  @Test
  void shouldAskTheClassifierOnTheNotebooksGrid() {
    List<double[]> asked = new ArrayList<>();
    NotebookFigures.boundary(
        folder.resolve("grid.png"),
        "Grid",
        CORNERS,
        (x1, x2) -> {
          asked.add(new double[] {x1, x2});
          return 0;
        });
    // len(mgrid[-1:1:.01]) · len(mgrid[-.5:.5:.01]) nodes, and the points.
    assertThat(asked).hasSize(200 * 100 + CORNERS.size());
    assertThat(asked.stream().mapToDouble(x -> x[0]).max().getAsDouble()).isEqualTo(1);
    assertThat(asked).anySatisfy(x -> assertThat(x).containsExactly(-1 + 0.01, -0.5 + 0.01));
  }

  @Test
  void shouldDrawOneClass() throws IOException {
    Path file = folder.resolve("one.png");
    NotebookFigures.boundary(file, "One", CORNERS, (x1, x2) -> 1);
    assertThat(new Plot(read(file)).at(0.3, 0.3)).isEqualTo(NotebookFigures.REGION[1]);
  }

  @Test
  void shouldDrawTheCostOnALogarithmicAxis() throws IOException {
    int passes = 10_000;
    double[] cost = new double[passes];
    for (int i = 0; i < passes; i++) {
      // A straight line on a logarithmic axis, from 1 to 0.01.
      cost[i] = Math.pow(10, -2.0 * i / (passes - 1));
    }
    cost[7] = 0;
    cost[8] = Double.NaN;
    Path file = folder.resolve("cost.png");
    NotebookFigures.cost(file, cost);
    BufferedImage image = read(file);
    assertThat(image.getWidth()).isEqualTo(NotebookFigures.SIZE);
    assertThat(image.getHeight()).isEqualTo(NotebookFigures.SIZE);
    double quarter = meanRow(image, 300);
    double half = meanRow(image, 500);
    double later = meanRow(image, 700);
    assertThat(half - quarter).isPositive().isCloseTo(later - half, within(2.0));
  }

  @Test
  void shouldRefuseWhatCannotBeDrawn() {
    Path file = folder.resolve("x.png");
    assertThatThrownBy(() -> NotebookFigures.cost(file, new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldSayWhichFileCannotBeWritten() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> NotebookFigures.points(inTheWay.resolve("points.png"), CORNERS))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(inTheWay.toString());
  }

  private static Point point(double x1, double x2, int label) {
    return new Point(null, new double[] {x1, x2}, Label.of(label));
  }

  private static BufferedImage read(Path file) throws IOException {
    byte[] png = Files.readAllBytes(file);
    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
    return ImageIO.read(file.toFile());
  }

  private static long count(BufferedImage image, Color colour) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).filter(pixel -> pixel == colour.getRGB()).count();
  }

  /** Returns the mean row of the pixels of the curve in a column. */
  private static double meanRow(BufferedImage image, int column) {
    return IntStream.range(0, image.getHeight())
        .filter(row -> image.getRGB(column, row) == NotebookFigures.CLASS[1].getRGB())
        .average()
        .orElseThrow();
  }

  /** The plot area of a boundary: the rectangle that is not white around it. */
  private static final class Plot {

    final BufferedImage image;
    final int left;
    final int top;
    final int width;
    final int height;

    Plot(BufferedImage image) {
      this.image = image;
      int[] box = {Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1};
      for (int x = 0; x < image.getWidth(); x++) {
        for (int y = 0; y < image.getHeight(); y++) {
          Color colour = new Color(image.getRGB(x, y));
          if (colour.equals(NotebookFigures.REGION[0])
              || colour.equals(NotebookFigures.REGION[1])) {
            box[0] = Math.min(box[0], x);
            box[1] = Math.min(box[1], y);
            box[2] = Math.max(box[2], x);
            box[3] = Math.max(box[3], y);
          }
        }
      }
      left = box[0];
      top = box[1];
      width = box[2] - left + 1;
      height = box[3] - top + 1;
    }

    Color at(double x1, double x2) {
      int x = left + (int) Math.round((x1 + 1) / 2 * (width - 1));
      int y = top + (int) Math.round((0.5 - x2) * (height - 1));
      return new Color(image.getRGB(x, y));
    }
  }
}
