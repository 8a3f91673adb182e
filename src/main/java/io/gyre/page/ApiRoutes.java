package io.gyre.page;

import static io.gyre.http.HttpServer.refusal;

import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.JsonRecord;
import io.gyre.data.Label;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.http.HttpBodies;
import io.gyre.http.HttpLimits;
import io.gyre.http.JsonBody;
import io.gyre.http.Route;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.LearnerSummary;
import io.gyre.page.live.PointText;
import io.gyre.page.live.SpiralControls;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.FollowedLearner;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The routes for programs: learners, their parameters and predictions; and the controls. */
record ApiRoutes(Applications applications) {

  private static final JsonBody<SpiralControls.Change> CHANGE =
      new JsonBody<>(SpiralControls.Change.class);

  void register(RoutesConfig routes) {
    routes.get("/api/learners", asking(ApiRoutes::learners), Route.QUESTION);
    routes.get(
        "/api/learners/{name}/parameters",
        asking((r, shown) -> parameters(shown, r.pathParam("name"))),
        Route.QUESTION);
    routes.get(
        "/api/confusion",
        asking((r, shown) -> learner(r, asked(shown), ApiRoutes::confusion)),
        Route.QUESTION);
    routes.get("/api/points", json(ApiRoutes::outcomes), Route.QUESTION);
    routes.get("/api/points/{at}", json(ApiRoutes::point), Route.QUESTION);
    routes.get("/api/fields", asking((r, shown) -> StreamProfile.of(shown)), Route.QUESTION);
    routes.get("/api/view", asking(PlaneRoutes::view), Route.QUESTION);
    routes.get("/api/field", asking(PlaneRoutes::field), Route.QUESTION);
    routes.post("/api/predict", asking(ApiRoutes::predict), Route.QUESTION);
    routes.get("/api/feed", json((r, shown) -> feed(shown).state()), Route.QUESTION);
    routes.post("/api/feed", json(ApiRoutes::steer), Route.CHANGE);
  }

  /** Answers with JSON about the application that a request names. */
  private Handler json(BiFunction<Context, FollowedApplication, Object> answer) {
    return request -> JsonBody.send(request, answer.apply(request, applications.of(request)));
  }

  /** The same, within the limit of what the learners are asked at a time. */
  private Handler asking(BiFunction<Context, FollowedApplication, Object> answer) {
    return json((request, shown) -> HttpLimits.answer(() -> answer.apply(request, shown)));
  }

  /** Asks for the figures of now. */
  private static FollowedApplication asked(FollowedApplication shown) {
    shown.state().ask(shown.sources().model());
    return shown;
  }

  private static Object learners(Context request, FollowedApplication shown) {
    return asked(shown).state().learners(l -> LearnerSummary.of(l, true));
  }

  /** Asks the learner that a request names with {@code learner}. */
  static <T> T learner(
      Context request, FollowedApplication shown, Function<FollowedLearner, T> question) {
    return learner(shown, required(request, "learner", "a learner's name"), question);
  }

  private static <T> T learner(
      FollowedApplication shown, String name, Function<FollowedLearner, T> question) {
    T answer = shown.state().learner(name, question).orElse(null);
    if (answer == null) {
      String known = String.join(", ", shown.state().learners(FollowedLearner::id));
      String none = "a learner, found none yet";
      throw refusal(
          404, "learner '%s': expected %s", name, known.isEmpty() ? none : "one of " + known);
    }
    return answer;
  }

  private static String required(Context request, String name, String what) {
    String value = request.queryParam(name);
    if (value == null) {
      throw refusal(400, "%s: expected %s, found none", name, what);
    }
    return value;
  }

  /** Returns what a learner has learned, in the form of a record on the topic. */
  private static Object parameters(FollowedApplication shown, String name) {
    LearnerKey key = learner(asked(shown), name, each -> each.key);
    LiveFolds model = shown.sources().model();
    return model
        .find(key.partition(), fold -> parameters(fold, key))
        .orElseThrow(() -> refusal(503, "learner '%s' %s", name, model.whyNot(key.partition())));
  }

  private static Parameters parameters(FoldReport fold, LearnerKey key) {
    int place = fold.learners().indexOf(key.learner());
    if (place < 0) {
      return null;
    }
    LearnedParameters learned = fold.learned(place, LearnedParameters.PUBLISHED);
    return Parameters.of(
        fold.settings().learners().get(place), key.partition(), fold.step(place), learned);
  }

  private record Confusion(
      String learner,
      List<Label> classes,
      Map<String, Object> total,
      Map<String, Object> faded,
      Object recent) {}

  private static Confusion confusion(FollowedLearner learner) {
    Metrics.Scores scores = learner.scores();
    return new Confusion(
        learner.id(),
        learner.classes(),
        tables(scores.total()),
        tables(scores.faded()),
        learner.confusion().recent());
  }

  /** Returns the tables among scores; absent ones are null. */
  private static Map<String, Object> tables(Map<String, Object> scores) {
    Map<String, Object> tables = new LinkedHashMap<>();
    for (String name : List.of("n", "confusion", "recall", "precision", "precision-recall")) {
      tables.put(name, scores.get(name));
    }
    tables.put("calibration", counted(scores));
    return tables;
  }

  /** Returns the calibration with the number of points in each range, instead of their share. */
  private static List<List<Object>> counted(Map<String, Object> scores) {
    if (!(scores.get("calibration") instanceof List<?> curve)
        || !(scores.get("n") instanceof Number n)) {
      return null;
    }
    List<List<Object>> counted = new ArrayList<>();
    for (Object range : curve) {
      if (range instanceof List<?> figures && figures.get(0) instanceof Number share) {
        double points = n.doubleValue() * share.doubleValue();
        counted.add(Arrays.asList(points, figures.get(1), figures.get(2)));
      }
    }
    return counted;
  }

  private record Outcomes(List<PointText.Brief> points, boolean published) {}

  private static Object outcomes(Context request, FollowedApplication shown) {
    String learner = required(request, "learner", "one");
    String label = required(request, "label", "one");
    String prediction = required(request, "prediction", "one");
    List<AnsweredPoint> points = shown.state().outcomes().of(learner, label, prediction);
    return new Outcomes(
        points.stream().map(PointText::brief).toList(),
        shown.state().outcomes().publishes(learner));
  }

  private static Object point(Context request, FollowedApplication shown) {
    String at = request.pathParam("at");
    AnsweredPoint found = shown.state().find(at).orElse(null);
    if (found == null) {
      throw refusal(404, "point '%s': expected a point that was shown lately", at);
    }
    return PointText.full(found, now(shown, found.fields()));
  }

  /** Asks the learners about a point; null if it cannot be read, or they are asked too much. */
  private static Object now(FollowedApplication shown, Fields fields) {
    try {
      return fields.size() == 0
          ? null
          : HttpLimits.answer(() -> ModelAnswer.ofAll(shown, fields, true));
    } catch (HttpResponseException busy) {
      return null;
    }
  }

  private static Object predict(Context request, FollowedApplication shown) {
    String why = request.queryParam("why");
    JsonRecord point = new JsonRecord(HttpBodies.of(request));
    if (why != null && !why.matches("true|false")) {
      throw refusal(400, "why: expected true or false, found '%s'", why);
    }
    List<Object> answers = ModelAnswer.ofAll(shown, point, Boolean.parseBoolean(why));
    if (answers.isEmpty()) {
      throw refusal(503, "There is no learner yet; ask again later");
    }
    return answers;
  }

  private static SpiralControls feed(FollowedApplication shown) {
    String none =
        "There is no built-in producer here: only 'gyre up' has one, unless " + Setting.RATE + " 0";
    return shown.sources().spirals().orElseThrow(() -> refusal(404, none));
  }

  private static Object steer(Context request, FollowedApplication shown) {
    SpiralControls feed = feed(shown);
    feed.apply(CHANGE.read(request));
    return feed.state();
  }
}
