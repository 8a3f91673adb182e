package io.gyre.stream;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.ClusterMonitor;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * The factories that a test replaces to cause faults.
 *
 * @param source answers questions about the topics that are read
 * @param streams makes Kafka Streams, and its clients with it
 * @param pace at which the cluster is watched
 */
public record StreamsFactories(
    BiFunction<ClusterAdmin, ApplicationSettings, SourceLog> source,
    StreamsFactory streams,
    RetryBackoff backoff,
    ClusterMonitor.Pace pace) {

  @FunctionalInterface
  public interface StreamsFactory {

    /** Makes it, not started yet. The guard is asked before offsets are committed. */
    KafkaStreams make(Topology topology, Properties properties, CommitGuard guard);
  }

  /** Makes the real ones, with an observer of committed records. */
  public static StreamsFactories real(Observer observer) {
    LostPlaces lost = new LostPlaces();
    return new StreamsFactories(
        (cluster, settings) -> new AdminSourceLog(cluster, settings, lost),
        (topology, properties, guard) ->
            new KafkaStreams(topology, properties, new StreamsClients(observer, guard, lost)),
        RetryBackoff.standard(),
        ClusterMonitor.Pace.standard());
  }
}
