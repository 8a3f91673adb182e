package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.file.RowReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows a file has that can be read: counted by reading it once, on a thread of its own
 * that rests as long as it works, so that it takes at most half of a processor. Thread-safe.
 */
public final class RowTotal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RowTotal.class);

  private static final long WORK_NANOS = 20_000_000;

  private final Supplier<RowReader> file;
  private final StopSignal stop = new StopSignal();
  private final Thread thread = new Thread(this::count, "row-total");
  private volatile Long rows;

  /**
   * Starts to count.
   *
   * @param file opens it at its first row
   */
  public RowTotal(Supplier<RowReader> file) {
    this.file = file;
    thread.setDaemon(true);
    thread.start();
  }

  private void count() {
    try (RowReader reader = file.get()) {
      CountedRows counted = new CountedRows(reader, null, false, stop, complaint -> {});
      long begun = System.nanoTime();
      while (counted.next() != null) {
        if (System.nanoTime() - begun > WORK_NANOS) {
          stop.await(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
          begun = System.nanoTime();
        }
      }
      if (!stop.requested()) {
        rows = counted.good();
      }
    } catch (IOException | GyreException e) {
      // Who sends them says so.
      if (!stop.requested()) {
        LOG.info("The rows of a file could not be counted", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
