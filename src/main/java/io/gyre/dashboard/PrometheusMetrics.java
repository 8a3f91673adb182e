package io.gyre.dashboard;

import io.gyre.dashboard.state.DashboardState;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What Prometheus reads: Gyre's own figures beside the JVM's and those handed in. */
final class PrometheusMetrics implements AutoCloseable {

  /** Of Prometheus' text format. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<MeterBinder> binders =
      new ArrayList<>(
          List.of(
              new JvmMemoryMetrics(),
              new JvmThreadMetrics(),
              new ClassLoaderMetrics(),
              new ProcessorMetrics(),
              new UptimeMetrics(),
              new JvmGcMetrics()));

  /**
   * @param mine the partitions whose figures are shown: several instances must not all show all
   * @param more meters
   */
  PrometheusMetrics(DashboardState state, IntPredicate mine, List<MeterBinder> more) {
    binders.addAll(more);
    registry.config().commonTags("application", state.application());
    binders.forEach(binder -> binder.bindTo(registry));
    registry.getPrometheusRegistry().register(new PrometheusCollector(state, mine));
  }

  /** Everything, in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    for (MeterBinder binder : binders) {
      if (binder instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          throw new IllegalStateException("meters cannot be closed", e);
        }
      }
    }
    registry.close();
  }
}
