package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.StopSignal;
import io.gyre.data.InvalidPointException;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The valid rows of a file. Others are skipped and counted, and the first of them reported. One
 * thread reads; any may ask for the counts.
 */
public final class CountedRows implements FeedLoop.Source {

  static final int REPORTED = 10; // so many bad rows are reported one by one
  static final int UNLABELLED = 1_000; // rows without a label before a warning of its name

  private final RowReader rows;
  private final boolean labelsComeLate;
  private final StopSignal stop;
  private final Consumer<String> complaints;

  private volatile long good;
  private volatile long bad;
  private volatile long unlabelled;

  /**
   * @param rows closed by the caller
   * @param labelsComeLate whether only the end of the file tells that no row has a label
   * @param complaints gets a line about each of the first bad rows
   */
  public CountedRows(
      RowReader rows, boolean labelsComeLate, StopSignal stop, Consumer<String> complaints) {
    this.rows = rows;
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
          complainIfNoneHasALabel(labelsComeLate || good < UNLABELLED, "", "");
          return null;
        }
        good = good + 1; // Only the thread that reads writes these.
        unlabelled = unlabelled + (row.labelled() ? 0 : 1);
        complainIfNoneHasALabel(good == UNLABELLED && !labelsComeLate, "first ", lateLabels());
        return row;
      } catch (InvalidPointException e) {
        pass(e.getMessage());
      } catch (IOException e) {
        throw new GyreException("the rows cannot be read any further: " + e.getMessage(), e);
      }
    }
    return null;
  }

  public long good() {
    return good;
  }

  /** Returns how many rows were skipped. */
  public long bad() {
    return bad;
  }

  /** Returns how many of the good rows have no label. */
  public long unlabelled() {
    return unlabelled;
  }

  /** Tells whether there are rows, all without the wanted label. */
  public boolean noneHasALabel() {
    return rows.label() != null && good > 0 && unlabelled == good;
  }

  private void complainIfNoneHasALabel(boolean now, String which, String advice) {
    if (now && noneHasALabel()) {
      complaints.accept(
          "none of the %s%,d rows has a label in %s: nothing can be learned from them. %s names another field%s"
              .formatted(which, good, PrintableText.quoted(rows.label()), Setting.LABEL, advice));
    }
  }

  private static String lateLabels() {
    return "; with " + Setting.LATE_LABELS + " a later row of the same id may bring the label";
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
