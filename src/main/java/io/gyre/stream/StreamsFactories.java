package io.gyre.stream;

import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsClients.CommitGuard;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.ClusterMonitor;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * The seams at which a test makes faults.
 *
 * @param source makes what asks of the topic
 * @param streams makes Kafka Streams, and its clients with it
 * @param backoff for one application
 * @param pace at which the cluster is watched
 */
public record StreamsFactories(
    BiFunction<Admin, ApplicationSettings, SourceLog> source,
    StreamsFactory streams,
    Supplier<RetryBackoff> backoff,
    ClusterMonitor.Pace pace) {

  @FunctionalInterface
  public interface StreamsFactory {

    /** Makes it, not started yet. The guard is asked before offsets are committed. */
    KafkaStreams make(Topology topology, Properties properties, CommitGuard guard);
  }

  /** As they are outside of tests. */
  public static StreamsFactories real() {
    return real(Observer.NONE);
  }

  /** As above, with somebody who is told of what is committed. */
  public static StreamsFactories real(Observer observer) {
    LostPlaces lost = new LostPlaces();
    return new StreamsFactories(
        (admin, settings) -> new AdminSourceLog(admin, settings, lost),
        (topology, properties, guard) ->
            new KafkaStreams(topology, properties, new StreamsClients(observer, guard, lost)),
        RetryBackoff::standard,
        ClusterMonitor.Pace.standard());
  }
}
