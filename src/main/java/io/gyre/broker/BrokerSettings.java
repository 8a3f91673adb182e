package io.gyre.broker;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The settings of the local broker: those that make it one node on loopback, those that keep what a
 * learner needs, and those that keep it small. Whatever is not named here has Kafka's default.
 */
final class BrokerSettings {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String FIXED =
      """
      process.roles=broker,controller
      controller.listener.names=CONTROLLER
      listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
      # A misspelt topic is an error, not a new topic.
      auto.create.topics.enable=false

      # Internal topics: one replica and one partition each; small segments, since a start reads
      # these topics whole.
      offsets.topic.replication.factor=1
      offsets.topic.num.partitions=1
      offsets.topic.segment.bytes=16777216
      transaction.state.log.replication.factor=1
      transaction.state.log.min.isr=1
      transaction.state.log.num.partitions=1
      transaction.state.log.segment.bytes=16777216
      share.coordinator.state.topic.replication.factor=1
      share.coordinator.state.topic.min.isr=1
      share.coordinator.state.topic.num.partitions=1

      # Retention by bytes and never by time, at any timestamp; committed offsets for 4,000 years.
      offsets.retention.minutes=2147483647
      log.retention.ms=-1
      log.retention.bytes=1073741824
      log.segment.bytes=67108864
      log.message.timestamp.before.max.ms=9223372036854775807
      log.message.timestamp.after.max.ms=9223372036854775807
      # At full speed points come with 50 MB/s: five minutes between checks would be 15 GB.
      log.retention.check.interval.ms=20000
      log.segment.delete.delay.ms=5000
      metadata.log.segment.bytes=8388608

      # A start asks its controller so often whether it may go on, every 2 s by default.
      broker.heartbeat.interval.ms=500
      group.initial.rebalance.delay.ms=0

      # Threads and buffers for one laptop; the defaults would take 128 MB for compaction alone.
      num.network.threads=2
      num.io.threads=4
      background.threads=2
      num.recovery.threads.per.data.dir=2
      log.cleaner.dedupe.buffer.size=8388608
      log.cleaner.io.buffer.size=1048576
      # Index files are allocated whole: 10 MiB each by default, two per partition.
      log.index.size.max.bytes=1048576
      """;

  private BrokerSettings() {}

  /** Returns Kafka's broker properties for a log directory and two ports. */
  static Map<String, String> of(Path logDirectory, LoopbackPorts ports) {
    Map<String, String> settings = new HashMap<>();
    fixed().forEach((name, value) -> settings.put((String) name, (String) value));
    String clients = "PLAINTEXT://%s:%d".formatted(LoopbackPorts.HOST, ports.clients());
    String controller = "%s:%d".formatted(LoopbackPorts.HOST, ports.controller());
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("listeners", clients + "," + CONTROLLER_LISTENER + "://" + controller);
    settings.put("advertised.listeners", clients);
    // A static quorum: with a dynamic one the log would remember the controller's port.
    settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
    settings.put("log.dirs", logDirectory.toString());
    return settings;
  }

  private static Properties fixed() {
    Properties fixed = new Properties();
    try {
      fixed.load(new StringReader(FIXED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fixed;
  }
}
