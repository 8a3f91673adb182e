package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.data.InvalidPointException;
import io.gyre.data.PrintableText;
import io.gyre.file.LabelSeparator;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The good rows of a file. The others are passed over, counted and, the first of them, reported.
 * One thread reads; any may ask for the counts.
 */
public final class CountedRows implements FeedLoop.Source {

  /** After so many bad rows their number says enough. */
  static final int REPORTED = 10;

  /** After so many rows without a label a person is told, who may have named the wrong field. */
  static final int UNLABELLED = 1_000;

  private static final String LATE_LABELS =
      "; with --late-labels a later row of the same id may bring the label";

  private final RowReader rows;
  private final String key;
  private final LabelSeparator keys;
  private final boolean labelsComeLate;
  private final StopSignal stop;
  private final Consumer<String> complaints;

  private volatile long good;
  private volatile long bad;
  private volatile long unlabelled;

  /**
   * @param rows closed by the caller
   * @param key path of the field whose value is each row's key, without which a row is bad; null
   *     for none
   * @param labelsComeLate whether only the end of the file tells that no row has a label
   * @param stop ends the rows
   * @param complaints gets a line about each of the first bad rows
   */
  public CountedRows(
      RowReader rows,
      String key,
      boolean labelsComeLate,
      StopSignal stop,
      Consumer<String> complaints) {
    this.rows = rows;
    this.key = key;
    keys = key == null ? null : new LabelSeparator(null, key, null);
    this.labelsComeLate = labelsComeLate;
    this.stop = stop;
    this.complaints = complaints;
  }

  @Override
  public Row next() {
    while (!stop.requested()) {
      try {
        Row row = rows.next();
        if (row == null) {
          if (labelsComeLate || good < UNLABELLED) {
            complainIfNoneHasALabel("", "");
          }
          return null;
        }
        Row keyed = key == null ? row : withKey(row);
        count(keyed);
        return keyed;
      } catch (InvalidPointException e) {
        pass(e.getMessage());
      } catch (IOException e) {
        throw new GyreException("the rows cannot be read any further: " + e.getMessage(), e);
      }
    }
    return null;
  }

  private Row withKey(Row row) throws InvalidPointException {
    String value = keys.split(row, null).id();
    if (value == null) {
      throw new InvalidPointException(
          "line %d: expected a value for the record's key in %s, found none"
              .formatted(row.number(), PrintableText.quoted(key)));
    }
    return row.withKey(value);
  }

  /** Returns how many rows were not passed over. */
  public long good() {
    return good;
  }

  /** Returns how many rows were passed over. */
  public long bad() {
    return bad;
  }

  /** Returns how many rows had no label, of those that were not passed over. */
  public long unlabelled() {
    return unlabelled;
  }

  private void count(Row row) {
    // Only the thread that reads writes these.
    good = good + 1;
    if (!row.labelled()) {
      unlabelled = unlabelled + 1;
    }
    if (good == UNLABELLED && !labelsComeLate) {
      complainIfNoneHasALabel("first ", LATE_LABELS);
    }
  }

  /** Tells whether there are rows, and no one of them has the label that is asked for. */
  public boolean noneHasALabel() {
    return rows.label() != null && good > 0 && unlabelled == good;
  }

  private void complainIfNoneHasALabel(String which, String advice) {
    if (noneHasALabel()) {
      complaints.accept(
          "none of the %s%,d rows has a label in %s: nothing can be learned from them. --label names another field%s"
              .formatted(which, good, PrintableText.quoted(rows.label()), advice));
    }
  }

  private void pass(String reason) {
    bad = bad + 1;
    if (bad <= REPORTED) {
      complaints.accept("passed over " + reason);
    } else if (bad == REPORTED + 1) {
      complaints.accept("more rows are passed over; their number follows at the end");
    }
  }
}
