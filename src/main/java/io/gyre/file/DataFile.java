package io.gyre.file;

import io.gyre.GyreException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A file of rows, or standard input. Plain or packed by gzip, whatever its name.
 *
 * @param path the file; null for standard input
 * @param name the file's name for a person
 */
public record DataFile(Path path, FileFormat format, String name) {

  /** What a person types for standard input. */
  public static final String STANDARD_INPUT = "-";

  /** Of how many unpacked bytes a beginning is. */
  private static final int LOOKED_AT = 64 << 20;

  /** A file that is called what it is called on the disk. */
  public DataFile(Path path, FileFormat format) {
    this(path, format, path == null ? "standard input" : path.toString());
  }

  /** Returns how long the file is, in bytes, or −1 when nobody knows. */
  public long bytes() {
    try {
      return path != null && Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /**
   * Returns about how long the file is when it is unpacked, in bytes: what is packed by gzip is as
   * long as its beginning lets expect; of any other file what {@link #bytes} returns.
   */
  public long unpackedBytes() {
    try (FileInputStream packed = new FileInputStream(path.toFile());
        InputStream unpacked = new GZIPInputStream(packed)) {
      long length = unpacked.skip(LOOKED_AT);
      return Math.round(length * (double) bytes() / packed.getChannel().position());
    } catch (IOException notPacked) {
      return bytes();
    }
  }

  /**
   * As {@link #open}, to look at the beginning alone: reading ends with a {@link
   * PrefixEndException} after {@value #LOOKED_AT} bytes that are unpacked.
   */
  public RowReader openBeginning(LabelColumn label) {
    return open(label, LOOKED_AT);
  }

  /**
   * Opens the file and reads its header.
   *
   * @return its rows; of standard input, which nobody else reads, closing closes nothing
   * @throws GyreException that begins with the file's name, if it cannot be read, is not written in
   *     the format, or has no label's column
   */
  public RowReader open(LabelColumn label) {
    return open(label, Long.MAX_VALUE);
  }

  private RowReader open(LabelColumn label, long most) {
    if (path != null && Files.isDirectory(path)) {
      throw new GyreException(name() + ": expected a file, found a directory");
    }
    try {
      InputStream in = path == null ? new Unclosed(System.in) : Files.newInputStream(path);
      try {
        return format.open(new ByteInput(in, name, most), label);
      } catch (GyreException | IOException e) {
        in.close();
        throw e;
      }
    } catch (GyreException e) {
      throw new GyreException(name() + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new GyreException("there is no file " + name, e);
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(name(), e), e);
    }
  }

  /** To close standard input would wait for a read that hangs. */
  private static final class Unclosed extends FilterInputStream {

    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }
}
