package io.gyre.dashboard;

import io.gyre.topic.Metrics;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a learner takes for what, by class, lately and in total, and how sure it rightly is. */
final class ConfusionRoutes {

  private final Applications applications;

  ConfusionRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/confusion", this::confusion);
  }

  private void confusion(Context request) {
    DashboardState state = applications.of(request).state();
    String learner = request.queryParam("learner");
    if (learner == null) {
      throw new HttpRefusalException(400, "learner: expected a learner's name, found none");
    }
    ApiRoutes.json(
        request,
        state
            .learner(learner, ConfusionRoutes::answer)
            .orElseThrow(() -> ApiRoutes.unknown(state, learner)));
  }

  private static Map<String, Object> answer(FollowedLearner learner) {
    Metrics metrics = learner.metrics();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("learner", learner.id());
    answer.put("classes", learner.parameters().classes());
    answer.put("total", metrics == null ? null : tables(metrics.scores().total()));
    answer.put("faded", metrics == null ? null : tables(metrics.scores().faded()));
    answer.put("recent", learner.confusion().recent());
    return answer;
  }

  /** Absent ones are null. */
  private static Map<String, Object> tables(Map<String, Object> scores) {
    Map<String, Object> tables = new LinkedHashMap<>();
    for (String name : new String[] {"n", "confusion", "recall", "precision", "calibration"}) {
      tables.put(name, scores.get(name));
    }
    return tables;
  }
}
