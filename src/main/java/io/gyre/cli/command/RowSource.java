package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.file.Row;

/** Where rows to be sent come from. */
interface RowSource {

  /**
   * Returns the next row, or null at the end.
   *
   * @throws GyreException if there may be more that cannot be read
   */
  Row next();
}
