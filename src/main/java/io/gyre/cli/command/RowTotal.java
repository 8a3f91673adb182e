package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.StopSignal;
import io.gyre.file.RowReader;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows a file has that can be read: counted by reading it once, on a thread of its own
 * that leaves the processor to the others. Thread-safe.
 */
final class RowTotal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RowTotal.class);

  private final String file;
  private final Supplier<RowReader> opening;
  private final StopSignal stop = new StopSignal();
  private volatile Long rows;

  /**
   * Starts to count.
   *
   * @param file its name, for a person
   * @param opening opens it at its first row
   */
  RowTotal(String file, Supplier<RowReader> opening) {
    this.file = file;
    this.opening = opening;
    Thread thread = new Thread(this::count, "row-total");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  private void count() {
    try (RowReader reader = opening.get()) {
      CountedRows counted = new CountedRows(reader, stop, complaint -> {});
      while (counted.next() != null) {
        LOG.trace("one more");
      }
      if (!stop.requested()) {
        rows = counted.good();
      }
    } catch (IOException | GyreException e) {
      // Who sends them says so.
      LOG.info("The rows of {} could not be counted", file, e);
    }
  }

  /** The file's name, for a person. */
  String file() {
    return file;
  }

  /** How many rows it has; null as long as that is not known. */
  Long rows() {
    return rows;
  }

  /** Counts no further. */
  @Override
  public void close() {
    stop.request();
  }
}
