package io.gyre.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What this process has used until now, or between two such moments.
 *
 * @param points processed
 * @param nanos of the wall clock
 * @param streamCpuNanos CPU time of the stream threads
 * @param processCpuNanos CPU time of the whole process: network threads, garbage collector and
 *     compiler too
 * @param allocatedBytes by the stream threads
 */
record ResourceUsage(
    double points, long nanos, long streamCpuNanos, long processCpuNanos, long allocatedBytes) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Takes stock. */
  static ResourceUsage now(double points, List<Long> streamThreads) {
    long cpu = 0;
    long allocated = 0;
    for (long thread : streamThreads) {
      cpu += THREADS.getThreadCpuTime(thread);
      allocated += THREADS.getThreadAllocatedBytes(thread);
    }
    return new ResourceUsage(
        points, System.nanoTime(), cpu, PROCESS.getProcessCpuTime(), allocated);
  }

  /** The ids of the threads that belong to an application's stream threads. */
  static List<Long> streamThreads(String application) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(application))
        .filter(thread -> thread.getName().matches(".*-StreamThread-\\d+"))
        .map(Thread::getId)
        .toList();
  }

  /**
   * Adds up what several processes have used.
   *
   * @param points processed by all together
   * @param nanos of the wall clock
   */
  static ResourceUsage sum(double points, long nanos, List<ResourceUsage> processes) {
    return new ResourceUsage(
        points,
        nanos,
        processes.stream().mapToLong(ResourceUsage::streamCpuNanos).sum(),
        processes.stream().mapToLong(ResourceUsage::processCpuNanos).sum(),
        processes.stream().mapToLong(ResourceUsage::allocatedBytes).sum());
  }

  ResourceUsage since(ResourceUsage before) {
    return new ResourceUsage(
        points - before.points,
        nanos - before.nanos,
        streamCpuNanos - before.streamCpuNanos,
        processCpuNanos - before.processCpuNanos,
        allocatedBytes - before.allocatedBytes);
  }

  double pointsPerSecond() {
    return points / nanos * 1e9;
  }

  double streamMicros() {
    return streamCpuNanos / points / 1e3;
  }

  double processMicros() {
    return processCpuNanos / points / 1e3;
  }

  double bytesPerPoint() {
    return allocatedBytes / points;
  }
}
