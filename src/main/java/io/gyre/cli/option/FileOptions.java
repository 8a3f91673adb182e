package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which file of rows is meant, and how it is written. A mixin, like {@link KafkaOptions}. */
public class FileOptions extends Options {

  private static final String FORMAT =
      "How FILE is written: csv, with a header row and commas, semicolons or tabs; json, one object per line; arff. Default: as its name ends (.csv, .tsv; .json, .jsonl, .ndjson; .arff; .gz behind it or not).";

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file of rows, plain or gzipped.")
  private String file;

  @Option(names = "--format", paramLabel = "FORMAT", description = FORMAT)
  private FileFormat format;

  /** Returns what was typed for the file; null if none was named. */
  public String name() {
    return file;
  }

  /** Tells whether a file was named. */
  public boolean given() {
    return file != null;
  }

  /**
   * Returns the file that was named.
   *
   * @throws GyreException if its name does not say how it is written, and there is no such file
   */
  public DataFile file() {
    boolean standardInput = file.equals(DataFile.STANDARD_INPUT);
    FileFormat known = format != null ? format : FileFormat.ofName(file).orElse(null);
    if (known == null && !standardInput) {
      requireFile(Path.of(file));
    }
    if (known == null) {
      throw wrong(
          "%s: say how it is written with --format %s"
              .formatted(standardInput ? "standard input" : file, FileFormat.names()));
    }
    return new DataFile(standardInput ? null : Path.of(file), known);
  }

  /** To ask how a file is written that cannot be read would be the wrong question. */
  private static void requireFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new GyreException(file + ": expected a file, found a directory");
    }
    if (!Files.exists(file)) {
      throw new GyreException("there is no file " + file);
    }
  }
}
