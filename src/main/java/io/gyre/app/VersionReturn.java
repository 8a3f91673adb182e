package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.Release;
import io.gyre.Setting;
import io.gyre.fold.Fold;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.version.Version;
import io.gyre.version.VersionContent;
import io.gyre.version.VersionTopic;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;

/**
 * The return of an application, none of whose instances runs, to a version. The state, what is
 * remembered of keys, the points that wait for labels and the group's offset are replaced in one
 * transaction: all or, if this is interrupted, none.
 */
public final class VersionReturn {

  private final ClusterAccess cluster;
  private final ApplicationOnCluster traces;
  private final boolean skip;
  private final Version version;
  private final FoldStore content;
  private final TopicPartition log;
  private final long end;

  /** The group's offsets when the version was read. */
  private final Map<TopicPartition, Long> committed;

  /** The learners with other digests than the version was saved with. */
  private final Set<String> otherDigests = new TreeSet<>();

  /**
   * Reads a version, and makes sure that the application can go back to it. Changes nothing.
   *
   * @param numberOrName of the version
   * @param points the topic of the points
   * @param skip whether the records since then are left out, rather than learned again
   * @throws GyreException if it cannot, with the reason
   */
  public VersionReturn(
      ClusterAccess cluster,
      ApplicationOnCluster traces,
      String points,
      String numberOrName,
      boolean skip) {
    this.cluster = cluster;
    this.traces = traces;
    this.skip = skip;
    committed = traces.offsets();
    VersionTopic topic = new VersionTopic(cluster, traces.application());
    version = topic.list().find(numberOrName);
    log = new TopicPartition(log(points), 0);
    long earliest = traces.cluster().offset(log, OffsetSpec.earliest());
    // Of a transaction that is open nothing has come yet.
    end =
        traces
            .cluster()
            .offsets(List.of(log), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
            .get(log);
    if (!skip && earliest > version.offset()) {
      throw GyreException.of(
          "the records of %s from offset %d to %d, which come after version %d, are no longer there: they cannot be learned again. %s goes on at the end, and leaves out all that came since",
          log.topic(), version.offset(), earliest - 1, version.number(), Setting.SKIP);
    }
    content = topic.load(version);
    Fold fold = Fold.open(content.settings(), content);
    compare(fold.report().digests());
    if (skip) {
      leaveOut(fold, version, end);
      fold.save();
    }
  }

  /** Lets the fold of a version go on at another offset, as if there was nothing in between. */
  public static void leaveOut(Fold fold, Version version, long next) {
    if (next > version.offset()) {
      fold.apply(LogRecord.missed(next - version.offset()));
      fold.apply(LogRecord.of(LogRecord.Kind.PASSED_OVER, null, version.savedMs(), 0, next - 1));
    }
  }

  /** Returns the topic that is learned from; the version must be of it. */
  private String log(String points) {
    String journal = traces.journal();
    Map<String, String> logs = traces.logs(points);
    String log = logs.get(version.logId());
    if (log == null) {
      throw GyreException.of(
          "version %d was learned from a topic that is neither %s nor %s: it was deleted, and maybe created again. Nothing can go on from there",
          version.number(), points, journal);
    }
    // Also what is merged, but not learned yet: it would be merged again, and out of order.
    if (log.equals(points)
        && logs.containsValue(journal)
        && traces.cluster().offset(new TopicPartition(journal, 0), OffsetSpec.latest()) > 0) {
      throw GyreException.of(
          "version %d is from before the records were merged in %s, and there is no way back from that",
          version.number(), journal);
    }
    return log;
  }

  private void compare(Map<String, String> found) {
    otherDigests.addAll(found.keySet());
    otherDigests.removeIf(name -> found.get(name).equals(version.digests().get(name)));
    if (!otherDigests.isEmpty() && version.release().equals(Release.version())) {
      throw GyreException.of(
          "version %d gives other digests than it was saved with, of %s: expected the same of the same Gyre, %s",
          version.number(), otherDigests, version.release());
    }
  }

  /** Returns what will be done, a line each. */
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    steps.add(
        "replace what it has learned by version %d%s, of offset %d of %s"
            .formatted(
                version.number(),
                version.isUnnamed() ? "" : " (" + version.name() + ")",
                version.offset(),
                log.topic()));
    steps.add(ApplicationOnCluster.offsetStep(log, next(), committed.get(log)));
    if (!otherDigests.isEmpty()) {
      steps.add(
          "go on with other digests: it was learned by Gyre %s, and this is %s"
              .formatted(version.release(), Release.version()));
    }
    return steps;
  }

  /** Returns what follows. */
  public String outcome() {
    String records = PrintableText.counted(end - version.offset(), "offset");
    return skip
        ? "The next gyre learn goes on at the end of %s: %s are left out, and counted as missed."
            .formatted(log.topic(), records)
        : "The next gyre learn goes on from version %d: it learns up to %s of %s again, and publishes their predictions once more."
            .formatted(version.number(), records, log.topic());
  }

  private long next() {
    return skip ? Math.max(end, version.offset()) : version.offset();
  }

  /** Does it: all or, if this is interrupted, nothing. */
  public void run() {
    List<String> changelogs = LearnerTopology.changelogsOf(traces.application());
    Map<String, Object> settings = Map.of("transactional.id", traces.application() + "-reset");
    Map<String, Object> group = Map.of("group.id", traces.application());
    try (Producer<byte[], byte[]> producer = cluster.producer(settings);
        Consumer<byte[], byte[]> outside = cluster.consumer(group)) {
      // Ends the transaction of a return that was killed, so that all of it can be read or nothing.
      producer.initTransactions();
      Map<String, Set<Bytes>> before = before(changelogs);
      producer.beginTransaction();
      // A record that cannot be sent lets the commit fail.
      replace(content, changelogs, before, producer::send);
      producer.sendOffsetsToTransaction(
          Map.of(log, new OffsetAndMetadata(next())), outside.groupMetadata());
      // Who starts from here on waits for these offsets; the group takes them from an outsider even
      // while instances run, and these would save what they know over the version.
      traces.requireUnchanged(committed, waiting -> {});
      producer.commitTransaction();
    }
  }

  /** Returns the keys in the changelogs that there are. */
  private Map<String, Set<Bytes>> before(List<String> changelogs) {
    Set<String> there = traces.internalTopics();
    Map<String, Set<Bytes>> before = new HashMap<>();
    for (String changelog : changelogs) {
      if (there.contains(changelog)) {
        before.put(changelog, keys(changelog));
      } else if (!VersionContent.stores(content).get(changelogs.indexOf(changelog)).isEmpty()) {
        throw GyreException.of(
            "there is no topic %s, for what version %d holds of it: it was deleted",
            changelog, version.number());
      }
    }
    return before;
  }

  /**
   * Sends what lets changelogs hold a version, and nothing else.
   *
   * @param before the keys that each of those that exist holds; they are used up
   */
  public static void replace(
      FoldStore content,
      List<String> changelogs,
      Map<String, Set<Bytes>> before,
      Function<ProducerRecord<byte[], byte[]>, ?> out) {
    for (int store = 0; store < changelogs.size(); store++) {
      String changelog = changelogs.get(store);
      Set<Bytes> gone = before.getOrDefault(changelog, Set.of());
      VersionContent.stores(content)
          .get(store)
          .forEach(
              (key, value) -> {
                gone.remove(Bytes.wrap(key));
                out.apply(new ProducerRecord<>(changelog, 0, key, value));
              });
      boolean state = store == 0;
      gone.stream()
          .filter(key -> !state || VersionContent.isContent(key.get()))
          .forEach(key -> out.apply(new ProducerRecord<>(changelog, 0, key.get(), null)));
    }
  }

  private Set<Bytes> keys(String changelog) {
    Set<Bytes> keys = new HashSet<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(changelog), true)) {
      reader.readToEnd(
          found -> {
            keys.remove(Bytes.wrap(found.key()));
            if (found.value() != null) {
              keys.add(Bytes.wrap(found.key()));
            }
          });
    }
    return keys;
  }
}
