package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The rows of a file that are still to be sent: the rest of it, and if wanted all of it again and
 * again. Rows are numbered from 0 over all passes. What cannot be read is passed over; the first
 * pass reports it. One thread reads; any may ask for the counts.
 */
public final class FilePasses implements FeedLoop.Source, AutoCloseable {

  private static final long UNKNOWN = -1;

  private final Supplier<RowReader> file;
  private final RowsOnTopic before;
  private final boolean endless;
  private final boolean labelsComeLate;
  private final StopSignal stop;
  private final Consumer<String> complaints;

  private volatile RowReader reader;
  private volatile CountedRows rows;

  /** The rows of the first pass; null if that was over before. */
  private volatile CountedRows first;

  private volatile long size = UNKNOWN;
  private volatile long pass;
  private volatile long row;
  private boolean skipping;

  /**
   * @param file opens it at its first row
   * @param before what was sent before
   * @param endless whether another pass follows the last row
   * @param labelsComeLate whether only the end of the file tells that no row has a label
   * @param stop ends the rows
   * @param complaints gets a line about each of the first rows that cannot be read
   */
  FilePasses(
      Supplier<RowReader> file,
      RowsOnTopic before,
      boolean endless,
      boolean labelsComeLate,
      StopSignal stop,
      Consumer<String> complaints) {
    this.file = file;
    this.before = before;
    this.endless = endless;
    this.labelsComeLate = labelsComeLate;
    this.stop = stop;
    this.complaints = complaints;
    size = before.size();
    pass = before.pass();
    row = before.next();
  }

  /**
   * Goes to the first row that was not sent. If what was sent does not say how many rows the file
   * has, they are counted by reading.
   *
   * @return whether there is something to be sent
   */
  boolean find() {
    if (size == UNKNOWN) {
      open();
      long skipped = skip(before.next());
      if (skipped == before.next() || stop.requested()) {
        pass = 0;
        return !stop.requested();
      }
      size = skipped;
    }
    if (!endless || size == 0) {
      return false;
    }
    // Behind the last row of a pass its end record may still be missing.
    pass = (before.ended() ? before.next() : before.next() - 1) / size;
    open();
    skip(before.next() - pass * size);
    return !stop.requested();
  }

  private void open() {
    close();
    reader = file.get();
    rows = new CountedRows(reader, null, labelsComeLate, stop, this::complain);
    if (first == null && size == UNKNOWN) {
      first = rows;
    }
  }

  /** Reports a row; what was sent before has been reported before. */
  private void complain(String line) {
    if (!skipping && pass == 0) {
      complaints.accept(line);
    }
  }

  private long skip(long count) {
    skipping = true;
    long skipped = 0;
    while (skipped < count && rows.next() != null) {
      skipped++;
    }
    skipping = false;
    return skipped;
  }

  /**
   * Returns the next row of the present pass; null at its end, and when it is stopped.
   *
   * @throws GyreException if the file cannot be read, or has not as many rows as before
   */
  @Override
  public Row next() {
    Row next = rows.next();
    if (next != null) {
      row++;
    } else if (!stop.requested()) {
      if (size == UNKNOWN) {
        size = row;
      }
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

  /** Tells whether there is no end to the passes. */
  public boolean endless() {
    return endless;
  }

  /** Returns the number of the row that {@link #next} gives next, over all passes. */
  public long row() {
    return row;
  }

  /** Returns the number of the present pass; 0 for the first. */
  public long pass() {
    return pass;
  }

  /** Returns how many rows the file has that can be read; −1 as long as that is not known. */
  public long size() {
    return size;
  }

  /** Returns how many rows of the file were passed over, of those read so far. */
  public long bad() {
    CountedRows read = first;
    return read == null ? 0 : read.bad();
  }

  /** Returns how many of the rows of the file read so far have no label. */
  public long unlabelled() {
    CountedRows read = first;
    return read == null ? 0 : read.unlabelled();
  }

  /** Returns how many bytes were read in the present pass; packed ones of a packed file. */
  public long bytesRead() {
    RowReader read = reader;
    return read == null ? 0 : read.bytesRead();
  }

  /** Closes the file; once nobody reads. */
  @Override
  public void close() {
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        // It was only read.
      }
    }
  }
}
