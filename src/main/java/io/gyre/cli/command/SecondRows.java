package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.file.Row;
import io.gyre.file.RowParts;
import io.gyre.file.RowSplitter;

/**
 * The rows of a file in which labels come late: first a row without a label, later one with the
 * same id and its label. The second is a label: it goes as it is, or as a record with nothing but
 * id and label. A row with a label whose id did not come before, or got its label already, is a
 * point. So is a row without an id, but the first must have one. One thread calls; any may ask for
 * the counts.
 */
final class SecondRows implements RowRecords {

  private final RowSplitter splitter;
  private final boolean alone;
  private final WaitingIds waiting;
  private boolean first = true;

  /**
   * @param alone whether a label goes without the rest of its row
   */
  SecondRows(RowSplitter splitter, boolean alone) {
    this(splitter, alone, new WaitingIds(WaitingIds.MOST));
  }

  /** For tests, in which fewer wait. */
  SecondRows(RowSplitter splitter, boolean alone, WaitingIds waiting) {
    this.splitter = splitter;
    this.alone = alone;
    this.waiting = waiting;
  }

  @Override
  public void row(Row row, long timestamp, RecordSink out) {
    RowParts parts = splitter.split(row, null);
    requireId(parts);
    boolean labelled = parts.label() != null;
    if (labelled && waiting.remove(parts.id())) {
      out.label(parts.id(), alone ? parts.label() : row.json(), timestamp);
      return;
    }
    if (!labelled && parts.id() != null) {
      waiting.add(parts.id());
    }
    out.point(parts.id(), row.json(), timestamp);
  }

  /** The fields of JSON lines are not known before. */
  private void requireId(RowParts parts) {
    if (first && parts.id() == null) {
      throw new GyreException(
          "expected an id in the first row, which tells that a later one with its label is of the same point, found none. Say with --id which field it is");
    }
    first = false;
  }

  /** Returns how many ids have not got their label. */
  long waiting() {
    return waiting.size();
  }

  /** Returns how many were forgotten, as the oldest of too many: their labels are points. */
  long forgotten() {
    return waiting.forgotten();
  }
}
