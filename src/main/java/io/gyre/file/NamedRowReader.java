package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.util.List;

/** Names the file in what ends its reading. */
final class NamedRowReader implements RowReader {

  private final String name;
  private final RowReader rows;

  NamedRowReader(String name, RowReader rows) {
    this.name = name;
    this.rows = rows;
  }

  /**
   * {@inheritDoc}
   *
   * @throws GyreException if the file is not written in the format at all
   */
  @Override
  public Row next() throws IOException, InvalidPointException {
    try {
      return rows.next();
    } catch (GyreException e) {
      throw new GyreException(name + ": " + e.getMessage(), e);
    } catch (BeginningEndException e) {
      throw e;
    } catch (IOException e) {
      throw new GyreException(name + " cannot be read any further: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public String label() {
    return rows.label();
  }

  @Override
  public long bytesRead() {
    return rows.bytesRead();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
