package io.gyre.fold.state;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides when a commit saves a snapshot of the whole state rather than the records since the last
 * one, which a restart applies again. Learning does not depend on it.
 *
 * @param records a snapshot is due after this number since the last, 1 or more
 * @param bytes or after this number of their bytes
 * @param applyNanos or after this processor time to apply them
 * @param ageNanos or after this time, if anything has come
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

  /** Every save is a snapshot. */
  public static final SnapshotRule ALWAYS = new SnapshotRule(1, 0, 0, 0, () -> 0, () -> 0);

  /** Returns the default: a cold JVM applies 512 records in some 0.3 s; 512 KiB fit an entry. */
  public static SnapshotRule standard() {
    return new SnapshotRule(
        512,
        512 << 10,
        TimeUnit.MILLISECONDS.toNanos(400),
        TimeUnit.MINUTES.toNanos(1),
        ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
        System::nanoTime);
  }
}
