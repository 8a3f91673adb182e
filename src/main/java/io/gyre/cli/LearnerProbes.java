package io.gyre.cli;

import io.gyre.dashboard.Probes;
import io.gyre.dashboard.Probes.Answer;
import io.gyre.stream.LearnerApplication;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;

/** What the dashboard is told of the learners that run in this process. */
final class LearnerProbes {

  private LearnerProbes() {}

  /**
   * Live unless the application has failed; ready once its state is restored and it learns.
   *
   * @param application gives null as long as there is none
   */
  static Probes of(Supplier<LearnerApplication> application) {
    return new Probes(() -> live(application.get()), () -> ready(application.get()));
  }

  private static Answer live(LearnerApplication application) {
    if (application == null) {
      return Answer.yes("starting");
    }
    KafkaStreams.State state = application.state();
    boolean failed = state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR;
    return new Answer(!failed, "Kafka Streams is " + state);
  }

  private static Answer ready(LearnerApplication application) {
    if (application == null) {
      return Answer.no("starting");
    }
    KafkaStreams.State state = application.state();
    return new Answer(state == KafkaStreams.State.RUNNING, "Kafka Streams is " + state);
  }

  /** The meters of Kafka Streams and its clients. */
  static MeterBinder meters(LearnerApplication application) {
    return new KafkaStreamsMetrics(application.streams());
  }

  /** The partitions of points that this instance works on now. */
  static Set<Integer> partitions(LearnerApplication application) {
    return application.streams().metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .map(partition -> partition.partition())
        .collect(Collectors.toSet());
  }
}
