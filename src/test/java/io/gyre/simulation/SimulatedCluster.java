package io.gyre.simulation;

import io.gyre.topic.Topic;
import io.gyre.version.SavedVersions;
import io.gyre.version.VersionRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Topics, the coordinator of transactions, and that of the one group. Markers reach partitions one
 * by one, that of the group's offsets among them; they may be late.
 */
final class SimulatedCluster {

  /** What is still to be written at the end of a transaction; the log is null for the offsets. */
  private record Marker(Transaction of, SimulatedLog log) {}

  /** In ms; the clock of all. */
  long now = 1_700_000_000_000L;

  /** The number of partitions of each topic. */
  final Map<String, Integer> topics = new TreeMap<>();

  final Map<TopicPartition, Long> committed = new HashMap<>();
  final Set<SimulatedInstance> members = new LinkedHashSet<>();
  final Map<TopicPartition, SimulatedInstance> owners = new HashMap<>();
  int generation;

  private final Random random;
  private List<VersionRequest> requests = List.of();
  private long requestsUpTo;

  /** Whether requests are seen as soon as they are there. */
  boolean atOnce;

  private final Map<TopicPartition, SimulatedLog> logs = new HashMap<>();
  private final List<Marker> markers = new ArrayList<>();

  /** The open transactions, those of producers that are gone among them. */
  private final List<Transaction> open = new ArrayList<>();

  /** Of the last return; null before the first. */
  private Transaction ofReturn;

  SimulatedCluster(Random random) {
    this.random = random;
  }

  void create(String topic, int partitions) {
    topics.merge(topic, partitions, Math::max);
    for (int i = 0; i < partitions; i++) {
      logs.computeIfAbsent(new TopicPartition(topic, i), SimulatedLog::new);
    }
  }

  SimulatedLog log(TopicPartition partition) {
    SimulatedLog log = logs.get(partition);
    if (log == null) {
      throw new AssertionError("there is no " + partition);
    }
    return log;
  }

  /** Asks for a version; returns its name. */
  String request(String name) {
    VersionRequest request = new VersionRequest("id-of-" + name, name);
    log(new TopicPartition(Topic.VERSIONS.name(), 0))
        .append(null, SavedVersions.key(request), name.getBytes(), new RecordHeaders(), now);
    return name;
  }

  /** The open requests for versions, as they are now or were a while ago. */
  List<VersionRequest> requests() {
    TopicPartition partition = new TopicPartition(Topic.VERSIONS.name(), 0);
    long stable = log(partition).stable();
    if (stable != requestsUpTo && (atOnce || random.nextInt(3) == 0)) {
      requestsUpTo = stable;
      SavedVersions found = new SavedVersions();
      SimulatedLog log = log(partition);
      log.read(0, Integer.MAX_VALUE).forEach(entry -> found.add(entry.read(partition)));
      requests = found.list().requests();
    }
    return requests;
  }

  /** Returns the logs of a topic; none if it does not exist. */
  List<SimulatedLog> logs(String topic) {
    List<SimulatedLog> found = new ArrayList<>();
    for (int i = 0; i < topics.getOrDefault(topic, 0); i++) {
      found.add(log(new TopicPartition(topic, i)));
    }
    return found;
  }

  /** A partition of the group may be read once no offset of it waits for a marker. */
  boolean isSettled(TopicPartition partition) {
    return markers.stream().noneMatch(m -> m.log == null && m.of.offsets.containsKey(partition));
  }

  /** Commits offsets with a transaction; no more if its member was given up meanwhile. */
  void sendOffsets(Transaction of, Map<TopicPartition, Long> offsets, SimulatedInstance member) {
    requireOpen(of);
    if (!members.contains(member)) {
      throw new CommitFailedException("the group goes on without this member");
    }
    sendOffsets(of, offsets);
  }

  /**
   * Commits offsets with the transaction of somebody outside of the group, which takes them from
   * whoever says that it is no member.
   */
  void sendOffsets(Transaction of, Map<TopicPartition, Long> offsets) {
    requireOpen(of);
    of.offsets = Map.copyOf(offsets);
    // Whoever reads the group's offsets waits for the end of this transaction.
    markers.add(new Marker(of, null));
  }

  /** Tells whether no transaction of an instance is open, or has ended but not everywhere. */
  boolean hasEndedAll() {
    return open.stream().noneMatch(of -> of.ofInstance)
        && markers.stream().noneMatch(marker -> marker.of.ofInstance);
  }

  static void requireOpen(Transaction of) {
    if (of.state != Transaction.State.OPEN) {
      throw new ProducerFencedException("the transaction is " + of.state);
    }
  }

  void begin(Transaction fresh) {
    open.add(fresh);
  }

  /** Begins the transaction of a return, once the last one's has ended everywhere. */
  Transaction beginReturn() {
    if (ofReturn != null && ofReturn.state == Transaction.State.OPEN) {
      end(ofReturn, false);
    }
    if (ofReturn != null) {
      deliver(ofReturn);
    }
    ofReturn = new Transaction();
    begin(ofReturn);
    return ofReturn;
  }

  /** Aborts any open transaction but one. */
  void abortAny(Random draw, Transaction but) {
    List<Transaction> others = open.stream().filter(of -> of != but).toList();
    if (!others.isEmpty()) {
      end(others.get(draw.nextInt(others.size())), false);
    }
  }

  /** Aborts those of instances, and writes their markers. */
  void abortInstances() {
    List.copyOf(open).stream().filter(of -> of.ofInstance).forEach(of -> end(of, false));
    List.copyOf(markers).stream().filter(marker -> marker.of.ofInstance).forEach(this::write);
  }

  void abortAll() {
    List.copyOf(open).forEach(of -> end(of, false));
  }

  void end(Transaction of, boolean commit) {
    requireOpen(of);
    open.remove(of);
    of.state = commit ? Transaction.State.COMMITTED : Transaction.State.ABORTED;
    of.logs.forEach(log -> markers.add(new Marker(of, log)));
    if (commit) {
      of.notes.forEach(Runnable::run);
    }
    if (random.nextInt(3) > 0) {
      deliver(of);
    }
  }

  /** Writes one marker that is late, if there is any. */
  void deliverAny() {
    List<Marker> due = markers.stream().filter(m -> m.of.state != Transaction.State.OPEN).toList();
    if (!due.isEmpty()) {
      write(due.get(random.nextInt(due.size())));
    }
  }

  /** Writes the markers of a transaction, as before its producer begins the next one. */
  void deliver(Transaction of) {
    List.copyOf(markers).stream().filter(marker -> marker.of == of).forEach(this::write);
  }

  private void write(Marker marker) {
    markers.remove(marker);
    if (marker.log != null) {
      marker.log.mark(marker.of);
    } else if (marker.of.state == Transaction.State.COMMITTED) {
      committed.putAll(marker.of.offsets);
    }
  }

  boolean hasMarkers() {
    return !markers.isEmpty();
  }

  long committed(TopicPartition partition) {
    return committed.getOrDefault(partition, log(partition).start());
  }

  /** Gives each partition to any member: those that went to sleep are given up. */
  void rebalance(Set<TopicPartition> partitions) {
    members.removeIf(member -> member.isAsleep() || !member.isRunning());
    generation++;
    owners.clear();
    if (!members.isEmpty()) {
      List<SimulatedInstance> all = List.copyOf(members);
      partitions.forEach(each -> owners.put(each, all.get(random.nextInt(all.size()))));
    }
  }
}
