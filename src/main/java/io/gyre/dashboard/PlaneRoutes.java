package io.gyre.dashboard;

import io.gyre.learning.TrainedModel;
import io.gyre.topic.Parameters;
import io.gyre.topic.Parameters.Scaling;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;

/** Where the recent points lie, and what a learner predicts over that plane. */
final class PlaneRoutes {

  private static final int MAX_RESOLUTION = 512;
  private static final int DEFAULT_RESOLUTION = 64;

  /** A rectangle of probabilities costs about this many multiplications at most: half a second. */
  private static final long MAX_COST = 200_000_000;

  /** Of the ends of a plane, which may be larger than its points; these are floats. */
  private static final double LARGEST = 4.0 * Float.MAX_VALUE;

  private final Applications applications;

  PlaneRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/view", this::view);
    routes.get("/api/field", this::field);
  }

  private void view(Context request) {
    DashboardState state = applications.of(request).state();
    int features = state.features();
    Scaling scaling =
        state.learners(FollowedLearner::parameters).stream()
            .filter(p -> p.features() == features && p.scaling() != null && p.scaling().count() > 0)
            .map(Parameters::scaling)
            .findFirst()
            .orElse(null);
    FeaturePlane view = view(request, state, features, scaling);
    ApiRoutes.json(request, ends(request).map(e -> view.steadied(e.low, e.high)).orElse(view));
  }

  private static FeaturePlane view(
      Context request, DashboardState state, int features, Scaling scaling) {
    return FeaturePlane.of(
        state.samples(),
        features,
        whole(request, "x", 0, 0, features - 1),
        whole(request, "y", Math.min(1, features - 1), 0, features - 1),
        scaling);
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
      throw new HttpRefusalException(
          400,
          "low, high: expected two numbers each, separated by a comma, the lower ones in low; found %s and %s"
              .formatted(low, high));
    }
    return Optional.of(ends);
  }

  /** NaN twice unless the text is two finite numbers of a float's size: then no span overflows. */
  private static double[] pair(String text) {
    double[] nothing = {Double.NaN, Double.NaN};
    String[] parts = text == null ? new String[0] : text.split(",", -1);
    try {
      double[] numbers = Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
      boolean fit = Arrays.stream(numbers).allMatch(v -> Math.abs(v) <= LARGEST);
      return numbers.length == 2 && fit ? numbers : nothing;
    } catch (NumberFormatException e) {
      return nothing;
    }
  }

  private record Chosen(TrainedModel model, Parameters parameters) {}

  private void field(Context request) {
    DashboardState state = applications.of(request).state();
    String name = request.queryParam("learner");
    if (name == null) {
      throw new HttpRefusalException(400, "learner: expected a learner's name, found none");
    }
    Chosen chosen =
        state
            .learner(name, l -> new Chosen(l.model(), l.parameters()))
            .orElseThrow(() -> ApiRoutes.unknown(state, name));
    requirePlane(name, chosen);
    int resolution = whole(request, "resolution", DEFAULT_RESOLUTION, 2, MAX_RESOLUTION);
    int features = chosen.model.features();
    FeaturePlane around = view(request, state, features, chosen.parameters.scaling());
    FeaturePlane view = ends(request).map(e -> around.between(e.low, e.high)).orElse(around);
    long weights = weights(chosen.parameters, "w1") + weights(chosen.parameters, "w2");
    if ((long) resolution * resolution * weights > MAX_COST) {
      throw new HttpRefusalException(
          400,
          "resolution: %d is too fine for a model of %d weights; ask for less"
              .formatted(resolution, weights));
    }
    ApiRoutes.json(request, Plane.of(name, chosen.parameters, chosen.model, view, resolution));
  }

  private static void requirePlane(String name, Chosen chosen) {
    if (chosen.model == null || chosen.model.classes() == 0) {
      throw new HttpRefusalException(
          404,
          "learner '%s': expected one with a plane, found one %s"
              .formatted(
                  name,
                  chosen.model == null
                      ? "of kind " + chosen.parameters.kind() + ", which publishes no model"
                      : "that has seen no label yet"));
    }
  }

  private static long weights(Parameters parameters, String name) {
    double[][] matrix = parameters.matrix(name);
    return matrix == null || matrix.length == 0 ? 0 : (long) matrix.length * matrix[0].length;
  }

  private static int whole(Context request, String name, int otherwise, int min, int max) {
    String text = request.queryParam(name);
    try {
      int value = text == null ? otherwise : Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
      text = "'" + text + "'";
    }
    throw new HttpRefusalException(
        400, "%s: expected %d to %d, found %s".formatted(name, min, max, text));
  }
}
