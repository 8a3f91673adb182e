package io.gyre.notebook;

import java.awt.Color;
import java.awt.image.BufferedImage;

/**
 * The classes of a classifier over a rectangle, taken on the notebook's grid {@code
 * mgrid[min:max:.01]} and drawn with the contour of ½ through the linear interpolation between grid
 * nodes, as contour plots do.
 */
final class DecisionRegions {

  private static final double STEP = 0.01;

  /** Points far outside the notebook's scale get a coarser grid instead of billions of nodes. */
  private static final int MAX_NODES = 1000;

  private final Range x1;
  private final Range x2;
  private final double step1;
  private final double step2;

  /** The class at node (i, j), which is x1.from + i·step1, x2.from + j·step2. */
  private final int[][] classes;

  DecisionRegions(Range x1, Range x2, NotebookFigures.Classifier classifier) {
    this.x1 = x1;
    this.x2 = x2;
    this.step1 = Math.max(STEP, x1.length() / MAX_NODES);
    this.step2 = Math.max(STEP, x2.length() / MAX_NODES);
    this.classes = new int[nodes(x1, step1)][nodes(x2, step2)];
    for (int i = 0; i < classes.length; i++) {
      for (int j = 0; j < classes[i].length; j++) {
        classes[i][j] = classifier.predict(x1.from() + i * step1, x2.from() + j * step2);
      }
    }
  }

  /** Returns the picture of the whole rectangle; x1 grows to the right, x2 upwards. */
  BufferedImage image(int width, int height, Color class0, Color class1) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    // The interpolation rises by 1 from node to node; sharpened, it does from pixel to pixel.
    double sharpness = Math.max(1, width * step1 / x1.length());
    for (int column = 0; column < width; column++) {
      double i = (column + 0.5) / width * x1.length() / step1;
      for (int row = 0; row < height; row++) {
        double j = (height - row - 0.5) / height * x2.length() / step2;
        double share = (interpolated(i, j) - 0.5) * sharpness + 0.5;
        image.setRGB(column, row, mixed(class0, class1, Math.min(1, Math.max(0, share))));
      }
    }
    return image;
  }

  /** Beyond the last node, which lies short of the end, its class goes on. */
  private double interpolated(double i, double j) {
    int left = Math.min((int) i, classes.length - 1);
    int below = Math.min((int) j, classes[0].length - 1);
    int right = Math.min(left + 1, classes.length - 1);
    int above = Math.min(below + 1, classes[0].length - 1);
    double lower = between(classes[left][below], classes[right][below], i - left);
    double upper = between(classes[left][above], classes[right][above], i - left);
    return between(lower, upper, j - below);
  }

  private static double between(double from, double to, double share) {
    return from + share * (to - from);
  }

  /** As many as numpy's mgrid has: the end is left out. */
  private static int nodes(Range range, double step) {
    return (int) Math.ceil(range.length() / step);
  }

  private static int mixed(Color class0, Color class1, double share) {
    long red = Math.round(between(class0.getRed(), class1.getRed(), share));
    long green = Math.round(between(class0.getGreen(), class1.getGreen(), share));
    long blue = Math.round(between(class0.getBlue(), class1.getBlue(), share));
    return (int) (red << 16 | green << 8 | blue);
  }
}
