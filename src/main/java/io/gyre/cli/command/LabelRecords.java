package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.SentLabelOptions;
import io.gyre.cli.view.NumberText;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import io.gyre.file.RowSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** How the rows of a file are sent whose labels go in records of their own. */
final class LabelRecords {

  private final String id;
  private final SecondRows late;
  private final HeldLabels held;

  private LabelRecords(String id, SecondRows late, HeldLabels held) {
    this.id = id;
    this.late = late;
    this.held = held;
  }

  /**
   * @param file as it was opened
   * @param idNamed the id's field, or null if none was named
   * @param alone whether labels go to a topic of their own
   * @param clock by which labels are held back: the time of row i, counted from 0, in ms; null for
   *     the rows' timestamps
   * @return null if labels go with their points
   * @throws GyreException if the file lacks a column that is needed
   */
  static LabelRecords of(
      SentLabelOptions options,
      RowReader file,
      String idNamed,
      boolean alone,
      LongUnaryOperator clock) {
    if (!options.given()) {
      return null;
    }
    String id = idNamed == null ? RecordSettings.ID : idNamed;
    requireApart(file.label(), id);
    if (options.isLate()) {
      requireId(id, file.columns());
      RowSplitter splitter = new RowSplitter(file.label(), id, null);
      return new LabelRecords(id, new SecondRows(splitter, alone), null);
    }
    options.requireTime(file.columns());
    RowSplitter splitter = new RowSplitter(file.label(), id, options.time());
    return new LabelRecords(id, null, new HeldLabels(splitter, options.delay(), clock));
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

  /** Returns what is sent for each row. */
  RowRecords rows() {
    return late != null ? late : held;
  }

  /** Tells whether each row is a point, whose label is held back. */
  boolean holdsBack() {
    return held != null;
  }

  /**
   * Returns what is to be said at the end, a line each.
   *
   * @param points sent
   * @param labels sent
   */
  List<String> summary(long points, long labels) {
    List<String> lines = new ArrayList<>();
    if (late != null) {
      say(lines, late.waiting(), "Still without a label: %s.");
      say(
          lines,
          late.forgotten(),
          "Forgotten, because too many ids waited: %s. Their labels went as points.");
      if (points > 0 && labels == 0) {
        lines.add(
            "No label has the id of a row before it in %s: is that the id, and do labels come late?"
                .formatted(PrintableText.quoted(id)));
      }
    } else {
      say(lines, held.held(), "Labels held back and not sent: %s.");
      say(lines, held.hurried(), "Labels sent before their time, because too many were held: %s.");
    }
    return lines;
  }

  private static void say(List<String> lines, long count, String line) {
    if (count > 0) {
      lines.add(line.formatted(NumberText.count(count)));
    }
  }
}
