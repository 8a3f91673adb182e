package io.gyre.stream.watch;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.RepeatingThread;
import io.gyre.stream.processor.NewRunException;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.TopicIdentityCheck;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import io.gyre.stream.start.TopicsChangedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster every few seconds for facts that Kafka Streams does not report, or only after
 * minutes, and logs each once: that it does not answer, and answers again; that points wait and
 * none is learned. It ends the run when a topic was deleted or created again, or when the stores
 * cannot be trusted since the cluster was away, or this machine asleep, for too long.
 */
public final class ClusterMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMonitor.class);

  /**
   * The intervals of checks.
   *
   * @param interval between two checks, and the longest time for an answer of the cluster
   * @param secondLook after which a change is checked again before it is believed: a broker may not
   *     know its topics yet, or be behind the others
   * @param stall for how long points wait, or the cluster is silent, before that is a stall
   * @param clock runs on while the machine sleeps
   */
  public record Pace(Duration interval, Duration secondLook, Duration stall, InstantSource clock) {

    public static Pace standard() {
      InstantSource clock = InstantSource.system();
      return new Pace(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMinutes(1), clock);
    }
  }

  private final ApplicationSettings settings;
  private final String servers;
  private final TopicIdentityCheck topics;
  private final ClusterAdmin cluster;
  private final SourceLog source;
  private final CatchUp catchUp;
  private final Pace pace;
  private final Supplier<StreamsRun> run;
  private final RepeatingThread looking =
      RepeatingThread.looking("gyre-broker-watch", this::pause, this::look);

  private List<Change> suspected = List.of();

  /** Since when the cluster is silent, as {@link System#nanoTime}; null if it is not. */
  private volatile Long silentSince;

  private Long offsetsSilentSince;
  private volatile Stall stall;

  /** The group's offsets at the last check, and when the topics were last seen unchanged. */
  private Map<TopicPartition, Long> found = Map.of();

  private volatile Map<TopicPartition, Long> committed = Map.of();

  /** Since when records may wait in vain, as {@link System#nanoTime}. */
  private final Map<TopicPartition, Long> waitingSince = new HashMap<>();

  public ClusterMonitor(
      ApplicationSettings settings,
      TopicIdentityCheck topics,
      ClusterAdmin cluster,
      SourceLog source,
      CatchUp catchUp,
      Pace pace,
      Supplier<StreamsRun> run) {
    this.settings = settings;
    servers = settings.client().get("bootstrap.servers");
    this.topics = topics;
    this.cluster = cluster.within(pace.interval());
    this.source = source;
    this.catchUp = catchUp;
    this.pace = pace;
    this.run = run;
    looking.start();
  }

  private Duration pause() {
    return suspected.isEmpty() ? pace.interval() : pace.secondLook();
  }

  private void look() {
    try {
      List<Change> changes = topics.changes(pace.interval());
      noteAnswer(changes);
      if (changes.stream().allMatch(change -> change.role() == Role.OUTPUT)) {
        // The result of the check before: only now is it known to be of the expected topic.
        committed = found;
        lookAtOffsets(run.get(), System.nanoTime());
      }
      if (!changes.isEmpty() && changes.equals(suspected) && topics.concern(changes)) {
        run.get().fail(new TopicsChangedException(changes));
      }
      suspected = changes;
    } catch (KafkaException e) {
      LOG.debug("no answer from {}", servers, e);
      if (silentSince == null && !looking.isClosed()) {
        silentSince = System.nanoTime() - pace.interval().toNanos();
        LOG.warn("Kafka at {} does not answer. Learning goes on when it does", servers);
      }
    }
  }

  /** A run that ends for its topics needs no other reason, and would wait for them in vain. */
  private void noteAnswer(List<Change> changes) {
    if (silentSince != null) {
      LOG.warn("Kafka at {} answers again, after {} s", servers, secondsSince(silentSince));
      silentSince = null;
    }
    StreamsRun present = run.get();
    try {
      present.noteContact();
    } catch (NewRunException e) {
      if (changes.isEmpty()) {
        present.fail(e);
      }
    }
  }

  /** A partition without a leader does not answer while the rest of the cluster does. */
  private void lookAtOffsets(StreamsRun looked, long nanos) {
    try {
      boolean running = looked.isRunning();
      Map<TopicPartition, Long> now = cluster.group(settings.application()).committed();
      Map<TopicPartition, Long> ends = ends(partitions(looked), IsolationLevel.READ_UNCOMMITTED);
      waitingSince.keySet().retainAll(ends.keySet());
      ends.forEach(
          (partition, end) -> {
            Long at = now.get(partition);
            boolean goesOn = at != null && !at.equals(found.get(partition));
            if (goesOn || end <= (at == null ? 0 : at)) {
              waitingSince.remove(partition);
            } else {
              waitingSince.putIfAbsent(partition, nanos);
            }
          });
      found = now;
      if (running && waitingSince.isEmpty()) {
        looked.noteCaughtUp();
      }
      noteStall(looked.awaitsSchema() ? null : stall(looked, ends, nanos));
      catchUp.look(looked.inputs.log(), found, ends, nanos);
      offsetsSilentSince = null;
    } catch (KafkaException | GyreException e) {
      LOG.debug("no offsets from {}", servers, e);
      offsetsSilentSince = offsetsSilentSince == null ? Long.valueOf(nanos) : offsetsSilentSince;
      if (secondsSince(offsetsSilentSince) >= pace.stall().toSeconds()) {
        String cause = "Kafka at %s does not tell the offsets that are read and committed (%s)";
        noteStall(new Stall(offsetsSilentSince, cause.formatted(servers, e.getMessage())));
      }
    }
  }

  private Set<TopicPartition> partitions(StreamsRun looked) {
    Set<TopicPartition> assigned = looked.partitions();
    if (!assigned.isEmpty() || looked.isRunning()) {
      return assigned;
    }
    return cluster.partitions(looked.inputs.all()).entrySet().stream()
        .flatMap(each -> ClusterAdmin.partitions(each.getKey(), each.getValue()).stream())
        .collect(Collectors.toSet());
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel level) {
    return cluster.offsets(partitions, OffsetSpec.latest(), level);
  }

  /** Returns null if no points wait, or not for long yet. */
  private Stall stall(StreamsRun looked, Map<TopicPartition, Long> ends, long nanos) {
    for (Map.Entry<TopicPartition, Long> waiting : waitingSince.entrySet()) {
      if (nanos - waiting.getValue() >= pace.stall().toNanos()) {
        String cause = cause(waiting.getKey(), ends.get(waiting.getKey()), looked);
        if (cause != null) {
          return new Stall(waiting.getValue(), cause);
        }
        // Only transaction markers are left there: check again after a while.
        waiting.setValue(nanos);
      }
    }
    return null;
  }

  /** Returns null if no points wait on the partition. */
  private String cause(TopicPartition partition, long end, StreamsRun looked) {
    String topic = partition.topic();
    int number = partition.partition();
    long readable = ends(Set.of(partition), IsolationLevel.READ_COMMITTED).get(partition);
    Long at = found.get(partition);
    long from = at == null ? source.earliestOffset(topic, number) : at;
    boolean holds = from < readable && source.holdsRecord(topic, number, from, readable);
    if (!holds && readable >= end) {
      return null;
    }
    String open =
        "a producer has left a transaction open at offset %d, and nothing behind it can be read until it ends"
            .formatted(readable);
    String what = topic.equals(looked.inputs.labels()) ? "labels" : "points";
    String done = topic.equals(looked.inputs.log()) ? "learned" : "merged";
    return "%s wait on partition %d of %s, and none is %s: %s"
        .formatted(what, number, topic, done, holds ? looked.progress() : open);
  }

  private void noteStall(Stall now) {
    if (now != null && stall == null) {
      LOG.warn("{}", now);
    } else if (now == null && stall != null) {
      LOG.warn("Points are learned again, after {} s", stall.seconds());
    }
    stall = now;
  }

  private static long secondsSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
  }

  /** Returns what the group had committed when the topics were last seen unchanged. */
  public Map<TopicPartition, Long> committed() {
    return committed;
  }

  /** Returns why points have not been learned for a minute or more; null if they have. */
  public Stall stall() {
    Long silent = silentSince;
    return silent != null && secondsSince(silent) >= pace.stall().toSeconds()
        ? new Stall(silent, "Kafka at %s does not answer".formatted(servers))
        : stall;
  }

  @Override
  public void close() {
    looking.interrupt();
  }
}
