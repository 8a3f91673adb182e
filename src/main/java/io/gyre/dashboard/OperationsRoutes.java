package io.gyre.dashboard;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** What orchestrators and Prometheus ask. */
final class OperationsRoutes {

  private final Probes probes;
  private final Meters meters;

  OperationsRoutes(Probes probes, Meters meters) {
    this.probes = probes;
    this.meters = meters;
  }

  void register(RoutesConfig routes) {
    routes.get("/health/live", request -> answer(request, probes.live()));
    routes.get("/health/ready", request -> answer(request, probes.ready()));
    routes.get(
        "/metrics",
        request -> {
          request.contentType(Meters.CONTENT_TYPE);
          request.result(meters.scrape());
        });
  }

  private static void answer(Context request, Supplier<Probes.Answer> probe) {
    Probes.Answer answer = probe.get();
    request.status(answer.ok() ? 200 : 503);
    ApiRoutes.json(request, answer);
  }
}
