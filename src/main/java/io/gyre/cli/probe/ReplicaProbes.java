package io.gyre.cli.probe;

import io.gyre.data.PrintableText;
import io.gyre.replica.Replica;
import io.gyre.replica.Replica.Behind;
import io.gyre.serving.Probes;
import io.gyre.serving.Probes.Answer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells an orchestrator and Prometheus how far a replica is behind.
 *
 * @param maxAge when it is further behind, it is not ready
 */
public record ReplicaProbes(Replica replica, Duration maxAge) implements MeterBinder {

  public Probes probes() {
    return new Probes(
        () -> new Answer(!replica.hasEnded(), said()), () -> new Answer(isReady(), said()));
  }

  public boolean isReady() {
    return replica.behind().filter(behind -> behind.ms() <= maxAge.toMillis()).isPresent();
  }

  /** Says in words how far it is behind, or why that cannot be told. */
  public String said() {
    Optional<Behind> found = replica.behind();
    if (found.isEmpty()) {
      return replica.whyNot();
    }
    Behind behind = found.get();
    String ms = "%,d ms behind".formatted(behind.ms());
    String records =
        behind.records().isEmpty()
            ? ""
            : ", " + PrintableText.counted(behind.records().getAsLong(), "record");
    return ms + records + (replica.problem().isEmpty() ? "" : ": " + replica.problem());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    TimeGauge.builder(
            "gyre.replica.behind",
            replica,
            TimeUnit.MILLISECONDS,
            of -> of.behind().map(behind -> (double) behind.ms()).orElse(Double.NaN))
        .description("How long ago the replica was known to have all that was saved")
        .register(registry);
    Gauge.builder(
            "gyre.replica.behind.records",
            replica,
            of ->
                of.behind().stream()
                    .flatMapToLong(behind -> behind.records().stream())
                    .asDoubleStream()
                    .findFirst()
                    .orElse(Double.NaN))
        .description("Records on the topic that the replica does not know yet")
        .register(registry);
  }
}
