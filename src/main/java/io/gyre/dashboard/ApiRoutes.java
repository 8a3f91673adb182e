package io.gyre.dashboard;

import io.gyre.dashboard.page.Applications;
import io.gyre.dashboard.page.FollowedApplication;
import io.gyre.dashboard.page.LearnerSummary;
import io.gyre.dashboard.page.PointText;
import io.gyre.dashboard.page.SpiralControls;
import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.dashboard.state.LatestByOutcome;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.serving.HttpBodies;
import io.gyre.serving.HttpLimits;
import io.gyre.serving.JsonBody;
import io.gyre.topic.Metrics;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What programs ask: learners, their parameters and predictions; and the controls. */
final class ApiRoutes {

  private static final JsonBody<SpiralControls.Change> CHANGE =
      new JsonBody<>(SpiralControls.Change.class);

  /** What is expected of the parameter {@code learner}. */
  static final String LEARNER = "a learner's name";

  private final Applications applications;

  ApiRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/learners", this::learners);
    routes.get("/api/learners/{name}/parameters", this::parameters);
    routes.get("/api/confusion", this::confusion);
    routes.get("/api/points", this::outcomes);
    routes.get("/api/points/{at}", this::point);
    routes.get("/api/fields", this::fields);
    routes.post("/api/predict", this::predict);
    new PlaneRoutes(applications).register(routes);
    routes.get("/api/feed", request -> JsonBody.send(request, feed(request).state()));
    routes.post("/api/feed", this::steer);
  }

  private void learners(Context request) {
    FollowedApplication application = applications.of(request);
    DashboardState state = application.state();
    JsonBody.send(
        request,
        HttpLimits.answer(
            () -> {
              application.refresh();
              Map<String, Double> micros =
                  LearnerSummary.micros(state, application.sources().model());
              return state.learners(l -> LearnerSummary.of(l, micros, true));
            }));
  }

  private void parameters(Context request) {
    DashboardState state = applications.of(request).state();
    JsonBody.send(request, learner(state, request.pathParam("name"), FollowedLearner::parameters));
  }

  /** Asks the learner that a request names. */
  static <T> T learner(DashboardState state, String name, Function<FollowedLearner, T> question) {
    return state
        .learner(name, question)
        .orElseThrow(
            () -> {
              List<String> known = state.learners(FollowedLearner::id);
              return new HttpResponseException(
                  404,
                  "learner '%s': expected %s"
                      .formatted(
                          name,
                          known.isEmpty()
                              ? "one that has published parameters, found none yet"
                              : "one of " + String.join(", ", known)));
            });
  }

  private void confusion(Context request) {
    DashboardState state = applications.of(request).state();
    JsonBody.send(
        request, learner(state, required(request, "learner", LEARNER), ApiRoutes::confusion));
  }

  private static Map<String, Object> confusion(FollowedLearner learner) {
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
    for (String name : List.of("n", "confusion", "recall", "precision")) {
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

  private void outcomes(Context request) {
    LatestByOutcome outcomes = applications.of(request).state().outcomes();
    String learner = required(request, "learner", "one");
    List<AnsweredPoint> points =
        outcomes.of(
            learner, required(request, "label", "one"), required(request, "prediction", "one"));
    JsonBody.send(
        request,
        new Outcomes(points.stream().map(PointText::brief).toList(), outcomes.publishes(learner)));
  }

  private record Outcomes(List<PointText.Brief> points, boolean published) {}

  static String required(Context request, String name, String what) {
    String value = request.queryParam(name);
    if (value == null) {
      throw new HttpResponseException(400, "%s: expected %s, found none".formatted(name, what));
    }
    return value;
  }

  private void point(Context request) {
    FollowedApplication application = applications.of(request);
    String at = request.pathParam("at");
    Optional<AnsweredPoint> found = application.state().find(at);
    if (found.isEmpty()) {
      throw new HttpResponseException(
          404, "point '%s': expected one of those that were shown lately".formatted(at));
    }
    JsonBody.send(request, PointText.full(found.get(), now(application, found.get().fields())));
  }

  /**
   * What learners say of it now; null if it cannot be read here, or if they are asked too much: the
   * point is known all the same.
   */
  private static Object now(FollowedApplication application, Fields fields) {
    try {
      return fields.size() == 0 ? null : ModelAnswer.ofAll(application, fields, true);
    } catch (HttpResponseException busy) {
      return null;
    }
  }

  private void fields(Context request) {
    FollowedApplication application = applications.of(request);
    JsonBody.send(request, HttpLimits.answer(() -> StreamProfile.of(application)));
  }

  private void predict(Context request) {
    FollowedApplication application = applications.of(request);
    Fields fields = read(application, HttpBodies.of(request));
    List<Object> answers = ModelAnswer.ofAll(application, fields, why(request));
    if (answers.isEmpty()) {
      throw new HttpResponseException(
          503, "No learner has published anything yet; ask again later");
    }
    JsonBody.send(request, answers);
  }

  private static boolean why(Context request) {
    String why = request.queryParam("why");
    if (why != null && !List.of("true", "false").contains(why)) {
      throw new HttpResponseException(
          400, "why: expected true or false, found '%s'".formatted(why));
    }
    return Boolean.parseBoolean(why);
  }

  /** A person who asks need not know how the records are written, nor what time it is. */
  private static Fields read(FollowedApplication application, byte[] record) {
    try {
      Point point = new RecordReader(application.records().ofQuestions()).read(record);
      if (point == null) {
        throw new HttpResponseException(400, "body: expected a point, found the deletion of a row");
      }
      return point.fields();
    } catch (InvalidPointException e) {
      throw new HttpResponseException(400, e.getMessage());
    }
  }

  private SpiralControls feed(Context request) {
    return applications
        .of(request)
        .sources()
        .spirals()
        .orElseThrow(
            () ->
                new HttpResponseException(
                    404,
                    "There is no built-in producer here: only 'gyre up' has one, unless --rate 0"));
  }

  private void steer(Context request) {
    SpiralControls feed = feed(request);
    feed.apply(CHANGE.read(request));
    JsonBody.send(request, feed.state());
  }
}
