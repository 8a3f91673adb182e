package io.gyre.cli.command;

import io.gyre.StopSignal;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.UnreachableException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** Waits for a broker that is not there yet, for as long as it takes. */
final class BrokerWait {

  private static final Duration FIRST = Duration.ofSeconds(3);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private BrokerWait() {}

  /**
   * Returns an admin client that has reached the cluster; the caller closes it.
   *
   * @param err where a person is told, once, that there is no broker yet
   * @param onWait called once, too, if there is none yet
   * @return null if the stop was requested meanwhile
   * @throws io.gyre.GyreException if the broker refuses us
   */
  static Admin admin(ClusterAccess cluster, PrintWriter err, StopSignal stop, Runnable onWait)
      throws InterruptedException {
    boolean said = false;
    while (!stop.requested()) {
      try {
        return cluster.admin(said ? RETRY : FIRST);
      } catch (UnreachableException e) {
        if (!said) {
          err.println(
              "Waiting for a Kafka broker at %s. Is it running, and is that its address? Ctrl-C stops."
                  .formatted(cluster.bootstrapServers()));
          err.flush();
          said = true;
          onWait.run();
        }
        stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }
}
