package io.gyre.file;

import java.io.IOException;

/** Signals that the requested beginning of a file was read. */
public final class PrefixEndException extends IOException {

  private static final long serialVersionUID = 1;

  PrefixEndException(long bytes) {
    super("expected rows, found a row without an end within the first %,d bytes".formatted(bytes));
  }
}
