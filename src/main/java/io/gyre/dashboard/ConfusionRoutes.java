package io.gyre.dashboard;

import io.gyre.topic.Metrics;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
    for (String name : new String[] {"n", "confusion", "recall", "precision"}) {
      tables.put(name, scores.get(name));
    }
    tables.put("calibration", counted(scores));
    return tables;
  }

  /** The points of each range, instead of their share. */
  private static List<List<Object>> counted(Map<String, Object> scores) {
    if (!(scores.get("calibration") instanceof List<?> curve)
        || !(scores.get("n") instanceof Number n)) {
      return null;
    }
    List<List<Object>> counted = new ArrayList<>();
    for (Object range : curve) {
      if (range instanceof List<?> figures && figures.get(0) instanceof Number share) {
        counted.add(
            Arrays.asList(n.doubleValue() * share.doubleValue(), figures.get(1), figures.get(2)));
      }
    }
    return counted;
  }
}
