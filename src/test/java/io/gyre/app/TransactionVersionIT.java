package io.gyre.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gyre.broker.LocalBroker;
import io.gyre.crash.Bed;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.stream.LearnerApplication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Exactly once rests on version 2 of the cluster's transactions, KIP-890. */
class TransactionVersionIT {

  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private static void set(Admin admin, int version, UpgradeType how) throws Exception {
    admin
        .updateFeatures(
            Map.of("transaction.version", new FeatureUpdate((short) version, how)),
            new UpdateFeaturesOptions())
        .all()
        .get();
    ClusterAdmin cluster = new ClusterAdmin(admin);
    await().until(() -> cluster.transactionVersion() == version);
  }

  @Test
  void shouldSayOnceAtEachStartThatTheClusterDoesNotPromiseExactlyOnce() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("io.gyre.stream.RunStarter");
    log.start();
    logger.addAppender(log);
    try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"), 0);
        Bed bed = Bed.make(broker.bootstrapServers(), "versions", folder, 1)) {
      assertThat(new ClusterAdmin(bed.admin).transactionVersion())
          .as("the broker of gyre up")
          .isEqualTo(2);
      assertThat(found(bed, 1)).isEqualTo(List.of());

      set(bed.admin, 1, UpgradeType.SAFE_DOWNGRADE);
      assertThat(found(bed, 2))
          .singleElement()
          .asString()
          .isEqualTo(
              "transaction.version of the cluster is 1, and exactly once needs 2: below it a delayed marker may commit what was aborted, or tear a transaction (KIP-890). Raise it: kafka-features.sh --bootstrap-server %s upgrade --feature transaction.version=2",
              broker.bootstrapServers());

      set(bed.admin, 0, UpgradeType.SAFE_DOWNGRADE);
      assertThat(found(bed, 3)).singleElement().asString().contains("is 0, and");

      set(bed.admin, 2, UpgradeType.UPGRADE);
      assertThat(found(bed, 4)).isEqualTo(List.of());
    } finally {
      logger.detachAppender(log);
    }
  }

  /** Learns 100 more points; returns the warnings. */
  private List<String> found(Bed bed, int start) throws Exception {
    log.list.clear();
    bed.stream.send(100, 0);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    LearnerProbes probes = new LearnerProbes();
    try (LearnerApplication running = LearnerApplication.start(bed.settings())) {
      probes.bindTo(meters);
      double unknown = meters.get("gyre.transaction.version").gauge().value();
      assertThat(unknown).isNaN();
      probes.follow(running);
      bed.awaitAnswers(running, 100L * start * LEARNERS);
      int version = new ClusterAdmin(bed.admin).transactionVersion();
      assertThat(meters.get("gyre.transaction.version").gauge().value()).isEqualTo(version);
      String told = "; exactly once needs transaction.version 2, found " + version;
      assertThat(probes.probes().ready().get().ok()).isTrue();
      assertThat(probes.probes().ready().get().detail())
          .isEqualTo("Kafka Streams is RUNNING" + (version < 2 ? told : ""));
    }
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
