package io.gyre.simulation;

import io.gyre.app.VersionReturn;
import io.gyre.fold.Fold;
import io.gyre.fold.state.FoldStore;
import io.gyre.simulation.SimulatedInstance.Learned;
import io.gyre.simulation.SimulatedLog.Entry;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.SimulatedStart;
import io.gyre.topic.Topic;
import io.gyre.version.SavedVersions;
import io.gyre.version.Version;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;

/**
 * {@code gyre reset --to-version} as a step function: what {@link VersionReturn} does on a cluster,
 * between whose steps instances may start, and which may be killed at any.
 */
final class SimulatedReturn {

  private static final int MOST_SENT = 60;

  /** Where it sets the group's offset. */
  final TopicPartition log;

  private final SimulatedCluster cluster;
  private final Random random;
  private final Version version;
  private final FoldStore content;
  private final long next;
  private final Map<TopicPartition, Long> committed;
  private final Deque<ProducerRecord<byte[], byte[]>> records = new ArrayDeque<>();
  private final Consumer<Learned> judge;
  private Transaction transaction;
  private boolean offsetsSent;

  private SimulatedReturn(
      SimulatedCluster cluster,
      Version version,
      FoldStore content,
      TopicPartition log,
      Consumer<Learned> judge,
      Random random) {
    this.cluster = cluster;
    this.version = version;
    this.content = content;
    this.log = log;
    this.judge = judge;
    this.random = random;
    committed = Map.copyOf(cluster.committed);
    boolean skip = cluster.log(log).start() > version.offset() || random.nextInt(3) == 0;
    next = skip ? Math.max(cluster.log(log).stable(), version.offset()) : version.offset();
    Fold fold = Fold.open(content.settings(), content);
    VersionReturn.leaveOut(fold, version, next);
    fold.save();
  }

  /** Reads any version, and begins to go back to it; returns null if it is refused. */
  static SimulatedReturn begin(SimulatedCluster cluster, Consumer<Learned> judge, Random random) {
    SavedVersions saved = new SavedVersions();
    TopicPartition topic = new TopicPartition(Topic.VERSIONS.name(), 0);
    cluster
        .log(topic)
        .visible()
        .forEach(
            entry -> {
              if (entry.offset() < cluster.log(topic).stable()) {
                saved.add(entry.read(topic));
              }
            });
    List<Version> versions = saved.list().versions();
    if (versions.isEmpty() || !isInactive(cluster)) {
      return null;
    }
    Version version = versions.get(random.nextInt(versions.size()));
    String journal = Simulation.journal();
    boolean merged = cluster.logs(journal).stream().anyMatch(each -> each.end() > 0);
    boolean ofJournal = version.logId().equals(SimulatedStart.id(journal));
    TopicPartition log = new TopicPartition(ofJournal ? journal : Scene.POINTS, 0);
    if (!ofJournal && merged) {
      return null;
    }
    return new SimulatedReturn(cluster, version, saved.load(version), log, judge, random);
  }

  private static boolean isInactive(SimulatedCluster cluster) {
    return cluster.members.isEmpty() && cluster.hasEndedAll();
  }

  /** Does the next thing; returns whether there is more. */
  boolean step() {
    if (transaction == null) {
      if (!isUnchanged()) {
        return false;
      }
      transaction = cluster.beginReturn();
      VersionReturn.replace(content, changelogs(), keys(), records::add);
      return true;
    }
    if (transaction.state != Transaction.State.OPEN) {
      return false; // It has timed out.
    }
    if (!records.isEmpty()) {
      for (int i = random.nextInt(MOST_SENT); i >= 0 && !records.isEmpty(); i--) {
        ProducerRecord<byte[], byte[]> each = records.remove();
        TopicPartition partition = new TopicPartition(each.topic(), 0);
        cluster.log(partition).append(transaction, each.key(), each.value(), null, cluster.now);
      }
      return true;
    }
    if (!offsetsSent) {
      cluster.sendOffsets(transaction, Map.of(log, next));
      offsetsSent = true;
      return true;
    }
    boolean commit = isUnchanged();
    Learned learned = new Learned(log, next, Set.of(), null, version);
    transaction.notes.add(() -> judge.accept(learned));
    cluster.end(transaction, commit);
    return false;
  }

  private boolean isUnchanged() {
    return isInactive(cluster) && cluster.committed.equals(committed);
  }

  private static List<String> changelogs() {
    return LearnerTopology.changelogsOf(Scene.APPLICATION);
  }

  private Map<String, Set<Bytes>> keys() {
    Map<String, Set<Bytes>> keys = new HashMap<>();
    for (String changelog : changelogs()) {
      for (SimulatedLog each : cluster.logs(changelog)) {
        Set<Bytes> there = keys.computeIfAbsent(changelog, first -> new HashSet<>());
        for (Entry entry : each.read(0, Integer.MAX_VALUE)) {
          Bytes key = Bytes.wrap(entry.key());
          if (entry.value() == null) {
            there.remove(key);
          } else {
            there.add(key);
          }
        }
      }
    }
    return keys;
  }
}
