package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.gyre.http.JsonBody;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
import java.util.List;

/** What the page must know of a metric to show it. */
record MetricText(
    String name,
    String title,
    String meaning,
    Metric.Unit unit,
    boolean lessIsBetter,
    Metric.Shown shown,
    boolean leads) {

  /** Returns those of the registry as a module of the page. */
  static byte[] module() throws JsonProcessingException {
    List<MetricText> all = MetricRegistry.metrics().stream().map(MetricText::of).toList();
    return ("export const METRICS = " + JsonBody.JSON.writeValueAsString(all) + ";")
        .getBytes(UTF_8);
  }

  private static MetricText of(Metric<?> m) {
    boolean less = m.unit().lessIsBetter();
    boolean leads = RareClasses.leads(m);
    return new MetricText(m.name(), m.title(), m.meaning(), m.unit(), less, m.shown(), leads);
  }
}
