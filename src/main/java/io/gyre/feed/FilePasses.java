package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;

/**
 * The rows of a file that are not sent yet: the rest of it, and if wanted all of it again and
 * again. Rows are numbered from 0 over all passes. The first pass reports invalid rows. One thread
 * reads; any may ask for the counts.
 */
public final class FilePasses implements FeedLoop.Source, AutoCloseable {

  private static final long UNKNOWN = -1;

  /** Gets the rows that were sent before. */
  interface SentRows {
    void row(Row row) throws InterruptedException;
  }

  private final Supplier<RowReader> file;
  private final RowsOnTopic before;
  public final boolean endless;
  private final boolean labelsComeLate;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  final StopSignal stop = new StopSignal(); // ends the rows
  private volatile RowReader reader;
  private CountedRows rows;
  private volatile CountedRows first; // the rows of the first pass; null if that was over before
  volatile long size; // how many rows of the file can be read; −1 as long as that is not known
  private volatile long pass;
  volatile long row; // the number of the row that comes next, over all passes
  private boolean skipping;

  /**
   * @param file opens it at its first row
   * @param before what was sent before
   * @param endless whether another pass follows the last row
   * @param labelsComeLate whether only the end of the file tells that no row has a label
   */
  public FilePasses(
      Supplier<RowReader> file, RowsOnTopic before, boolean endless, boolean labelsComeLate) {
    this.file = file;
    this.before = before;
    this.endless = endless;
    this.labelsComeLate = labelsComeLate;
    size = before.size();
    pass = before.pass();
    row = before.next();
  }

  /**
   * Goes to the first row that was not sent. Counts the rows of the file by reading them, unless
   * the sent records tell the number.
   *
   * @param sent gets each row of the current pass that was sent, the last being {@link #row} − 1
   * @return whether there is something to be sent
   */
  boolean find(SentRows sent) throws InterruptedException {
    if (size == UNKNOWN) {
      open();
      long skipped = skip(0, before.next(), before.pass() == 0 ? sent : counted -> {});
      if (skipped == before.next() || stop.requested()) {
        pass = 0;
        return !stop.requested();
      }
      size = skipped;
    }
    if (!endless || size == 0) {
      return false;
    }
    // After the last row of a pass its end record may still be missing.
    pass = (before.ended() ? before.next() : before.next() - 1) / size;
    open();
    skip(pass * size, before.next() - pass * size, sent);
    return !stop.requested();
  }

  private void open() {
    close();
    reader = file.get();
    rows = new CountedRows(reader, labelsComeLate, stop, this::complain);
    if (first == null && size == UNKNOWN) {
      first = rows;
    }
  }

  private void complain(String line) {
    if (!skipping && pass == 0) {
      complaints.add(line);
    }
  }

  private long skip(long first, long count, SentRows sent) throws InterruptedException {
    skipping = true;
    row = first;
    while (row < first + count) {
      Row next = rows.next();
      if (next == null) {
        break;
      }
      row++;
      sent.row(next);
    }
    skipping = false;
    return row - first;
  }

  /**
   * Returns the next row of the current pass; null at its end, and when it is stopped. Throws if
   * the file cannot be read, or has not as many rows as before.
   */
  @Override
  public Row next() {
    Row next = rows.next();
    if (next != null) {
      row++;
    } else if (!stop.requested()) {
      size = size == UNKNOWN ? row : size;
      if (row != (pass + 1) * size) {
        throw new GyreException(
            "the file has changed while it was read: expected %,d rows as in the first pass, found %,d"
                .formatted(size, row - pass * size));
      }
    }
    return next;
  }

  /** Begins another pass, at the end of one; tells whether there is one. */
  boolean again() {
    if (!endless || size == 0 || stop.requested()) {
      return false;
    }
    pass++;
    open();
    return true;
  }

  /** Takes the next line about a skipped row; null if none is left. */
  public String complaint() {
    return complaints.poll();
  }

  /** Returns how many rows were sent before, over all passes. */
  long sentBefore() {
    return before.next();
  }

  /** Tells whether the last row's point, and the n-th label behind it, were sent before. */
  boolean wasSent(long n) {
    return row < before.next() || row == before.next() && n < before.labels();
  }

  /** Returns the number of the current pass; 0 for the first. */
  public long pass() {
    return pass;
  }

  /** Returns how many rows of the file were skipped, of those read so far. */
  public long bad() {
    return first == null ? 0 : first.bad();
  }

  /** Returns how many of the rows of the file read so far have no label. */
  public long unlabelled() {
    return first == null ? 0 : first.unlabelled();
  }

  /** Returns how many bytes were read in the current pass; packed ones of a packed file. */
  long bytesRead() {
    RowReader read = reader;
    return read == null ? 0 : read.bytesRead();
  }

  @Override
  public void close() {
    Utils.closeQuietly(reader, "file of rows");
  }
}
