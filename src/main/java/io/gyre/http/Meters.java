package io.gyre.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** The meters of a process for Prometheus: the JVM's, and others. */
public final class Meters implements AutoCloseable {

  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<MeterBinder> binders = new ArrayList<>();

  /**
   * @param application the label of all meters
   * @param more meters
   */
  public Meters(String application, List<MeterBinder> more) {
    registry.config().commonTags("application", application);
    Collections.addAll(
        binders,
        new JvmMemoryMetrics(),
        new JvmThreadMetrics(),
        new ClassLoaderMetrics(),
        new ProcessorMetrics(),
        new UptimeMetrics(),
        new JvmGcMetrics());
    binders.addAll(more);
    binders.forEach(binder -> binder.bindTo(registry));
  }

  /** Adds figures that are found anew for each scrape. */
  public void add(MultiCollector figures) {
    registry.getPrometheusRegistry().register(figures);
  }

  public String scrape() {
    return registry.scrape();
  }

  void send(Context request) {
    HttpBodies.send(request, CONTENT_TYPE, scrape().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    binders.stream()
        .filter(AutoCloseable.class::isInstance)
        .forEach(binder -> Utils.closeQuietly((AutoCloseable) binder, "meters"));
    registry.close();
  }
}
