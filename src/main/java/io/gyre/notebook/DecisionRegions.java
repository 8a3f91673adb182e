package io.gyre.notebook;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.function.DoubleBinaryOperator;

/**
 * Draws the classes of a classifier over a rectangle. They are computed on the notebook's grid
 * {@code mgrid[min:max:.01]}; the border is the contour of ½ through the linear interpolation
 * between grid nodes, as in contour plots.
 */
final class DecisionRegions {

  private static final double STEP = 0.01;

  private DecisionRegions() {}

  /** Returns the picture of a whole plane; x1 grows to the right, x2 upwards. */
  static BufferedImage image(
      Rectangle2D plane, DoubleBinaryOperator classifier, int width, int height) {
    // The number of nodes of numpy's mgrid, which leaves out the end.
    int columns = (int) Math.ceil(plane.getWidth() / STEP);
    int rows = (int) Math.ceil(plane.getHeight() / STEP);
    double[][] classes = new double[columns][rows];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < rows; j++) {
        classes[i][j] = classifier.applyAsDouble(plane.getX() + i * STEP, plane.getY() + j * STEP);
      }
    }
    BufferedImage image = FigureStyle.image(width, height);
    // The interpolation rises by 1 from node to node; sharpened, it does from pixel to pixel.
    double sharpness = width * STEP / plane.getWidth();
    for (int column = 0; column < width; column++) {
      double i = (column + 0.5) / width * plane.getWidth() / STEP;
      for (int row = 0; row < height; row++) {
        double j = (height - row - 0.5) / height * plane.getHeight() / STEP;
        double share = (interpolated(classes, i, j) - 0.5) * sharpness + 0.5;
        image.setRGB(column, row, mixed(Math.min(1, Math.max(0, share))));
      }
    }
    return image;
  }

  /** Interpolates at (i, j); the class of the last node extends to the end. */
  private static double interpolated(double[][] classes, double i, double j) {
    double[] left = classes[Math.min((int) i, classes.length - 1)];
    double[] right = classes[Math.min((int) i + 1, classes.length - 1)];
    int below = Math.min((int) j, left.length - 1);
    int above = Math.min(below + 1, left.length - 1);
    double share = i - (int) i;
    double lower = between(left[below], right[below], share);
    return between(lower, between(left[above], right[above], share), j - below);
  }

  private static double between(double from, double to, double share) {
    return from + share * (to - from);
  }

  private static int mixed(double share) {
    Color class0 = FigureStyle.REGION[0];
    Color class1 = FigureStyle.REGION[1];
    long red = Math.round(between(class0.getRed(), class1.getRed(), share));
    long green = Math.round(between(class0.getGreen(), class1.getGreen(), share));
    long blue = Math.round(between(class0.getBlue(), class1.getBlue(), share));
    return (int) (red << 16 | green << 8 | blue);
  }
}
