package io.gyre.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;

/**
 * The answers of a process to an orchestrator.
 *
 * @param live fails only when nothing except a restart helps
 * @param ready whether the process does its work now
 */
public record Probes(Supplier<Answer> live, Supplier<Answer> ready) {

  /** Yes or no, and why, for a person. */
  public record Answer(boolean ok, String detail) {}

  /** Adds the routes for an orchestrator and for Prometheus. */
  public void register(RoutesConfig routes, Meters meters) {
    routes.get("/health/live", request -> health(request, live.get()), Route.HEALTH);
    routes.get("/health/ready", request -> health(request, ready.get()), Route.HEALTH);
    routes.get("/metrics", meters::send, Route.METRICS);
  }

  private static void health(Context request, Answer answer) {
    request.status(answer.ok() ? 200 : 503);
    JsonBody.send(request, answer);
  }

  /** Returns the probes of a process that only watches. */
  public static Probes onlooker() {
    Answer running = new Answer(true, "running");
    return new Probes(() -> running, () -> running);
  }
}
