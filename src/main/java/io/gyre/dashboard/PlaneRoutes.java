package io.gyre.dashboard;

import io.gyre.dashboard.page.Applications;
import io.gyre.dashboard.page.FollowedApplication;
import io.gyre.dashboard.page.ValueRange;
import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.fold.LiveModel;
import io.gyre.serving.HttpLimits;
import io.gyre.serving.JsonBody;
import io.gyre.topic.LearnerKey;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the recent points lie, and what a learner predicts over that plane. */
final class PlaneRoutes {

  private static final int DEFAULT_RESOLUTION = 64;

  /** Of the ends of a plane, which may be larger than its points; these are in a float's range. */
  private static final double LARGEST = 4.0 * Float.MAX_VALUE;

  private static final int MOST_IN_MESSAGE = 10;

  private final Applications applications;

  PlaneRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/view", this::view);
    routes.get("/api/field", this::field);
  }

  /** A recent point on a plane, with the class that each learner predicted, by id. */
  private record Seen(String at, double x, double y, Label label, Map<String, Label> p) {}

  /** Where the recent points lie; {@code openapi.json} describes the members. */
  private record View(
      String x,
      String y,
      double[] low,
      double[] high,
      Map<String, Double> centre,
      List<String> numeric,
      List<Seen> points) {}

  private void view(Context request) {
    FollowedApplication application = applications.of(request);
    Optional<Ends> ends = ends(request);
    View view =
        HttpLimits.answer(
            () -> {
              NumericFields fields = NumericFields.of(application);
              return fields.isEmpty()
                  ? new View(null, null, null, null, null, List.of(), List.of())
                  : view(request, application, fields, ends);
            });
    JsonBody.send(request, view);
  }

  private static View view(
      Context request, FollowedApplication application, NumericFields fields, Optional<Ends> ends) {
    List<String> byWeight = application.weights().heaviestFirst(fields.names());
    FeaturePlane around = plane(request, fields, byWeight);
    FeaturePlane plane = ends.map(e -> around.steadied(e.low, e.high)).orElse(around);
    return new View(
        plane.x(),
        plane.y(),
        plane.low(),
        plane.high(),
        plane.centre(),
        byWeight.subList(0, Math.min(HttpLimits.FIELDS, byWeight.size())),
        seen(application.state().samples().all(), plane));
  }

  /** Of the two fields that are named; else of the two that weigh most, in their own order. */
  private static FeaturePlane plane(Context request, NumericFields fields, List<String> byWeight) {
    List<String> two = new ArrayList<>(byWeight.subList(0, Math.min(2, byWeight.size())));
    two.sort(Comparator.comparing(fields.names()::indexOf));
    return FeaturePlane.of(
        fields,
        named(request, "x", fields, two.get(0)),
        named(request, "y", fields, two.get(two.size() - 1)));
  }

  private static String named(
      Context request, String axis, NumericFields fields, String otherwise) {
    String name = request.queryParam(axis);
    if (name == null || fields.ranges().containsKey(name)) {
      return name == null ? otherwise : name;
    }
    List<String> names = fields.names();
    throw new HttpResponseException(
        400,
        "%s: expected a field that is a number, as %s%s, found '%s'"
            .formatted(
                axis,
                String.join(", ", names.subList(0, Math.min(MOST_IN_MESSAGE, names.size()))),
                names.size() > MOST_IN_MESSAGE ? ", …" : "",
                name));
  }

  private static List<Seen> seen(List<AnsweredPoint> points, FeaturePlane plane) {
    List<Seen> seen = new ArrayList<>();
    for (AnsweredPoint point : points) {
      double x = number(point.fields(), plane.x());
      double y = number(point.fields(), plane.y());
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        Map<String, Label> predicted = new LinkedHashMap<>();
        point.predictions().forEach((id, said) -> predicted.put(id, said.prediction()));
        seen.add(new Seen(point.at(), x, y, point.label(), predicted));
      }
    }
    return seen;
  }

  private static double number(Fields fields, String path) {
    int place = Arrays.asList(fields.paths()).indexOf(path);
    return place < 0 ? Double.NaN : ValueRange.clamp(fields.number(place));
  }

  private record Ends(double[] low, double[] high) {}

  /** The ends of a plane that the request names; empty if it names none. */
  private static Optional<Ends> ends(Context request) {
    String low = request.queryParam("low");
    String high = request.queryParam("high");
    if (low == null && high == null) {
      return Optional.empty();
    }
    Ends ends = new Ends(pair(low), pair(high));
    if (!(ends.low[0] < ends.high[0] && ends.low[1] < ends.high[1])) {
      throw new HttpResponseException(
          400,
          "low, high: expected two numbers each, separated by a comma, the lower ones in low; found %s and %s"
              .formatted(low, high));
    }
    return Optional.of(ends);
  }

  /** NaN twice unless the text is two finite numbers of a float's size: then no span overflows. */
  private static double[] pair(String text) {
    double[] nothing = {Double.NaN, Double.NaN};
    try {
      double[] numbers =
          Arrays.stream(text == null ? new String[0] : text.split(",", -1))
              .mapToDouble(Double::parseDouble)
              .map(v -> Math.abs(v) <= LARGEST ? v : Double.NaN)
              .toArray();
      return numbers.length == 2 ? numbers : nothing;
    } catch (NumberFormatException e) {
      return nothing;
    }
  }

  private void field(Context request) {
    FollowedApplication application = applications.of(request);
    String name = ApiRoutes.required(request, "learner", ApiRoutes.LEARNER);
    LearnerKey key = ApiRoutes.learner(application.state(), name, FollowedLearner::key);
    int resolution = resolution(request);
    Optional<Ends> ends = ends(request);
    Object plane =
        HttpLimits.answer(
            () -> {
              NumericFields fields = NumericFields.of(application);
              if (fields.isEmpty()) {
                throw new HttpResponseException(404, "There is no plane: no field is a number");
              }
              FeaturePlane around =
                  plane(request, fields, application.weights().heaviestFirst(fields.names()));
              FeaturePlane where = ends.map(e -> around.between(e.low, e.high)).orElse(around);
              return plane(application.sources().model(), key, where, resolution);
            });
    JsonBody.send(request, plane);
  }

  /** A {@link Plane}, or a {@link ModelAnswer.Refused} while there is none. */
  private static Object plane(LiveModel model, LearnerKey key, FeaturePlane where, int resolution) {
    String name = FollowedLearner.id(key);
    Optional<Plane> plane = Plane.of(model, key, where, resolution);
    if (plane.isEmpty()) {
      return new ModelAnswer.Refused(name, model.whyNot(key.partition()));
    }
    if (plane.get().classes().isEmpty()) {
      throw new HttpResponseException(
          404, "learner '%s': expected one that has seen a label, found none yet".formatted(name));
    }
    return plane.get();
  }

  private static int resolution(Context request) {
    String text = request.queryParam("resolution");
    try {
      int value = text == null ? DEFAULT_RESOLUTION : Integer.parseInt(text);
      if (value >= 2 && value <= HttpLimits.RESOLUTION) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
      text = "'" + text + "'";
    }
    throw new HttpResponseException(
        400, "resolution: expected 2 to %d, found %s".formatted(HttpLimits.RESOLUTION, text));
  }
}
