package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options of a file of points. A mixin. */
public final class InputOptions {

  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file of points, or - for standard input. Without it: the endless spiral.")
  private String file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "How FILE is written: csv, with a header row; json, one object per line. Default: as its name ends (.csv; .json, .jsonl, .ndjson).")
  private PointFormat format;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of a csv file with the label. Without it no point has one.")
  private String label;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description =
          "The column of a csv file with the points' ids. All other columns are features.")
  private String id;

  @Spec(MIXEE)
  private CommandSpec command;

  /** Returns whether points come from a file, rather than from the spiral. */
  public boolean given() {
    return file != null;
  }

  /** Returns the file's name for a person. */
  public String name() {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  /**
   * Checks what can be checked without reading.
   *
   * @throws ParameterException if the options do not fit together
   */
  public void check() {
    if (!given() && format != null) {
      throw wrong("--format is for a FILE, and there is none");
    }
    boolean columns = label != null || id != null;
    if (columns && (!given() || !format().hasColumns())) {
      throw wrong(
          "--label and --id name columns of a file"
              + (given() ? "; %s has none".formatted(format()) : ", and there is none"));
    }
    if (given()) {
      format();
    }
  }

  /**
   * Opens the file.
   *
   * @throws GyreException if it cannot be read, or its header does not fit
   */
  public PointReader open() {
    try {
      return file.equals(STANDARD_INPUT)
          ? new Unclosed(reader(System.in))
          : reader(Files.newInputStream(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new GyreException("there is no file " + file, e);
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(name(), e), e);
    } catch (GyreException e) {
      throw new GyreException(name() + ": " + e.getMessage(), e);
    }
  }

  private PointReader reader(InputStream in) throws IOException {
    return format().open(in, label, id);
  }

  private PointFormat format() {
    return format != null
        ? format
        : PointFormat.ofName(file)
            .orElseThrow(
                () ->
                    wrong(
                        "%s: say how it is written with --format %s"
                            .formatted(name(), PointFormat.names())));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Standard input: nobody else reads it, and closing it would wait for a read that hangs. */
  private record Unclosed(PointReader reader) implements PointReader {

    @Override
    public Point next() throws IOException, InvalidPointException {
      return reader.next();
    }

    @Override
    public void close() {}
  }
}
