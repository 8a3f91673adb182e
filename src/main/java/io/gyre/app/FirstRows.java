package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.EventTime;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.PrefixEndException;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.format.survey.FieldSurvey;
import io.gyre.format.survey.LabelSurvey;
import java.io.IOException;
import java.util.List;

/** Reads the first rows of a file, to survey it. */
public final class FirstRows {

  /** The number of rows, valid or not, after which the rest is given up. */
  private static final int MOST = FieldSurvey.MOST_POINTS;

  private FirstRows() {}

  /** Takes a row; returns whether another is wanted. */
  interface Taker {
    boolean take(Row row) throws InvalidPointException;
  }

  /**
   * Returns settings of records by the first rows' labels.
   *
   * @throws GyreException as {@link LabelSurvey#settle}
   */
  public static RecordSettings settle(DataFile file, LabelColumn label, RecordSettings records) {
    LabelSurvey first = new LabelSurvey();
    survey(file, label, records, first);
    return first.settle(records, 0);
  }

  /** Gives the first rows to a survey, unless the file can be read only once. */
  public static void survey(
      DataFile file, LabelColumn label, RecordSettings records, LabelSurvey labels) {
    RecordReader reader = RecordReader.of(records, Accepts.POINTS_AND_LABELS);
    if (file.bytes() >= 0) {
      read(
          file,
          label,
          row -> {
            labels.add(reader.read(row.json()));
            return !labels.isFull();
          });
    }
  }

  /**
   * Returns which fields the first rows have.
   *
   * @param lateLabels whether a row may be the label of one before
   * @param notes gets {@link RowReader#notes}
   */
  static FieldSurvey fields(
      DataFile file,
      LabelColumn label,
      RecordSettings records,
      boolean lateLabels,
      List<String> notes) {
    FieldSurvey fields = new FieldSurvey(records, lateLabels, " " + Setting.FRESH);
    RecordReader reader =
        RecordReader.of(records, lateLabels ? Accepts.POINTS_AND_LABELS : Accepts.POINTS);
    notes.addAll(
        read(
            file,
            label,
            row -> {
              Point point = reader.read(row.json());
              fields.add(point.fields(), point.label());
              return !fields.isFull();
            }));
    return fields;
  }

  /**
   * Gives the first rows to a taker; a row that cannot be used is skipped. Returns {@link
   * RowReader#notes}.
   *
   * @throws GyreException if the file cannot be read, or no row can be used
   */
  static List<String> read(DataFile file, LabelColumn label, Taker taker) {
    List<String> notes = List.of();
    int used = 0;
    String reason = null;
    try (RowReader rows = file.openBeginning(label)) {
      notes = rows.notes();
      boolean more = true;
      for (int seen = 0; more && seen < MOST; seen++) {
        try {
          Row row = rows.next();
          more = row != null && taker.take(row);
          used += row == null ? 0 : 1;
        } catch (InvalidPointException e) {
          reason = reason == null ? e.getMessage() : reason;
          more = used > 0 || !reason.contains(EventTime.EXPECTED); // so are those of all others
        }
      }
    } catch (PrefixEndException e) {
      reason = reason == null ? e.getMessage() : reason;
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(file.name(), e.getMessage()), e);
    }
    if (used == 0) {
      throw new GyreException(
          reason == null
              ? file.name() + ": expected rows, found none"
              : "%s: none of its first rows can be used: %s".formatted(file.name(), reason));
    }
    return notes;
  }
}
