package io.gyre.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@code scripts/bench-core} runs: JMH, which ends when the reader of its output has left
 * ({@code | head}). JMH by itself would measure on for minutes, for nobody.
 */
final class BenchCore {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private BenchCore() {}

  /** Takes JMH's own arguments. */
  public static void main(String[] args) throws IOException {
    Thread watch = new Thread(BenchCore::endWithTheReader, "gyre-reader-watch");
    watch.setDaemon(true);
    watch.start();
    org.openjdk.jmh.Main.main(args);
  }

  private static void endWithTheReader() {
    while (!System.out.checkError()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    Runtime.getRuntime().halt(0);
  }
}
