package io.gyre.cli;

import io.gyre.dashboard.Probes;
import io.gyre.dashboard.Probes.Answer;
import io.gyre.stream.LearnerApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What an orchestrator and Prometheus are told of the learners that run in this process, or will
 * once there is a broker.
 *
 * <p>As a {@link MeterBinder} it shows the meters of Kafka Streams and its clients: always those of
 * the run that is on, for after a fault that was overcome there are others.
 */
final class LearnerProbes implements MeterBinder, AutoCloseable {

  private volatile LearnerApplication application;
  private KafkaStreams streams;
  private MeterRegistry registry;
  private KafkaStreamsMetrics meters;

  /** From here on there are learners to tell of. */
  void follow(LearnerApplication started) {
    application = started;
    started.onRun(this::show);
  }

  /** Live unless the application has failed; ready once its state is restored and it learns. */
  Probes probes() {
    return new Probes(this::live, this::ready);
  }

  private Answer live() {
    KafkaStreams.State state = state();
    return new Answer(state != KafkaStreams.State.ERROR, detail(state));
  }

  private Answer ready() {
    KafkaStreams.State state = state();
    return new Answer(state == KafkaStreams.State.RUNNING, detail(state));
  }

  /** Null before there are learners. */
  private KafkaStreams.State state() {
    LearnerApplication running = application;
    return running == null ? null : running.state();
  }

  private static String detail(KafkaStreams.State state) {
    return state == null ? "waiting for a Kafka broker" : "Kafka Streams is " + state;
  }

  /** Whether this instance works on a partition of points now. */
  boolean worksOn(int partition) {
    LearnerApplication running = application;
    return running != null
        && running.streams().metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .flatMap(task -> task.topicPartitions().stream())
            .anyMatch(assigned -> assigned.partition() == partition);
  }

  synchronized void show(KafkaStreams run) {
    streams = run;
    bind();
  }

  @Override
  public synchronized void bindTo(MeterRegistry meterRegistry) {
    registry = meterRegistry;
    bind();
  }

  private void bind() {
    unbind();
    if (registry != null && streams != null) {
      meters = new KafkaStreamsMetrics(streams);
      meters.bindTo(registry);
    }
  }

  private void unbind() {
    if (meters != null) {
      meters.close();
      meters = null;
    }
  }

  /** Takes its meters from the registry. */
  @Override
  public synchronized void close() {
    unbind();
    registry = null;
  }
}
