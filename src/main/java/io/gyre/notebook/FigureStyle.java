package io.gyre.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The look of the figures. The colours are the ends of matplotlib's Spectral, red for class 0. */
final class FigureStyle {

  static final Color[] CLASS = {new Color(0x9E0142), new Color(0x5E4FA2)};
  static final Color[] REGION = {new Color(0xDFA1B7), new Color(0xBAB4D6)};

  /** A disc with an edge that separates it from its neighbours and its region. */
  static final Marker EDGED_DISC =
      new Marker() {
        @Override
        public void paint(Graphics2D g, double x, double y, int size) {
          Ellipse2D disc = new Ellipse2D.Double(x - size / 2.0, y - size / 2.0, size, size);
          g.fill(disc);
          g.setColor(Color.WHITE);
          g.setStroke(new BasicStroke(1));
          g.draw(disc);
        }
      };

  private static final Color GRID = new Color(0xE2E2E2);
  private static final Color GRID_ON_REGION = new Color(255, 255, 255, 90);
  private static final Color INK = new Color(0x262626);
  private static final Color NOTHING = new Color(0, 0, 0, 0);
  private static final double MARGIN = 0.02;
  private static final int DISC_SIZE = 9;

  /** A curve through fewer points shows them. */
  private static final int MARKED_UP_TO = 50;

  private FigureStyle() {}

  /** Returns a black image. */
  static BufferedImage image(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  /** Returns graphics that do not round coordinates; the caller disposes of them. */
  static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return g;
  }

  /** Returns an empty chart in the common style. */
  static XYChart chart(int width, int height, String title) {
    XYChart chart = new XYChartBuilder().width(width).height(height).title(title).build();
    XYStyler style = chart.getStyler();
    style.setBaseFont(FigureFont.plain(15));
    style.setChartTitleFont(FigureFont.plain(22));
    style.setAxisTitleFont(FigureFont.plain(19));
    style.setAxisTickLabelsFont(FigureFont.plain(15));
    style.setLegendFont(FigureFont.plain(15));
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartFontColor(INK);
    style.setChartTitlePadding(12);
    style.setChartPadding(16);
    style.setPlotBorderColor(INK);
    style.setAxisTicksLineVisible(false);
    style.setAxisTickPadding(6);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTickLabelsColor(INK);
    style.setAxisTickMarksColor(INK);
    style.setLegendBorderColor(NOTHING);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setMarkerSize(DISC_SIZE);
    return chart;
  }

  /** Makes a chart transparent and end exactly at a plane, to be painted over its regions. */
  static void overRegions(XYChart chart, Rectangle2D plane) {
    XYStyler style = chart.getStyler();
    style.setChartBackgroundColor(NOTHING);
    style.setPlotBackgroundColor(NOTHING);
    style.setPlotGridLinesColor(GRID_ON_REGION);
    style.setPlotContentSize(1);
    style.setXAxisMin(plane.getMinX());
    style.setXAxisMax(plane.getMaxX());
    style.setYAxisMin(plane.getMinY());
    style.setYAxisMax(plane.getMaxY());
  }

  /** Makes the only series of a chart a curve over a logarithmic axis of whole decades. */
  static void curve(XYChart chart, XYSeries series) {
    XYStyler style = chart.getStyler();
    style.setYAxisLogarithmic(true);
    // A little beyond the decades, whose marks would else be lost to rounding.
    style.setYAxisMin(Math.pow(10, Math.floor(Math.log10(series.getYMin())) - MARGIN));
    style.setYAxisMax(Math.pow(10, Math.ceil(Math.log10(series.getYMax())) + MARGIN));
    style.setPlotContentSize(1);
    // Without given ends, the axis of evenly spaced passes has marks at 0, 556, 1112, …
    double margin = Math.max(MARGIN * (series.getXMax() - series.getXMin()), 0.5);
    style.setXAxisMin(series.getXMin() - margin);
    style.setXAxisMax(series.getXMax() + margin);
    style.setXAxisTickMarkSpacingHint(100);
    style.setXAxisDecimalPattern("#,##0");
    style.setLegendVisible(false);
    series.setLineColor(CLASS[1]);
    series.setLineStyle(new BasicStroke(2));
    series.setMarkerColor(CLASS[1]);
    series.setMarker(series.getXData().length <= MARKED_UP_TO ? EDGED_DISC : SeriesMarkers.NONE);
  }
}
