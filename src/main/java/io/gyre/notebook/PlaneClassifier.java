package io.gyre.notebook;

/** Something that puts each point of the plane into class 0 or 1. */
@FunctionalInterface
public interface PlaneClassifier {

  /** Returns the class, 0 or 1, of the point (x1, x2). */
  int predict(double x1, double x2);
}
