package io.gyre.dashboard;

import io.gyre.topic.Metrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What became of the late labels of a partition, for Prometheus. */
final class LateLabelMeters {

  private final DashboardState state;
  private final MeterRegistry registry;
  private final Tags tags;
  private final int partition;

  LateLabelMeters(DashboardState state, MeterRegistry registry, int partition) {
    this.state = state;
    this.registry = registry;
    this.partition = partition;
    tags = Tags.of("partition", String.valueOf(partition));
  }

  List<Meter> register() {
    List<Meter> all = new ArrayList<>();
    all.add(gauge("gyre.waiting.points", "Points that wait for a label", l -> l.waiting()));
    all.add(gauge("gyre.waiting.labels", "Labels that wait for a point", l -> l.waitingLabels()));
    all.add(gauge("gyre.waiting.bytes", "What both take", l -> l.waitingBytes()));
    all.add(delay("0.5", Metrics.LateLabels::delayP50));
    all.add(delay("0.99", Metrics.LateLabels::delayP99));
    all.add(counter("matched", l -> l.matched()));
    all.add(counter("before", l -> l.before()));
    all.add(counter("repeated", l -> l.repeated()));
    all.add(counter("corrections", l -> l.corrections()));
    all.add(counter("unmatched", l -> l.unmatched()));
    all.add(points("same-id", l -> l.sameId()));
    all.add(points("expired", l -> l.expired()));
    all.add(points("evicted", l -> l.evicted()));
    return all;
  }

  private Meter gauge(String name, String description, ToDoubleFunction<Metrics.LateLabels> value) {
    return Gauge.builder(name, state, b -> of(value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private Meter delay(String quantile, Function<Metrics.LateLabels, Long> milliseconds) {
    return Gauge.builder(
            "gyre.label.delay.seconds",
            state,
            b ->
                of(
                    labels -> {
                      Long ms = milliseconds.apply(labels);
                      return ms == null ? Double.NaN : ms / 1e3;
                    }))
        .description("How long after its point a label came, by event time")
        .tags(tags.and("quantile", quantile))
        .register(registry);
  }

  private Meter counter(String outcome, ToDoubleFunction<Metrics.LateLabels> value) {
    return FunctionCounter.builder("gyre.late.labels", state, b -> of(value))
        .description("Labels that came in records of their own")
        .tags(tags.and("outcome", outcome))
        .register(registry);
  }

  private Meter points(String outcome, ToDoubleFunction<Metrics.LateLabels> value) {
    return FunctionCounter.builder("gyre.unlabelled.points", state, b -> of(value))
        .description("Points that wait for no label any more, or never did")
        .tags(tags.and("outcome", outcome))
        .register(registry);
  }

  /** All learners of a partition say the same; the newest is the one to ask. */
  private double of(ToDoubleFunction<Metrics.LateLabels> value) {
    return state.learners(l -> l.key().partition() == partition ? l.metrics() : null).stream()
        .filter(metrics -> metrics != null && metrics.labels() != null)
        .max((a, b) -> Long.compare(a.windowStart(), b.windowStart()))
        .map(metrics -> value.applyAsDouble(metrics.labels()))
        .orElse(Double.NaN);
  }
}
