package io.gyre.crash;

import io.gyre.LongRunning;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed while it commits ends every transaction once it is back. */
@Tag("processes")
@LongRunning
class KilledCommitsIT {

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();

  /**
   * Of so many transactions some are being committed at the moment of the kill: decided, but not
   * told to all partitions yet. Their producers never come back.
   */
  @Test
  void shouldEndEveryTransactionWhenKilledAmidstCommits() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 4);
      for (int kill = 0; kill < 2; kill++) {
        Committing committing = new Committing(cluster.servers(), names.points(), 4);
        committing.await(500);
        cluster.killBroker();
        committing.stop();
        cluster.startBroker();
        HangingTransactions.awaitNone(cluster.servers());
      }
    }
  }
}
