package io.gyre.stream.watch;

import io.gyre.kafka.RepeatingThread;
import io.gyre.stream.processor.NewRunException;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.TopicIdentityCheck;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import io.gyre.stream.start.TopicsChangedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster every few seconds for what Kafka Streams does not tell, or only after minutes,
 * and says each thing once: that it does not answer, and answers again; that a topic was deleted or
 * created again, which ends the run; that points wait and none is learned; that the cluster was
 * away for so long, or this machine asleep, that stores cannot be trusted, which ends the run too.
 *
 * <p>Kafka's clients, of which an instance has half a dozen, would each say every second that the
 * broker is away; the log keeps them silent.
 */
public final class ClusterMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMonitor.class);

  /**
   * How often, and when.
   *
   * @param interval between two looks, and how long the cluster may take for an answer
   * @param secondLook after which a change is looked at again before it is believed: a broker that
   *     has just started may not know its topics yet, and one of several may be behind the others
   * @param stall for how long points wait, or the cluster is silent, before that is a stall
   * @param clock goes on while the machine sleeps
   */
  public record Pace(Duration interval, Duration secondLook, Duration stall, InstantSource clock) {

    public static Pace standard() {
      return new Pace(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          InstantSource.system());
    }
  }

  private final String servers;
  private final TopicIdentityCheck topics;
  private final StallCheck offsets;
  private final CatchUp catchUp;
  private final Pace pace;
  private final Supplier<StreamsRun> run;
  private final Consumer<RuntimeException> ending;
  private final RepeatingThread looking =
      RepeatingThread.looking("gyre-broker-watch", this::pause, this::look);

  /** What the last look found changed. */
  private List<Change> suspected = List.of();

  /** The time, as {@link System#nanoTime}, since when the cluster is silent; null if it is not. */
  private volatile Long silentSince;

  private Long offsetsSilentSince;

  private volatile Stall stall;

  private volatile Map<TopicPartition, Long> committed = Map.of();

  public ClusterMonitor(
      ApplicationSettings settings,
      TopicIdentityCheck topics,
      StallCheck offsets,
      CatchUp catchUp,
      Pace pace,
      Supplier<StreamsRun> run,
      Consumer<RuntimeException> ending) {
    servers = settings.client().get("bootstrap.servers");
    this.topics = topics;
    this.offsets = offsets;
    this.catchUp = catchUp;
    this.pace = pace;
    this.run = run;
    this.ending = ending;
    looking.start();
  }

  private Duration pause() {
    return suspected.isEmpty() ? pace.interval() : pace.secondLook();
  }

  private void look() {
    try {
      List<Change> changes = topics.changes(pace.interval());
      noteAnswer();
      noteContact(run.get().contact(), changes);
      boolean ofState = changes.stream().anyMatch(change -> change.role() != Role.OUTPUT);
      if (!ofState) {
        // What the look before found: only now is it known to be of the topic that is expected.
        committed = offsets.committed();
        lookAtOffsets();
      }
      if (!changes.isEmpty() && changes.equals(suspected) && topics.concern(changes)) {
        ending.accept(new TopicsChangedException(changes));
      }
      suspected = changes;
    } catch (KafkaException e) {
      LOG.debug("no answer from {}", servers, e);
      noteSilence();
    }
  }

  /** A run that ends for its topics needs no other reason, and would wait for them in vain. */
  private void noteContact(ClusterContact contact, List<Change> changes) {
    try {
      contact.note();
    } catch (NewRunException e) {
      if (changes.isEmpty()) {
        ending.accept(e);
      }
    }
  }

  /** A partition without a leader is silent while the rest of the cluster answers. */
  private void lookAtOffsets() {
    long nanos = System.nanoTime();
    try {
      StreamsRun looked = run.get();
      noteStall(offsets.look(looked, nanos));
      catchUp.look(looked.inputs().log(), offsets.committed(), offsets.ends(), nanos);
      offsetsSilentSince = null;
    } catch (KafkaException e) {
      LOG.debug("no offsets from {}", servers, e);
      offsetsSilentSince = offsetsSilentSince == null ? Long.valueOf(nanos) : offsetsSilentSince;
      if (secondsSince(offsetsSilentSince) >= pace.stall().toSeconds()) {
        noteStall(
            new Stall(
                offsetsSilentSince,
                "Kafka at %s does not tell the offsets that are read and committed (%s)"
                    .formatted(servers, e.getMessage())));
      }
    }
  }

  private void noteSilence() {
    if (silentSince == null && !looking.isClosed()) {
      silentSince = System.nanoTime() - pace.interval().toNanos();
      LOG.warn("Kafka at {} does not answer. Learning goes on when it does", servers);
    }
  }

  private void noteAnswer() {
    if (silentSince != null) {
      LOG.warn("Kafka at {} answers again, after {} s", servers, secondsSince(silentSince));
      silentSince = null;
    }
  }

  private void noteStall(Stall found) {
    if (found != null && stall == null) {
      LOG.warn("{}", found);
    } else if (found == null && stall != null) {
      LOG.warn("Points are learned again, after {} s", stall.seconds());
    }
    stall = found;
  }

  private static long secondsSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
  }

  /** What the group had committed when the topics were last seen unchanged. */
  public Map<TopicPartition, Long> committed() {
    return committed;
  }

  /** What has kept points from being learned for a minute or more; null if nothing has. */
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
