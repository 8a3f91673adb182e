package io.gyre.feed;

import io.gyre.StopSignal;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;

/**
 * The rows of a file that are not sent yet. Rows are numbered from 0. One thread reads; any may ask
 * for the counts.
 */
public final class FileRows implements FeedLoop.Source, AutoCloseable {

  /** Gets the rows that were sent before. */
  interface SentRows {
    void row(Row row) throws InterruptedException;
  }

  private final Supplier<RowReader> file;
  private final RowsOnTopic before;
  private final boolean labelsComeLate;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  final StopSignal stop = new StopSignal(); // ends the rows
  private volatile RowReader reader;
  private volatile CountedRows rows; // null if all were sent before
  volatile long size; // how many rows of the file can be read; −1 as long as that is not known
  volatile long row; // the number of the row that comes next
  private boolean skipping;

  /**
   * @param file opens it at its first row
   * @param before what was sent before
   * @param labelsComeLate whether only the end of the file tells that no row has a label
   */
  public FileRows(Supplier<RowReader> file, RowsOnTopic before, boolean labelsComeLate) {
    this.file = file;
    this.before = before;
    this.labelsComeLate = labelsComeLate;
    size = before.size();
    row = before.next();
  }

  /**
   * Goes to the first row that was not sent.
   *
   * @param sent gets each row that was sent, the last being {@link #row} − 1
   * @return whether there is something to be sent
   */
  boolean find(SentRows sent) throws InterruptedException {
    if (size >= 0) {
      return false;
    }
    reader = file.get();
    rows = new CountedRows(reader, labelsComeLate, stop, this::complain);
    skipping = true;
    row = 0;
    while (row < before.next()) {
      Row next = rows.next();
      if (next == null) {
        break;
      }
      row++;
      sent.row(next);
    }
    skipping = false;
    return !stop.requested();
  }

  private void complain(String line) {
    if (!skipping) {
      complaints.add(line);
    }
  }

  /** Returns the next row; null at the end, and when it is stopped. */
  @Override
  public Row next() {
    Row next = rows.next();
    if (next != null) {
      row++;
    } else if (!stop.requested()) {
      size = row;
    }
    return next;
  }

  /** Takes the next line about a skipped row; null if none is left. */
  public String complaint() {
    return complaints.poll();
  }

  /** Returns how many rows were sent before. */
  long sentBefore() {
    return before.next();
  }

  /** Tells whether the last row's point, and the n-th label behind it, were sent before. */
  boolean wasSent(long n) {
    return row < before.next() || row == before.next() && n < before.labels();
  }

  /** Returns how many rows of the file were skipped, of those read so far. */
  public long bad() {
    return rows == null ? 0 : rows.bad();
  }

  /** Returns how many of the rows of the file read so far have no label. */
  public long unlabelled() {
    return rows == null ? 0 : rows.unlabelled();
  }

  /** Returns how many bytes were read; packed ones of a packed file. */
  long bytesRead() {
    RowReader read = reader;
    return read == null ? 0 : read.bytesRead();
  }

  @Override
  public void close() {
    Utils.closeQuietly(reader, "file of rows");
  }
}
