package io.gyre.stream;

import io.gyre.GyreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once when the cluster stops answering, and once when it answers again. Kafka's clients, of
 * which an instance has half a dozen, would each say it every second; the log keeps them silent.
 * Ends the instance when the topic is deleted, which Kafka Streams would take three minutes for.
 */
final class BrokerWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Admin admin;
  private final String servers;
  private final String points;
  private final Consumer<GyreException> ending;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "gyre-broker-watch");
  private Instant silentSince;
  private boolean missing;

  /**
   * Starts watching.
   *
   * @param admin closed by the caller, after this
   * @param ending is told when the topic that is learned from has gone
   */
  BrokerWatch(Admin admin, ApplicationSettings settings, Consumer<GyreException> ending) {
    this.admin = admin;
    this.ending = ending;
    servers = settings.client().get("bootstrap.servers");
    points = settings.topics().points();
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        note(answers());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answers() throws InterruptedException {
    DescribeTopicsOptions options = new DescribeTopicsOptions();
    options.timeoutMs((int) INTERVAL.toMillis());
    try {
      admin.describeTopics(List.of(points), options).topicNameValues().get(points).get();
      missing = false;
      return true;
    } catch (ExecutionException e) {
      LOG.debug("no answer from {}", servers, e);
      boolean gone = e.getCause() instanceof UnknownTopicOrPartitionException;
      // A broker that has just started may not know its topics yet.
      if (gone && missing) {
        ending.accept(Fault.missing(points));
      }
      missing = gone;
      return gone;
    }
  }

  private void note(boolean answers) {
    if (closed.getCount() == 0 || answers == (silentSince == null)) {
      return;
    }
    if (answers) {
      LOG.warn(
          "Kafka at {} answers again, after {} s",
          servers,
          Duration.between(silentSince, Instant.now()).toSeconds());
      silentSince = null;
    } else {
      silentSince = Instant.now().minus(INTERVAL);
      LOG.warn("Kafka at {} does not answer. Learning goes on when it does", servers);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
