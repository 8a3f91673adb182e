package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.file.RowReader;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the rows of a file that can be read, on its own thread. Thread-safe. */
public final class RowTotal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RowTotal.class);

  private final Supplier<RowReader> file;
  private final StopSignal stop = new StopSignal();
  private final Thread thread = new Thread(this::count, "row-total");
  private volatile Long rows;

  /** Starts to count the rows of a file, which is opened at its first row. */
  public RowTotal(Supplier<RowReader> file) {
    this.file = file;
    thread.setDaemon(true);
    thread.start();
  }

  private void count() {
    try (RowReader reader = file.get()) {
      CountedRows counted = new CountedRows(reader, null, false, stop, complaint -> {});
      while (counted.next() != null) {
        // It is counted.
      }
      if (!stop.requested()) {
        rows = counted.good();
      }
    } catch (IOException | GyreException e) {
      // The sender tells the person.
      if (!stop.requested()) {
        LOG.info("The rows of a file could not be counted", e);
      }
    }
  }

  /** Returns how many rows it has; null as long as that is not known. */
  public Long rows() {
    return rows;
  }

  /** Counts no further. */
  @Override
  public void close() {
    stop.request();
    thread.interrupt(); // One row, with the blank lines before it, may take minutes to read.
  }
}
