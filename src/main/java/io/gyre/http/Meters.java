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
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of a process for Prometheus: the JVM's, and others. */
public final class Meters implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Meters.class);
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

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
   * @param application the label of all meters
   * @param more meters
   */
  public Meters(String application, List<MeterBinder> more) {
    binders.addAll(more);
    registry.config().commonTags("application", application);
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
    for (MeterBinder binder : binders) {
      if (binder instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          LOG.warn("Meters could not be closed", e);
        }
      }
    }
    registry.close();
  }
}
