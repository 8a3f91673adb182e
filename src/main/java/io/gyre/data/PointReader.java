package io.gyre.data;

import java.io.IOException;

/** A finite source of points, read one at a time. Not thread-safe. */
public interface PointReader extends AutoCloseable {

  /**
   * Returns the next point, or null at the end.
   *
   * @throws InvalidPointException if the next line is not a point; the message begins with the
   *     line's number, counted from 1, and reading goes on with the line after it
   * @throws IOException if the source itself fails
   */
  Point next() throws IOException, InvalidPointException;

  /** Closes the source. */
  @Override
  void close() throws IOException;
}
