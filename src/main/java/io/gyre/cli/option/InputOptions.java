package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options of a file of rows. A mixin. */
public final class InputOptions {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "A file of rows, plain or gzipped, or - for standard input. Without it: the endless spiral.")
  private String file;

  @Option(names = "--format", paramLabel = "FORMAT", description = FileOptions.FORMAT)
  private FileFormat format;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "The column of FILE with the label, any number, text, true or false; of json, the field. Default: the one called label, class or target; of json, label.")
  private String label;

  @Option(
      names = "--no-label",
      description = "FILE has no label: its points are predicted, and none is learned from.")
  private boolean noLabel;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description =
          "The column of FILE with the points' ids: checked to be there. All columns are sent; learn with the same --id.")
  private String id;

  @Spec(MIXEE)
  private CommandSpec command;

  /** Returns whether points come from a file, rather than from the spiral. */
  public boolean given() {
    return file != null;
  }

  /** Returns the file's name for a person. */
  public String name() {
    return file().name();
  }

  /** Returns the id's column, or null if none was named. */
  public String id() {
    return id;
  }

  /**
   * Checks what can be checked without reading.
   *
   * @throws ParameterException if the options do not fit together
   */
  public void check() {
    if (given()) {
      file();
    } else {
      for (String name : new String[] {"--format", "--label", "--no-label", "--id"}) {
        if (isTyped(name)) {
          throw wrong(name + " is for a FILE, and there is none");
        }
      }
    }
    if (isTyped("--label") && isTyped("--no-label")) {
      throw wrong("--label and --no-label exclude one another");
    }
  }

  /**
   * Returns the file that was named.
   *
   * @throws ParameterException if nobody knows how it is written
   */
  public DataFile file() {
    return FileOptions.file(command, file, format);
  }

  /**
   * Opens the file.
   *
   * @throws GyreException if it cannot be read, or lacks a column that was named
   */
  public RowReader open() {
    DataFile opened = file();
    RowReader rows = opened.open(label());
    if (id == null || rows.columns().isEmpty()) {
      return rows;
    }
    try {
      LabelColumn.requireColumn("id", id, rows.columns());
      return rows;
    } catch (GyreException e) {
      close(rows);
      throw new GyreException(opened.name() + ": " + e.getMessage(), e);
    }
  }

  private static void close(RowReader rows) {
    try {
      rows.close();
    } catch (IOException e) {
      // It was only read, and there is a failure to tell already.
    }
  }

  private LabelColumn label() {
    if (noLabel && !isTyped("--label")) {
      return LabelColumn.NONE;
    }
    return label == null ? LabelColumn.USUAL : LabelColumn.named(label);
  }

  /** A variable that is set for all commands does no harm to one that has no use for it. */
  private boolean isTyped(String name) {
    return command.commandLine().getParseResult().hasMatchedOption(name);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
