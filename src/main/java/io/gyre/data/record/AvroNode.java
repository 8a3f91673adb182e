package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.record.FieldPaths.FieldPath;
import java.io.IOException;

/**
 * Reads the value that a schema of Avro has at one path. The nodes of a record are a tree, which
 * grows as values come: types may contain themselves.
 */
abstract class AvroNode {

  final FieldPath at;

  AvroNode(FieldPath at) {
    this.at = at;
  }

  /** Reads the value, whose path was visited. */
  abstract void read() throws IOException, InvalidPointException;
}
