package io.gyre.cli.command;

import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.Probes;
import io.gyre.dashboard.Probes.Answer;
import io.gyre.kafka.ClusterAccess;
import io.gyre.serving.HttpAddress;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.Stall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
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
  private TimeGauge stalled;

  void follow(LearnerApplication started) {
    application = started;
    started.onRun(this::show);
  }

  Dashboard.Settings settings(
      ApplicationSettings learners, ClusterAccess cluster, HttpAddress address) {
    return new Dashboard.Settings(
        learners.application(), learners.topics(), cluster, address, probes(), List.of(this));
  }

  /** Live unless the application has failed; ready once its state is restored and it learns. */
  Probes probes() {
    return new Probes(this::live, this::ready);
  }

  private Answer live() {
    LearnerApplication running = application;
    boolean failed = running != null && running.state() == KafkaStreams.State.ERROR;
    return new Answer(!failed, detail(running));
  }

  private Answer ready() {
    LearnerApplication running = application;
    boolean ready =
        running != null && running.state() == KafkaStreams.State.RUNNING && running.stall() == null;
    return new Answer(ready, detail(running));
  }

  private static String detail(LearnerApplication running) {
    if (running == null) {
      return "waiting for a Kafka broker";
    }
    Stall stall = running.stall();
    return stall == null ? running.progress() : stall.toString();
  }

  private double stalledSeconds() {
    LearnerApplication running = application;
    Stall stall = running == null ? null : running.stall();
    return stall == null ? 0 : stall.seconds();
  }

  boolean worksOn(int partition) {
    LearnerApplication running = application;
    return running != null
        && running.partitions().contains(new TopicPartition(running.inputs().log(), partition));
  }

  synchronized void show(KafkaStreams run) {
    streams = run;
    bind();
  }

  @Override
  public synchronized void bindTo(MeterRegistry meterRegistry) {
    registry = meterRegistry;
    stalled =
        TimeGauge.builder("gyre.stalled", this, TimeUnit.SECONDS, LearnerProbes::stalledSeconds)
            .description("For how long points wait and none is learned; 0 up to a minute")
            .register(meterRegistry);
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

  @Override
  public synchronized void close() {
    unbind();
    if (stalled != null) {
      registry.remove(stalled);
    }
    registry = null;
  }
}
