package io.gyre.fold.state;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a commit saves a whole state rather than the records since the last one that did. It decides
 * what a restart has to apply again, and nothing that is learned.
 *
 * @param records so many since the last snapshot are too many, 1 or more: then every save is one
 * @param bytes so many of theirs are
 * @param applyNanos so long as the processor needed to apply them is
 * @param ageNanos so old a snapshot is too old, if anything has come since
 * @param work tells the processor time of this thread, in ns: on a busy machine a record takes
 *     several times as long by the clock, and a slow stream would save little but snapshots
 * @param ticker tells the time, in ns, as {@link System#nanoTime}
 */
public record SnapshotRule(
    int records,
    int bytes,
    long applyNanos,
    long ageNanos,
    LongSupplier work,
    LongSupplier ticker) {

  /** For folds whose every save is a snapshot. */
  public static final SnapshotRule ALWAYS = new SnapshotRule(1, 0, 0, 0, () -> 0, () -> 0);

  /**
   * A restart has a blank JVM, which takes some .3 s for so many records of the list for data, and
   * no longer for others; an entry of a topic holds so many bytes.
   */
  public static SnapshotRule standard() {
    return new SnapshotRule(
        512,
        512 << 10,
        TimeUnit.MILLISECONDS.toNanos(400),
        TimeUnit.MINUTES.toNanos(1),
        ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
        System::nanoTime);
  }

  /** Returns this rule with another number of records. */
  public SnapshotRule withRecords(int most) {
    return new SnapshotRule(most, bytes, applyNanos, ageNanos, work, ticker);
  }
}
