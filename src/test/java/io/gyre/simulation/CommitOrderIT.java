package io.gyre.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.LateStream;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.simulation.Simulation.Schedule;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.StreamsFactories;
import io.gyre.stream.start.ApplicationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulation takes for granted of Kafka Streams is what it does, on a broker. */
class CommitOrderIT {

  private static final String APPLICATION = "recorded";

  @TempDir static Path folder;

  /** The orders of what transactions did; what comes again at once is told once. */
  private static final class Orders {

    final Set<String> all = new TreeSet<>();
    private final List<String> now = new ArrayList<>();

    /** Notes a record on a topic: of a changelog, or of what is processed. */
    void sent(String topic, String application) {
      boolean state = topic.startsWith(application + "-") && topic.endsWith("-changelog");
      note(state ? "changelogs" : "records");
    }

    void note(String what) {
      if (now.isEmpty() || !now.get(now.size() - 1).equals(what)) {
        now.add(what);
      }
    }

    void ended() {
      all.add(String.join(" ", now));
      now.clear();
    }
  }

  private final Orders orders = new Orders();

  /** How the ends of changelogs were asked for. */
  private final Map<String, IsolationLevel> ends = new ConcurrentHashMap<>();

  private final class Recorded extends StreamsClients {

    private final CommitGuard guard;

    Recorded(CommitGuard guard) {
      super(Observer.NONE, guard, new LostPlaces());
      this.guard = guard;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
      return new RememberingProducer(config, Observer.NONE, guard) {
        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent, Callback callback) {
          orders.sent(sent.topic(), APPLICATION);
          return super.send(sent, callback);
        }

        @Override
        public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
          orders.note("offsets");
          super.sendOffsetsToTransaction(offsets, group);
        }

        @Override
        public void commitTransaction() {
          super.commitTransaction();
          orders.note("commit");
          orders.ended();
        }
      };
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
      return new ForwardingAdmin(config) {
        @Override
        public ListOffsetsResult listOffsets(
            Map<TopicPartition, OffsetSpec> asked, ListOffsetsOptions options) {
          asked.keySet().forEach(each -> ends.put(each.topic(), options.isolationLevel()));
          return super.listOffsets(asked, options);
        }
      };
    }
  }

  private LearnerApplication start(ApplicationSettings settings) {
    StreamsFactories real = StreamsFactories.real(Observer.NONE);
    return LearnerApplication.start(
        settings,
        Map.of(),
        new StreamsFactories(
            real.source(),
            (topology, properties, guard) ->
                new KafkaStreams(topology, properties, new Recorded(guard)),
            real.backoff(),
            real.pace()));
  }

  @Test
  void shouldCommitAndRestoreAsTheSimulationDoes() throws Exception {
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), APPLICATION, folder, 2);
        LateStream stream = bed.lateStream(6)) {
      try (LearnerApplication running =
          start(bed.lateSettings("state", Bed.LEARNERS, Map.of("commit.interval.ms", "50")))) {
        stream.sendInBackground(2_000, () -> stream.sent() < 2_000).join();
        bed.finish(stream, running);
      }
      bed.requireAsLoop(Bed.late(Bed.LEARNERS));
    }
    System.out.println(orders.all + " of " + simulated() + "; " + ends);
    assertThat(orders.all).isSubsetOf(simulated()).contains("records changelogs offsets commit");
    assertThat(ends)
        .as("ends hold what is not committed yet")
        .containsEntry(APPLICATION + "-state-changelog", IsolationLevel.READ_UNCOMMITTED)
        .containsEntry(APPLICATION + "-waiting-changelog", IsolationLevel.READ_UNCOMMITTED)
        .containsEntry(APPLICATION + "-keys-changelog", IsolationLevel.READ_UNCOMMITTED);
  }

  /** What one instance does in memory, with keys and labels on a topic of their own. */
  private static Set<String> simulated() {
    Simulation alone =
        LongStream.iterate(1, seed -> seed + 1)
            .mapToObj(seed -> new Simulation(new Schedule(Scene.LABELS, seed, List.of())))
            .filter(run -> run.instances.size() == 1)
            .findFirst()
            .orElseThrow();
    Orders orders = new Orders();
    alone.onCall(
        call -> {
          if (call.startsWith("send to ")) {
            orders.sent(call.substring("send to ".length()), Scene.APPLICATION);
          } else if (call.equals("send offsets")) {
            orders.note("offsets");
          } else if (call.equals("commit has ended")) {
            orders.note("commit");
            orders.ended();
          }
        });
    alone.run();
    return orders.all;
  }
}
