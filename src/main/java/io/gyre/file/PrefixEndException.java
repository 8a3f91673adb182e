package io.gyre.file;

import java.io.IOException;

/** Signals that the requested beginning of a file was read. */
public final class PrefixEndException extends IOException {

  PrefixEndException(long bytes) {
    super("expected rows, found a row without an end within the first %,d bytes".formatted(bytes));
  }
}
