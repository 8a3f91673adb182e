package io.gyre.app;

import io.gyre.app.score.VersionComparisons;
import io.gyre.fold.LiveFolds;
import io.gyre.http.HttpAddress;
import io.gyre.http.Probes;
import io.gyre.http.Probes.Answer;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.Dashboard;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.Stall;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Tells an orchestrator and Prometheus about the learners of this process, which may still wait for
 * a broker.
 */
public final class LearnerProbes implements MeterBinder {

  private final LongAdder deadLetters = new LongAdder();
  private volatile LearnerApplication application;
  private volatile String awaited = "a Kafka broker";
  private final LiveFolds none =
      new LiveFolds(
          partition -> "cannot be asked now: " + detail(), partition -> OptionalLong.empty());

  /** Says what is waited for before an application is followed. */
  public void await(String what) {
    awaited = what;
  }

  public void follow(LearnerApplication started) {
    application = started;
  }

  public Dashboard.Settings settings(
      ApplicationSettings learners, ClusterAccess cluster, HttpAddress address) {
    return new Dashboard.Settings(
        learners.application(),
        learners.topics(),
        cluster,
        address,
        probes(),
        List.of(this),
        new VersionComparisons(cluster));
  }

  /** Returns the probes: live unless the application has failed, ready once it learns. */
  public Probes probes() {
    return new Probes(
        () -> new Answer(state() != KafkaStreams.State.ERROR, detail()),
        () -> new Answer(state() == KafkaStreams.State.RUNNING && stall() == null, detail()));
  }

  /** Returns the learners, to be asked. */
  public LiveFolds model() {
    LearnerApplication running = application;
    return running == null ? none : running.folds;
  }

  public void countDeadLetter() {
    deadLetters.increment();
  }

  /** Returns how many dead letters were counted. */
  public long deadLetters() {
    return deadLetters.sum();
  }

  private KafkaStreams.State state() {
    return application == null ? null : application.state();
  }

  private Stall stall() {
    return application == null ? null : application.stall();
  }

  private String detail() {
    if (application == null) {
      return "waiting for " + awaited;
    }
    Stall stall = stall();
    int version = application.transactionVersion;
    return (stall == null ? application.run().progress() : stall.toString())
        + (version < 2 ? "; exactly once needs transaction.version 2, found " + version : "");
  }

  private double stalledSeconds() {
    Stall stall = stall();
    return stall == null ? 0 : stall.seconds();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    TimeGauge.builder("gyre.stalled", this, TimeUnit.SECONDS, LearnerProbes::stalledSeconds)
        .description(
            "For how long points wait and none is learned; 0 up to a minute, but for a schema at once")
        .register(registry);
    Gauge.builder(
            "gyre.transaction.version",
            () -> application == null ? null : application.transactionVersion)
        .description("Of the cluster at the start; exactly once needs 2")
        .register(registry);
  }
}
