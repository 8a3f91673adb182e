package io.gyre.app;

import io.gyre.http.Probes;
import io.gyre.http.Probes.Answer;
import io.gyre.replica.Replica;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.OptionalLong;
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
    long behind = replica.behindMs().orElse(Long.MAX_VALUE);
    return behind <= maxAge.toMillis();
  }

  /** Says in words how far it is behind, or why that cannot be told. */
  public String said() {
    OptionalLong behind = replica.behindMs();
    return behind.isEmpty()
        ? replica.whyNot()
        : "%,d ms behind".formatted(behind.getAsLong())
            + (replica.problem().isEmpty() ? "" : ": " + replica.problem());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    TimeGauge.builder(
            "gyre.replica.behind",
            replica,
            TimeUnit.MILLISECONDS,
            of -> of.behindMs().isEmpty() ? Double.NaN : of.behindMs().getAsLong())
        .description("How long ago the replica was known to have all that was saved")
        .register(registry);
  }
}
