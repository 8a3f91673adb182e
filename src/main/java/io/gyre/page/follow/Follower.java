package io.gyre.page.follow;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.RepeatingThread;
import io.gyre.page.state.DashboardState;
import io.gyre.registry.SchemaRegistry;
import io.gyre.registry.UsedSchemas;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics into the state, on its own thread, until it is closed. Waits for absent topics
 * and brokers, and follows topics that were created again from their beginning; meanwhile the state
 * says what is wrong.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /** Following must not create a topic, nor wait a minute for an absent broker. */
  static final Map<String, Object> CONSUMER =
      Map.of("allow.auto.create.topics", false, "default.api.timeout.ms", 5_000);

  private static final Duration ROUND = Duration.ofMillis(100);
  private static final Duration LOOK_WITHIN = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final DashboardState state;
  private final TopicNames names;
  private final ClusterAccess kafka;
  private final RecordSettings records;
  private final RepeatingThread thread =
      RepeatingThread.following("dashboard-follower", this::tryOnce);
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private Topics followed;

  /**
   * @param records how points are read; null if only the topics' ends are looked at
   */
  public Follower(
      DashboardState state, TopicNames names, ClusterAccess kafka, RecordSettings records) {
    this.state = state;
    this.names = names;
    this.kafka = kafka;
    this.records = records;
  }

  public void start() {
    thread.start();
  }

  private void tryOnce() {
    try {
      kafka.withAdmin(this::follow);
    } catch (KafkaException e) {
      LOG.debug("following stopped, to be tried again", e);
      state.problem("Kafka cannot be read: " + e.getMessage());
    } catch (GyreException e) {
      state.problem(e.getMessage());
    } catch (RuntimeException e) {
      // A page that has stopped must not look alive.
      LOG.error("following failed, to be tried again", e);
      state.problem("A fault of Gyre's, its log says more: " + e);
    }
  }

  private void follow(Admin admin) {
    Topics topics = look(admin);
    if (!topics.goesOnWith(followed, versions())) {
      state.clear();
      positions.clear();
    }
    followed = topics;
    LagMonitor lag = new LagMonitor(state, admin, topics.of(names.points()), System::nanoTime);
    SchemaRegistry registry = SchemaRegistry.of(kafka.forStreams());
    Function<String, Schema> schemas = UsedSchemas.glancing(registry);
    try (registry;
        OutputTopicsReader reports =
            records == null
                ? null
                : new OutputTopicsReader(state, kafka::consumer, schemas, topics, positions);
        PredictionJoiner sampler =
            records == null
                ? null
                : new PredictionJoiner(state, records, kafka::consumer, schemas, topics)) {
      state.problem(null);
      long looked = System.nanoTime();
      while (!thread.isClosed()) {
        if (reports == null) {
          LockSupport.parkNanos(ROUND.toNanos());
        } else {
          reports.read(ROUND);
        }
        lag.look(sampler == null ? 0 : sampler.round());
        if (System.nanoTime() - looked > LOOK_NANOS) {
          looked = System.nanoTime();
          if (!look(admin).equals(followed)) {
            return;
          }
        }
      }
    }
  }

  private Topics look(Admin admin) {
    return Topics.look(admin, names, versions());
  }

  private String versions() {
    return TopicNames.versionsOf(state.application);
  }

  @Override
  public void close() {
    thread.close();
  }

  /** The topics on the cluster, by name; one that is created again has another id. */
  record Topics(TopicNames names, Map<String, Identity> topics) {

    record Identity(Uuid id, int partitions) {

      static Identity of(TopicDescription found) {
        return new Identity(found.topicId(), found.partitions().size());
      }
    }

    /**
     * Finds the topics without creating any; a GyreException says which one is absent.
     *
     * @param versions a topic that may be absent, or may not be seen
     */
    static Topics look(Admin admin, TopicNames names, String versions) {
      Map<String, Identity> topics = new TreeMap<>();
      ClusterAdmin cluster = new ClusterAdmin(admin).within(LOOK_WITHIN);
      List<String> asked = new ArrayList<>(names.all());
      asked.add(versions);
      Map<String, TopicDescription> present = cluster.describe(asked);
      boolean written = present.keySet().containsAll(names.outputs());
      for (String name : names.all()) {
        TopicDescription found =
            present.containsKey(name) ? present.get(name) : describe(cluster, name, written);
        topics.put(name, Identity.of(found));
      }
      if (present.containsKey(versions)) {
        topics.put(versions, Identity.of(present.get(versions)));
      }
      return new Topics(names, topics);
    }

    /** Tells whether these are the same as before, with one more at most. */
    boolean goesOnWith(Topics before, String more) {
      if (before == null || before.topics.containsKey(more)) {
        return equals(before);
      }
      Map<String, Identity> others = new TreeMap<>(topics);
      others.remove(more);
      return others.equals(before.topics);
    }

    /** Tells a topic that is absent from one that may not be seen. */
    private static TopicDescription describe(ClusterAdmin cluster, String name, boolean written) {
      try {
        return cluster.describe(name);
      } catch (UnknownTopicOrPartitionException e) {
        String hint =
            written
                ? ". The learners may read another: " + Setting.POINTS + " names it"
                : ", which the learners create at their start";
        throw new GyreException("Waiting for the topic " + name + hint, e);
      }
    }

    /** Returns the partitions of a topic; none of one that may be absent, and is. */
    List<TopicPartition> of(String topic) {
      return topics.containsKey(topic)
          ? ClusterAdmin.partitions(topic, topics.get(topic).partitions)
          : List.of();
    }
  }
}
