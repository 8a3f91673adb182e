package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** What orchestrators and Prometheus ask. */
final class OperationsRoutes {

  private final Probes probes;
  private final PrometheusMetrics meters;

  OperationsRoutes(Probes probes, PrometheusMetrics meters) {
    this.probes = probes;
    this.meters = meters;
  }

  void register(RoutesConfig routes) {
    routes.get("/health/live", request -> answer(request, probes.live()));
    routes.get("/health/ready", request -> answer(request, probes.ready()));
    routes.get(
        "/metrics",
        request ->
            HttpBodies.send(
                request, PrometheusMetrics.CONTENT_TYPE, meters.scrape().getBytes(UTF_8)));
  }

  private static void answer(Context request, Supplier<Probes.Answer> probe) {
    Probes.Answer answer = probe.get();
    request.status(answer.ok() ? 200 : 503);
    ApiRoutes.json(request, answer);
  }
}
