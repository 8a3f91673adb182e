package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where something is measured, and who hears of it.
 *
 * @param cluster that has the topics
 * @param passing whether the cluster is on this machine and is removed afterwards, with all that is
 *     on it
 * @param folder for stores, the caller deletes it
 * @param stopped whether to end early
 * @param progress told what is going on, a line at a time
 */
public record BenchContext(
    ClusterAccess cluster,
    boolean passing,
    Path folder,
    BooleanSupplier stopped,
    Consumer<String> progress) {

  boolean isStopped() {
    return stopped.getAsBoolean();
  }

  /**
   * Measures until the end or the stop. Ctrl-C goes to the child processes too, and then they are
   * missed: that is no failure.
   */
  void measure(Runnable measurement) {
    try {
      measurement.run();
    } catch (GyreException e) {
      if (!isStopped()) {
        throw e;
      }
    }
  }

  void say(String line) {
    progress.accept(line);
  }
}
