package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.SentLabelOptions;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import io.gyre.file.RowSplitter;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Finds how the rows of a file are sent, with their labels or with those in records of their own.
 */
final class LabelRecords {

  private LabelRecords() {}

  /**
   * Returns what is sent for each row of a file.
   *
   * @param file as it was opened
   * @param idNamed the id's field, or null if none was named
   * @param alone whether labels go to a topic of their own
   * @param clock by which labels are held back: the time of row i, counted from 0, in ms; null for
   *     the rows' timestamps
   * @throws GyreException if the file lacks a column that is needed
   */
  static Feed.Records of(
      SentLabelOptions options,
      RowReader file,
      String idNamed,
      boolean alone,
      LongUnaryOperator clock) {
    if (!options.given()) {
      return Feed.Records.WHOLE;
    }
    String id = idNamed == null ? RecordSettings.ID : idNamed;
    requireApart(file.label(), id);
    if (options.isLate()) {
      requireId(id, file.columns());
      return new SecondRows(file.label(), id, alone, SecondRows.MOST);
    }
    options.requireTime(file.columns());
    RowSplitter splitter = new RowSplitter(file.label(), id, options.time());
    return new HeldLabels(splitter, options.delay(), clock, HeldLabels.MOST);
  }

  private static void requireApart(String label, String id) {
    if (id.equals(label)) {
      throw new GyreException(
          "expected one column for the label and another for the id, found %s for both. Say with --id which one is the id"
              .formatted(PrintableText.quoted(id)));
    }
  }

  private static void requireId(String id, List<String> columns) {
    if (columns.isEmpty()) {
      return;
    }
    try {
      LabelColumn.requireColumn("id", id, columns);
    } catch (GyreException e) {
      throw new GyreException(
          e.getMessage() + ". Say with --id which one tells that two rows are of one point", e);
    }
  }
}
