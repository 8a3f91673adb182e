package io.gyre.file;

import java.io.IOException;

/** Tells that the beginning of a file was read, and was all that was asked for. */
public final class PrefixEndException extends IOException {

  private static final long serialVersionUID = 1;

  PrefixEndException(long bytes) {
    super("expected rows, found a row without an end within the first %,d bytes".formatted(bytes));
  }
}
