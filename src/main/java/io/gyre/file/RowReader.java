package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The rows of a file, read one at a time. Of a live stream no row waits. Not thread-safe. */
public abstract class RowReader implements Closeable {

  private final ByteInput in;

  final TextRows rows;

  /** Only the thread that reads writes it. */
  private volatile long bytesRead;

  /** Set when the header is read; null if the file does not name its columns. */
  NamedColumns columns;

  /**
   * @param in read from where it stands; closed by {@link #close}
   * @param delimiters of which any may end a cell; {@link TextRows#NO_CELLS}
   */
  RowReader(ByteInput in, String delimiters) {
    this.in = in;
    rows = new TextRows(in, delimiters);
  }

  /**
   * Returns the next row, or null at the end. Blank lines are passed over.
   *
   * @throws InvalidPointException if the next row cannot be a record; the message begins with
   *     {@code line N}, names the column where there is one, and what comes after can be read
   * @throws IOException if the file cannot be read any further
   * @throws GyreException if the file is not written in the format at all
   */
  public final Row next() throws IOException, InvalidPointException {
    try {
      Row row = read();
      bytesRead = in.position();
      return row;
    } catch (GyreException e) {
      throw new GyreException(in.name() + ": " + e.getMessage(), e);
    } catch (PrefixEndException e) {
      throw e;
    } catch (IOException e) {
      throw new GyreException(in.name() + " cannot be read any further: " + e.getMessage(), e);
    }
  }

  /** As {@link #next}, but does not name the file in what ends its reading. */
  abstract Row read() throws IOException, InvalidPointException;

  /** Returns the names of the fields, in their order; none if the file does not say them. */
  public final List<String> columns() {
    return columns == null ? List.of() : columns.names();
  }

  /** Returns the name of the label's field, or null if no row has a label. */
  public String label() {
    return columns.label();
  }

  /**
   * Returns how many bytes of the file lie before the end of the last row; of a compressed one
   * about how many compressed. Any thread may ask.
   */
  public final long bytesRead() {
    return bytesRead;
  }

  @Override
  public final void close() throws IOException {
    in.close();
  }
}
