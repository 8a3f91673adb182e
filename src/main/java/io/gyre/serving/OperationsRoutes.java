package io.gyre.serving;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** The routes for an orchestrator and for Prometheus. */
public record OperationsRoutes(Probes probes, Meters meters) {

  public void register(RoutesConfig routes) {
    routes.get("/health/live", request -> health(request, probes.live().get()));
    routes.get("/health/ready", request -> health(request, probes.ready().get()));
    routes.get("/metrics", meters::send);
  }

  private static void health(Context request, Probes.Answer answer) {
    request.status(answer.ok() ? 200 : 503);
    JsonBody.send(request, answer);
  }
}
