package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.StreamsFactories.StreamsFactory;
import io.gyre.stream.processor.CommitStore;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.ClusterMonitor;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults made at the seams: what passes is tried again, within a bound; what does not ends it. */
@Tag("any-broker")
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {

  private static final int POINTS = 5_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private static Bed bed(String application) {
    return Bed.make(TestBroker.bootstrapServers(), application, folder, 1);
  }

  private static StreamsFactories factories(
      BiFunction<ClusterAdmin, ApplicationSettings, SourceLog> source, StreamsFactory streams) {
    return new StreamsFactories(
        source,
        streams,
        new RetryBackoff(Duration.ofMillis(10), Duration.ofMillis(50), 4),
        ClusterMonitor.Pace.standard());
  }

  /** A topic about which the first questions end with an exception. */
  private static class Failing implements SourceLog {

    private final SourceLog real;
    private final AtomicInteger failures;
    private final RuntimeException exception;

    Failing(SourceLog real, AtomicInteger failures, RuntimeException exception) {
      this.real = real;
      this.failures = failures;
      this.exception = exception;
    }

    @Override
    public String topicId(String topic) {
      fail();
      return real.topicId(topic);
    }

    @Override
    public int partitions(String topic) {
      return real.partitions(topic);
    }

    @Override
    public long earliestOffset(String topic, int partition) {
      fail();
      return real.earliestOffset(topic, partition);
    }

    @Override
    public long committedOffset(String topic, int partition) {
      return real.committedOffset(topic, partition);
    }

    @Override
    public boolean holdsRecord(String topic, int partition, long from, long to) {
      return real.holdsRecord(topic, partition, from, to);
    }

    private void fail() {
      if (failures.getAndDecrement() > 0) {
        throw exception;
      }
    }
  }

  private static SourceLog log(ClusterAdmin cluster, ApplicationSettings settings) {
    return new AdminSourceLog(cluster, settings, new LostPlaces());
  }

  private static KafkaStreams unguarded(
      Topology topology, Properties properties, CommitGuard guard) {
    return new KafkaStreams(topology, properties);
  }

  private static StreamsFactories failing(AtomicInteger failures, RuntimeException exception) {
    return factories(
        (admin, settings) -> new Failing(log(admin, settings), failures, exception),
        FaultsIT::unguarded);
  }

  @Test
  void shouldTryAgainWhenTheBrokerDoesNotAnswerInInit() {
    AtomicInteger failures = new AtomicInteger(4);
    try (Bed bed = bed("init-times-out")) {
      bed.stream.send(100, 0);
      try (LearnerApplication running =
          LearnerApplication.start(
              bed.settings(),
              Map.of(),
              failing(failures, new DisconnectException("made by the test")))) {
        bed.awaitAnswers(running, 100 * LEARNERS);
      }
      assertThat(failures.get()).isNegative();
      assertThat(bed.outputs().answers().faults(Map.of(0, 100L), LEARNERS)).isEmpty();
    }
  }

  static Stream<Arguments> unanswered() {
    return Stream.of(
        Arguments.of(new TimeoutException("made by the test"), 5, "Tried 4 times"),
        Arguments.of(new TopicAuthorizationException("not yours"), 1, "not yours"));
  }

  @ParameterizedTest
  @MethodSource("unanswered")
  void shouldGiveUpWithinABoundAndAtOnceWhenTheClusterRefuses(
      RuntimeException fault, int asked, String said) {
    try (Bed bed = bed("unanswered-" + asked)) {
      bed.stream.send(1, 0);
      AtomicInteger failures = new AtomicInteger(1_000);
      try (LearnerApplication running =
          LearnerApplication.start(bed.settings(), Map.of(), failing(failures, fault))) {
        assertThatThrownBy(running::await)
            .isInstanceOf(GyreException.class)
            .hasMessageContaining(asked > 1 ? TestBroker.bootstrapServers() : "")
            .hasMessageContaining(fault.getMessage())
            .hasMessageContaining(said);
        assertThat(running.state()).isEqualTo(KafkaStreams.State.ERROR);
      }
      assertThat(1_000 - failures.get()).isEqualTo(asked);
    }
  }

  @Test
  void shouldNameTheRecordThatABugFailedAt() throws Exception {
    try (Bed bed = bed("bug")) {
      bed.stream.send(100, 0);
      bed.learn(100 * LEARNERS);
      bed.stream.send(20, 0);
      TopicPartition points = new TopicPartition(bed.names.points(), 0);
      bed.admin.deleteRecords(Map.of(points, RecordsToDelete.beforeOffset(110))).all().get();
      // The gap makes the learner ask, and the answer is a bug.
      BiFunction<ClusterAdmin, ApplicationSettings, SourceLog> buggy =
          (admin, settings) ->
              new Failing(log(admin, settings), new AtomicInteger(), null) {
                @Override
                public long earliestOffset(String topic, int partition) {
                  throw new ArithmeticException("made by the test");
                }
              };
      try (LearnerApplication running =
          LearnerApplication.start(
              bed.settings(), Map.of(), factories(buggy, FaultsIT::unguarded))) {
        assertThatThrownBy(running::await)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "intake failed at the record at offset 110 of partition 0 of bug.points: java.lang.ArithmeticException: made by the test");
      }
      // Nothing of the record has been committed, and the next start goes on.
      bed.learn((100 + 10) * LEARNERS);
    }
  }

  /** A producer some of whose first commits time out: then Kafka Streams revives the tasks. */
  private static final class Unreliable extends StreamsClients.RememberingProducer {

    private static final int FAILURES = 4;

    private final Random random;
    private final AtomicInteger failed;

    Unreliable(Map<String, Object> config, CommitGuard guard, Random random, AtomicInteger failed) {
      super(config, Observer.NONE, guard);
      this.random = random;
      this.failed = failed;
    }

    @Override
    public void commitTransaction() {
      if (failed.get() < FAILURES && random.nextInt(3) == 0) {
        failed.incrementAndGet();
        throw new TimeoutException("made by the test");
      }
      super.commitTransaction();
    }
  }

  /**
   * Tasks are revived: init, process, init again on the same processors. With the clients of its
   * own, Kafka Streams 4.4.0 then passes records over, and is found out.
   */
  @Test
  void shouldGiveWhatAnUndisturbedRunGivesWhenKafkaStreamsSkipsRecords() throws Exception {
    long seed = 21;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    AtomicInteger failed = new AtomicInteger();
    KafkaClientSupplier clients =
        new DefaultKafkaClientSupplier() {
          @Override
          public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return new Unreliable(config, CommitGuard.NONE, random, failed);
          }
        };
    try (Bed bed = bed("skipped")) {
      Thread sending =
          bed.stream.sendInBackground(POINTS, 1_000, () -> failed.get() < Unreliable.FAILURES);
      AtomicInteger runs = new AtomicInteger();
      long points;
      try (LearnerApplication running =
          LearnerApplication.start(
              bed.settings(),
              Map.of(),
              factories(
                  FaultsIT::log,
                  (topology, properties, guard) -> {
                    runs.incrementAndGet();
                    return new KafkaStreams(topology, properties, clients);
                  }))) {
        sending.join();
        bed.stream.send(1_000, 0);
        bed.stream.closeWindows();
        points = bed.stream.sent() + 1;
        bed.awaitAnswers(running, points * LEARNERS);
      }
      System.out.println(failed + " commits failed, " + runs + " runs");
      assertThat(failed.get()).isEqualTo(Unreliable.FAILURES);
      assertThat(bed.outputs().answers().faults(Map.of(0, points), LEARNERS)).isEmpty();
      bed.requireDigestsOfLoop();
    }
  }

  /** A learner whose store Kafka Streams does not know, so that it has it save nothing. */
  private static final class Unsaved implements Processor<byte[], byte[], byte[], Object> {

    private final Processor<byte[], byte[], byte[], Object> learner;

    Unsaved(Processor<byte[], byte[], byte[], Object> learner) {
      this.learner = learner;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void init(ProcessorContext<byte[], Object> context) {
      learner.init(
          (ProcessorContext<byte[], Object>)
              Proxy.newProxyInstance(
                  Unsaved.class.getClassLoader(),
                  new Class<?>[] {ProcessorContext.class},
                  (proxy, method, arguments) -> {
                    Object found = method.invoke(context, arguments);
                    return found instanceof CommitStore store
                        ? new CommitStore(store.entries())
                        : found;
                  }));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      learner.process(record);
    }

    @Override
    public void close() {
      learner.close();
    }

    /** Puts it around each learner of a topology. */
    static Topology in(Topology topology) {
      try {
        Field builder = Topology.class.getDeclaredField("internalTopologyBuilder");
        builder.setAccessible(true);
        Field nodes = builder.getType().getDeclaredField("nodeFactories");
        nodes.setAccessible(true);
        Object intake = ((Map<?, ?>) nodes.get(builder.get(topology))).get("intake");
        Field supplier = intake.getClass().getDeclaredField("supplier");
        supplier.setAccessible(true);
        @SuppressWarnings("unchecked")
        var real = (ProcessorSupplier<byte[], byte[], byte[], Object>) supplier.get(intake);
        ProcessorSupplier<byte[], byte[], byte[], Object> unsaved = () -> new Unsaved(real.get());
        supplier.set(intake, unsaved);
        return topology;
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** As with a version of Kafka Streams that does not flush caches before a commit. */
  @Test
  void shouldCommitNothingThatKafkaStreamsDidNotHaveSaved() throws Exception {
    try (Bed bed = bed("unsaved")) {
      bed.stream.send(100, 0);
      try (LearnerApplication running =
          LearnerApplication.start(
              bed.settings(),
              Map.of(),
              factories(
                  FaultsIT::log,
                  (topology, properties, guard) ->
                      new KafkaStreams(
                          Unsaved.in(topology),
                          properties,
                          new StreamsClients(Observer.NONE, guard, new LostPlaces()))))) {
        assertThatThrownBy(running::await)
            .isInstanceOf(GyreException.class)
            .hasMessageContaining(" of unsaved.points-0 is not committed")
            .hasMessageEndingWith("4.4.0");
      }
      assertThat(
              bed.admin.listConsumerGroupOffsets("unsaved").partitionsToOffsetAndMetadata().get())
          .isEmpty();
      assertThat(bed.outputs().answers().count()).isZero();

      bed.learn(100 * LEARNERS);
      assertThat(bed.outputs().answers().faults(Map.of(0, 100L), LEARNERS)).isEmpty();
    }
  }
}
