package io.gyre.page;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.fold.LiveFolds;
import io.gyre.http.HttpLimits;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.ValueRange;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.FollowedLearner;
import io.gyre.topic.LearnerKey;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The answers about planes: the places of the recent points, and a learner's predictions there. */
final class PlaneRoutes {

  /** The largest end of a plane, which may be larger than its points, in a float's range. */
  private static final double LARGEST = 4.0 * Float.MAX_VALUE;

  private static final int MOST_IN_MESSAGE = 10;

  private PlaneRoutes() {}

  /** A recent point on a plane, with the class that each learner predicted, by id. */
  private record Seen(String at, double x, double y, Label label, Map<String, Label> p) {}

  /** The places of the recent points; {@code openapi.json} describes the members. */
  private record View(@JsonUnwrapped FeaturePlane plane, List<String> numeric, List<Seen> points) {}

  static Object view(Context request, FollowedApplication shown) {
    double[][] ends = ends(request);
    Map<String, ValueRange> fields = ValueRange.of(shown.state().samples().all());
    if (fields.isEmpty()) {
      FeaturePlane none = new FeaturePlane(null, null, null, null, null);
      return new View(none, List.of(), List.of());
    }
    FeaturePlane around = plane(request, shown, fields);
    FeaturePlane plane = ends == null ? around : around.steadied(ends[0], ends[1]);
    return new View(
        plane,
        shown.weights().heaviestFirst(fields.keySet(), HttpLimits.FIELDS),
        seen(shown.state().samples().all(), plane));
  }

  /** Returns the plane of the fields that a request names; else of the two that weigh most. */
  private static FeaturePlane plane(
      Context request, FollowedApplication shown, Map<String, ValueRange> fields) {
    List<String> names = List.copyOf(fields.keySet());
    List<String> two = new ArrayList<>(shown.weights().heaviestFirst(names, 2));
    two.sort(Comparator.comparing(names::indexOf));
    return FeaturePlane.of(
        fields,
        named(request, "x", names, two.get(0)),
        named(request, "y", names, two.get(two.size() - 1)));
  }

  private static String named(Context request, String axis, List<String> names, String otherwise) {
    String name = Objects.requireNonNullElse(request.queryParam(axis), otherwise);
    if (names.contains(name)) {
      return name;
    }
    List<String> some = names.subList(0, Math.min(MOST_IN_MESSAGE, names.size()));
    throw refusal(
        400,
        "%s: expected a field that is a number, as %s%s, found '%s'",
        axis,
        String.join(", ", some),
        some.size() < names.size() ? ", …" : "",
        name);
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
    int place = fields.place(path);
    return place < 0 ? Double.NaN : ValueRange.clamp(fields.number(place));
  }

  /** Returns the low and high ends of a plane that a request names; null if not given. */
  private static double[][] ends(Context request) {
    String low = request.queryParam("low");
    String high = request.queryParam("high");
    if (low == null && high == null) {
      return null;
    }
    double[][] ends = {pair(low), pair(high)};
    if (!(ends[0][0] < ends[1][0] && ends[0][1] < ends[1][1])) {
      throw refusal(
          400,
          "low, high: expected two numbers each, separated by a comma, the lower ones in low; found %s and %s",
          low,
          high);
    }
    return ends;
  }

  /** Reads two finite numbers of a float's size, so that no span overflows; else NaN twice. */
  private static double[] pair(String text) {
    double[] none = {Double.NaN, Double.NaN};
    try {
      double[] pair =
          Arrays.stream((text + "").split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      boolean fits = pair.length == 2 && Arrays.stream(pair).allMatch(v -> Math.abs(v) <= LARGEST);
      return fits ? pair : none;
    } catch (NumberFormatException e) {
      return none;
    }
  }

  /** Answers with a {@link Plane}, or with a {@link ModelAnswer.Refused} while no plane exists. */
  static Object field(Context request, FollowedApplication shown) {
    // A page may ask just when all is read anew, because the topics are others.
    String asked = request.queryParam("learner");
    if (asked != null && shown.state().learners(each -> each.key).isEmpty()) {
      return new ModelAnswer.Refused(asked, "there is no learner yet");
    }
    LearnerKey key = ApiRoutes.learner(request, shown, each -> each.key);
    String name = FollowedLearner.id(key);
    if (shown.records().ofAmounts()) {
      return new ModelAnswer.Refused(name, "planes are of classes, and the labels are amounts");
    }
    int resolution = resolution(request);
    double[][] ends = ends(request);
    Map<String, ValueRange> fields = ValueRange.of(shown.state().samples().all());
    if (fields.isEmpty()) {
      return new ModelAnswer.Refused(name, "no field of the recent predictions is a number");
    }
    FeaturePlane around = plane(request, shown, fields);
    FeaturePlane where = ends == null ? around : around.between(ends[0], ends[1]);
    LiveFolds model = shown.sources().model();
    Plane plane = Plane.of(model, key, where, resolution).orElse(null);
    if (plane == null) {
      return new ModelAnswer.Refused(name, model.whyNot(key.partition()));
    }
    return plane.classes().isEmpty()
        ? new ModelAnswer.Refused(name, "no label has come yet")
        : plane;
  }

  private static int resolution(Context request) {
    String text = Objects.requireNonNullElse(request.queryParam("resolution"), "64");
    boolean isNumber = text.matches("\\d{1,9}");
    int value = isNumber ? Integer.parseInt(text) : 0;
    if (value >= 2 && value <= HttpLimits.RESOLUTION) {
      return value;
    }
    String found = isNumber ? text : "'" + text + "'";
    throw refusal(400, "resolution: expected 2 to %d, found %s", HttpLimits.RESOLUTION, found);
  }
}
