package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name a file of rows and its format. */
public class FileOptions extends Options {

  @Parameters(arity = "0..1", paramLabel = "FILE")
  private String file;

  @Option(names = "--format", paramLabel = "FORMAT")
  private FileFormat format;

  /** Returns the file as typed; null if not given. */
  public String name() {
    return file;
  }

  /** Tells whether a path ends as the name of a file of rows. */
  public static boolean isNameOfRows(Path path) {
    return FileFormat.ofName(path.toString()).isPresent();
  }

  public boolean given() {
    return file != null;
  }

  /**
   * Returns the file that was named.
   *
   * @throws GyreException if its name does not tell its format, and it does not exist
   */
  public DataFile file() {
    Path path = file.equals(DataFile.STANDARD_INPUT) ? null : Path.of(file);
    FileFormat known = format != null ? format : FileFormat.ofName(file).orElse(null);
    if (known == null && path != null && Files.isDirectory(path)) {
      throw new GyreException(file + ": expected a file, found a directory");
    }
    if (known == null && path != null && !Files.exists(path)) {
      throw new GyreException("there is no file " + file);
    }
    require(
        known != null,
        "%s: say how it is written with --format %s"
            .formatted(path == null ? "standard input" : file, FileFormat.names()));
    return new DataFile(path, known);
  }
}
