package io.gyre.broker;

import io.gyre.GyreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Lets the registration of a killed broker expire, which is stored in its metadata.
 *
 * <p>Kafka 4.4.0 starts the next broker on it. Until it expires, the new broker believes that it
 * leads its partitions, and continues the transactions that were being committed at the kill. It
 * cannot reach itself yet. When the registration expires, it takes the partitions for deleted and
 * the transactions for complete. Readers of these partitions then wait for ever (KilledCommitsIT;
 * see {@code TransactionMarkerChannelManager} and {@code BrokerMetadataPublisher}). So the
 * controller is first started alone.
 */
final class StaleRegistration {

  private static final int SESSION_MS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 10_000_000;

  private StaleRegistration() {}

  /** Tells whether the last broker on these data was killed. */
  static boolean isLeftIn(Path logDirectory) {
    return Files.exists(logDirectory.resolve("meta.properties"))
        && !Files.exists(logDirectory.resolve(".kafka_cleanshutdown"));
  }

  /** Starts the controller alone until no broker is registered that could lead. */
  static void expire(Map<String, String> settings) {
    KafkaConfig config = new KafkaConfig(controller(settings), false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> data =
        KafkaRaftServer.initializeLogDirs(
            config, LoggerFactory.getLogger(StaleRegistration.class), "");
    Metrics metrics = Server.initializeMetrics(config, Time.SYSTEM, data._1.clusterId().get());
    SharedServer shared =
        new SharedServer(
            config,
            data._1,
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), data._2);
    try {
      controller.startup();
      awaitExpired(controller);
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static void awaitExpired(ControllerServer controller) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (controller.metadataCache().hasAliveBroker(LocalBroker.NODE_ID)) {
      if (System.nanoTime() > end) {
        throw new GyreException(
            "the registration of the broker that was killed did not expire within %d s"
                .formatted(PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static Map<String, String> controller(Map<String, String> settings) {
    Map<String, String> controller = new HashMap<>(settings);
    controller.put("process.roles", "controller");
    String address = settings.get("controller.quorum.voters").split("@")[1];
    controller.put("listeners", LocalBroker.CONTROLLER_LISTENER + "://" + address);
    controller.remove("advertised.listeners");
    controller.put("broker.session.timeout.ms", Integer.toString(SESSION_MS));
    controller.put("broker.heartbeat.interval.ms", Integer.toString(SESSION_MS / 3));
    return controller;
  }
}
