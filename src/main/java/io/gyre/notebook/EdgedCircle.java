package io.gyre.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A disc in the series' colour, with an edge that keeps it apart from its neighbours. */
final class EdgedCircle extends Marker {

  private final Color edge;

  EdgedCircle(Color edge) {
    this.edge = edge;
  }

  @Override
  public void paint(Graphics2D g, double x, double y, int size) {
    Ellipse2D disc = new Ellipse2D.Double(x - size / 2.0, y - size / 2.0, size, size);
    g.fill(disc);
    g.setColor(edge);
    g.setStroke(new BasicStroke(1));
    g.draw(disc);
  }
}
