package io.gyre.broker;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of the local broker: those that make it one node on loopback, those that keep what a
 * learner needs, and those that keep it small. Whatever is not named here has Kafka's default.
 */
final class BrokerSettings {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String FOREVER = Long.toString(Long.MAX_VALUE);
  private static final String MIB_1 = Integer.toString(1 << 20);
  private static final String MIB_8 = Integer.toString(8 << 20);
  private static final String MIB_16 = Integer.toString(16 << 20);
  private static final String MIB_64 = Integer.toString(64 << 20);
  private static final String GIB_1 = Integer.toString(1 << 30);

  private BrokerSettings() {}

  /** Returns Kafka's broker properties for a log directory and two ports. */
  static Map<String, String> of(Path logDirectory, LoopbackPorts ports) {
    Map<String, String> settings = new HashMap<>();
    settings.putAll(node(logDirectory, ports));
    settings.putAll(internalTopics());
    settings.putAll(retention());
    settings.putAll(quickRestart());
    settings.putAll(size());
    return settings;
  }

  private static Map<String, String> node(Path logDirectory, LoopbackPorts ports) {
    String clients = "PLAINTEXT://%s:%d".formatted(LoopbackPorts.HOST, ports.clients());
    String controller = "%s:%d".formatted(LoopbackPorts.HOST, ports.controller());
    return Map.ofEntries(
        entry("process.roles", "broker,controller"),
        entry("node.id", Integer.toString(NODE_ID)),
        entry("listeners", clients + "," + CONTROLLER_LISTENER + "://" + controller),
        entry("advertised.listeners", clients),
        entry("controller.listener.names", CONTROLLER_LISTENER),
        entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        // A static quorum: with a dynamic one the log would remember the controller's port.
        entry("controller.quorum.voters", NODE_ID + "@" + controller),
        entry("log.dirs", logDirectory.toString()),
        // A misspelt topic is an error, not a new topic.
        entry("auto.create.topics.enable", "false"));
  }

  /** One replica and one partition each; small segments, since a start reads these topics whole. */
  private static Map<String, String> internalTopics() {
    return Map.ofEntries(
        entry("offsets.topic.replication.factor", "1"),
        entry("offsets.topic.num.partitions", "1"),
        entry("offsets.topic.segment.bytes", MIB_16),
        entry("transaction.state.log.replication.factor", "1"),
        entry("transaction.state.log.min.isr", "1"),
        entry("transaction.state.log.num.partitions", "1"),
        entry("transaction.state.log.segment.bytes", MIB_16),
        entry("share.coordinator.state.topic.replication.factor", "1"),
        entry("share.coordinator.state.topic.min.isr", "1"),
        entry("share.coordinator.state.topic.num.partitions", "1"));
  }

  /** Kept by bytes and never by time, at any timestamp; committed offsets for 4,000 years. */
  private static Map<String, String> retention() {
    return Map.ofEntries(
        entry("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE)),
        entry("log.retention.ms", "-1"),
        entry("log.retention.bytes", GIB_1),
        entry("log.segment.bytes", MIB_64),
        entry("log.message.timestamp.before.max.ms", FOREVER),
        entry("log.message.timestamp.after.max.ms", FOREVER),
        // At full speed points come with 50 MB/s: five minutes between checks would be 15 GB.
        entry("log.retention.check.interval.ms", "20000"),
        entry("log.segment.delete.delay.ms", "5000"),
        entry("metadata.log.segment.bytes", MIB_8));
  }

  /** A start asks its controller so often whether it may go on, every 2 s by default. */
  private static Map<String, String> quickRestart() {
    return Map.ofEntries(
        entry("broker.heartbeat.interval.ms", "500"),
        entry("group.initial.rebalance.delay.ms", "0"));
  }

  /** Threads and buffers for one laptop; the defaults would take 128 MB for compaction alone. */
  private static Map<String, String> size() {
    return Map.ofEntries(
        entry("num.network.threads", "2"),
        entry("num.io.threads", "4"),
        entry("background.threads", "2"),
        entry("num.recovery.threads.per.data.dir", "2"),
        entry("log.cleaner.dedupe.buffer.size", MIB_8),
        entry("log.cleaner.io.buffer.size", MIB_1),
        // Index files are allocated whole: 10 MiB each by default, two per partition.
        entry("log.index.size.max.bytes", MIB_1));
  }
}
