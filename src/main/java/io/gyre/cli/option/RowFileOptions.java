package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a file of rows that is sent. A mixin. */
public final class RowFileOptions extends FileOptions {

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

  @Option(
      names = "--record-key",
      paramLabel = "COLUMN",
      description =
          "The column of FILE whose value becomes the key of each Kafka record, so that rows of one value go to one partition, in their order. A row without it is reported and passed over. Default: no key; with --late-labels or --label-delay, the id.")
  private String recordKey;

  /** Returns the id's column, or null if none was named. */
  public String id() {
    return id;
  }

  /** Returns the column of the records' keys, or null if none was named. */
  public String recordKey() {
    return recordKey;
  }

  @Override
  public String name() {
    return file().name();
  }

  /** Checks what can be checked without reading. */
  public void check() {
    if (given()) {
      file();
    } else {
      refuse(
          " is for a FILE, and there is none",
          "--format",
          "--label",
          "--no-label",
          "--id",
          "--record-key");
    }
    require(
        !isTyped("--label") || !isTyped("--no-label"),
        "--label and --no-label exclude one another");
  }

  /**
   * Opens the file.
   *
   * @throws GyreException if it cannot be read, or lacks a column that was named
   */
  public RowReader open() {
    DataFile opened = file();
    RowReader rows = opened.open(label());
    try {
      if (!rows.columns().isEmpty()) {
        requireColumn("id", id, rows.columns());
        requireColumn("record's key", recordKey, rows.columns());
      }
      return rows;
    } catch (GyreException e) {
      close(rows);
      throw new GyreException(opened.name() + ": " + e.getMessage(), e);
    }
  }

  private static void requireColumn(String role, String named, List<String> columns) {
    if (named != null) {
      LabelColumn.requireColumn(role, named, columns);
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
}
