package io.gyre.file;

import io.gyre.data.InvalidPointException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The rows of a file, read one at a time. Of a live stream no row waits. Not thread-safe. */
public interface RowReader extends Closeable {

  /**
   * Returns the next row, or null at the end. Blank lines are passed over.
   *
   * @throws InvalidPointException if the next row cannot be a record; the message begins with
   *     {@code line N}, names the column where there is one, and what comes after can be read
   * @throws IOException if the file cannot be read any further
   */
  Row next() throws IOException, InvalidPointException;

  /** Returns the names of the fields, in their order; none if the file does not say them. */
  List<String> columns();

  /** Returns the name of the label's field, or null if no row has a label. */
  String label();

  /** Returns how many bytes of the file were read so far; of a compressed one, the compressed. */
  long bytesRead();
}
