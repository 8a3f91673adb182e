package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recent points: one in full, and those of a cell of the confusion matrix. */
final class PointRoutes {

  private final Applications applications;

  PointRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/points", this::outcomes);
    routes.get("/api/points/{at}", this::point);
  }

  private void outcomes(Context request) {
    DashboardState state = applications.of(request).state();
    String learner = required(request, "learner");
    List<PointText.Brief> points =
        state
            .outcomes(learner, required(request, "label"), required(request, "prediction"))
            .stream()
            .map(PointText::brief)
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("points", points);
    answer.put("published", state.publishes(learner));
    ApiRoutes.json(request, answer);
  }

  private static String required(Context request, String name) {
    String value = request.queryParam(name);
    if (value == null) {
      throw new HttpRefusalException(400, name + ": expected one, found none");
    }
    return value;
  }

  private void point(Context request) {
    FollowedApplication application = applications.of(request);
    String at = request.pathParam("at");
    AnsweredPoint point =
        application
            .state()
            .find(at)
            .orElseThrow(
                () ->
                    new HttpRefusalException(
                        404,
                        "point '%s': expected one of those that were shown lately".formatted(at)));
    boolean isRead = point.fields().size() > 0;
    Object now = isRead ? now(application, point.fields()) : null;
    ApiRoutes.json(request, PointText.full(point, now));
  }

  /**
   * What learners say of it now; null if they are asked too much: the point is known all the same.
   */
  private static Object now(FollowedApplication application, Fields fields) {
    try {
      return AnswerRoutes.of(application, fields, true);
    } catch (HttpRefusalException busy) {
      return null;
    }
  }
}
