package io.gyre.notebook;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import org.knowm.xchart.XYChart;

/**
 * A chart laid out within a square so that a unit is as long on either axis, with an image beneath
 * its plot area. The chart ends exactly at the ranges and has a transparent background.
 */
final class EqualAspect {

  /** Another height may bring other labels, hence another width; it settles at once or twice. */
  private static final int FITTINGS = 3;

  private final XYChart chart;
  private final Range x1;
  private final Range x2;
  private final int size;
  private int width;
  private int height;

  EqualAspect(XYChart chart, Range x1, Range x2, int size) {
    this.chart = chart;
    this.x1 = x1;
    this.x2 = x2;
    this.size = size;
    this.width = size;
    this.height = size;
    for (int i = 0; i < FITTINGS; i++) {
      fit();
    }
  }

  /** Paints the regions and the chart over them, in the middle of the square. */
  void paint(BufferedImage canvas, DecisionRegions regions) {
    Rectangle plot = plotArea();
    Graphics2D g = FigureStyle.graphics(canvas);
    g.translate((size - width) / 2, (size - height) / 2);
    BufferedImage image =
        regions.image(plot.width, plot.height, FigureStyle.REGION[0], FigureStyle.REGION[1]);
    g.drawImage(image, plot.x, plot.y, null);
    chart.paint(g, width, height);
    g.dispose();
  }

  /** Shrinks the chart where its plot area is too wide or too high; what is around it stays. */
  private void fit() {
    Rectangle plot = plotArea();
    double scale = Math.min(plot.width / x1.length(), plot.height / x2.length());
    width -= plot.width - (int) Math.round(scale * x1.length());
    height -= plot.height - (int) Math.round(scale * x2.length());
  }

  /** Lays the chart out, which it does only by painting, and returns where the ranges fall. */
  private Rectangle plotArea() {
    chart.paint(FigureStyle.image(size, size).createGraphics(), width, height);
    int left = (int) Math.round(chart.getScreenXFromChart(x1.from()));
    int right = (int) Math.round(chart.getScreenXFromChart(x1.to()));
    int top = (int) Math.round(chart.getScreenYFromChart(x2.to()));
    int bottom = (int) Math.round(chart.getScreenYFromChart(x2.from()));
    return new Rectangle(left, top, right - left, bottom - top);
  }
}
