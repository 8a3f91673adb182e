package io.gyre.file;

import io.gyre.GyreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file of rows, or standard input; plain or packed by gzip, whatever its name.
 *
 * @param path the file; null for standard input
 * @param name the file's name for a person
 */
public record DataFile(Path path, FileFormat format, String name) {

  /** The name that stands for standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int LOOKED_AT = 64 << 20; // the unpacked bytes of a file's beginning

  public DataFile(Path path, FileFormat format) {
    this(path, format, path == null ? "standard input" : path.toString());
  }

  /** Returns how long the file is, in bytes; −1 if that is not known. */
  public long bytes() {
    try {
      return path != null && Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Opens its beginning: reading ends with a {@link PrefixEndException}. */
  public RowReader openBeginning(LabelColumn label) {
    return open(label, LOOKED_AT);
  }

  /**
   * Opens the file and reads its header. Throws a {@link GyreException} that begins with its name,
   * if it cannot be read, is not written in the format, or has no label's column.
   */
  public RowReader open(LabelColumn label) {
    return open(label, Long.MAX_VALUE);
  }

  private RowReader open(LabelColumn label, long most) {
    if (path != null && Files.isDirectory(path)) {
      throw new GyreException(name + ": expected a file, found a directory");
    }
    try {
      InputStream in = path == null ? standardInput() : Files.newInputStream(path);
      try {
        return format.open(new ByteInput(in, name, most), label);
      } catch (GyreException | IOException e) {
        in.close();
        throw e;
      }
    } catch (GyreException e) {
      throw new GyreException(name + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new GyreException("there is no file " + name, e);
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(name, e), e);
    }
  }

  /** Returns standard input, not closed because that would wait for a read that hangs. */
  private static InputStream standardInput() {
    return new FilterInputStream(System.in) {
      @Override
      public void close() {}
    };
  }
}
