package io.gyre.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.PointJson;
import io.gyre.learning.TrainedModel;
import io.gyre.topic.Parameters;
import io.gyre.topic.Parameters.Scaling;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What programs ask: learners, their parameters, fields and predictions; and the controls. */
final class ApiRoutes {

  private static final int MAX_RESOLUTION = 512;
  private static final int DEFAULT_RESOLUTION = 64;

  /** A rectangle of probabilities costs about this many multiplications at most: half a second. */
  private static final long MAX_COST = 200_000_000;

  /** Of the ends of a plane, which may be larger than its points; these are floats. */
  private static final double LARGEST = 4.0 * Float.MAX_VALUE;

  private static final ObjectReader CHANGE =
      EventWriter.JSON
          .readerFor(SpiralControls.Change.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String FIELDS =
      Arrays.stream(SpiralControls.Change.class.getRecordComponents())
          .map(RecordComponent::getName)
          .collect(Collectors.joining(", "));

  private final DashboardState board;
  private final Optional<SpiralControls> spirals;
  private final PointJson points = new PointJson();

  ApiRoutes(DashboardState board, Optional<SpiralControls> spirals) {
    this.board = board;
    this.spirals = spirals;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/learners", request -> json(request, board.learners(Summary::of)));
    routes.get("/api/learners/{name}/parameters", this::parameters);
    routes.get("/api/view", this::view);
    routes.get("/api/field", this::field);
    routes.post("/api/predict", this::predict);
    routes.get("/api/feed", request -> json(request, feed().state()));
    routes.post("/api/feed", this::steer);
  }

  private void parameters(Context request) {
    String name = request.pathParam("name");
    json(request, board.learner(name, LearnerState::parameters).orElseThrow(() -> unknown(name)));
  }

  private HttpRefusal unknown(String name) {
    List<String> known = board.learners(LearnerState::id);
    return new HttpRefusal(
        404,
        "learner '%s': expected %s"
            .formatted(
                name,
                known.isEmpty()
                    ? "one that has published parameters, found none yet"
                    : "one of " + String.join(", ", known)));
  }

  private void view(Context request) {
    int features = board.features();
    Scaling scaling =
        board.learners(LearnerState::parameters).stream()
            .filter(p -> p.features() == features && p.scaling() != null && p.scaling().count() > 0)
            .map(Parameters::scaling)
            .findFirst()
            .orElse(null);
    FieldOfView view = view(request, features, scaling);
    json(request, ends(request).map(e -> view.steadied(e.low, e.high)).orElse(view));
  }

  private FieldOfView view(Context request, int features, Scaling scaling) {
    return FieldOfView.of(
        board.samples(),
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
      throw new HttpRefusal(
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
    String name = request.queryParam("learner");
    if (name == null) {
      throw new HttpRefusal(400, "learner: expected a learner's name, found none");
    }
    Chosen chosen =
        board
            .learner(name, l -> new Chosen(l.model(), l.parameters()))
            .orElseThrow(() -> unknown(name));
    requirePlane(name, chosen);
    int resolution = whole(request, "resolution", DEFAULT_RESOLUTION, 2, MAX_RESOLUTION);
    int features = chosen.model.features();
    FieldOfView around = view(request, features, chosen.parameters.scaling());
    FieldOfView view = ends(request).map(e -> around.between(e.low, e.high)).orElse(around);
    long weights = weights(chosen.parameters, "w1") + weights(chosen.parameters, "w2");
    if ((long) resolution * resolution * weights > MAX_COST) {
      throw new HttpRefusal(
          400,
          "resolution: %d is too fine for a model of %d weights; ask for less"
              .formatted(resolution, weights));
    }
    json(request, Plane.of(name, chosen.parameters, chosen.model, view, resolution));
  }

  private static void requirePlane(String name, Chosen chosen) {
    if (chosen.model == null || chosen.model.classes() == 0) {
      throw new HttpRefusal(
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
    throw new HttpRefusal(400, "%s: expected %d to %d, found %s".formatted(name, min, max, text));
  }

  private void predict(Context request) {
    double[] x;
    try {
      x = points.read(HttpBodies.of(request)).features();
    } catch (InvalidPointException e) {
      throw new HttpRefusal(400, e.getMessage());
    }
    List<Integer> features =
        board.learners(LearnerState::model).stream()
            .filter(Objects::nonNull)
            .map(TrainedModel::features)
            .toList();
    if (features.isEmpty()) {
      throw new HttpRefusal(503, "No learner has published a model yet; ask again later");
    }
    if (!features.contains(x.length)) {
      throw new HttpRefusal(
          400, "features: expected %d, found %d".formatted(features.get(0), x.length));
    }
    json(request, board.learners(l -> answer(l, x)).stream().flatMap(Optional::stream).toList());
  }

  private static Optional<ModelAnswer> answer(LearnerState learner, double[] x) {
    TrainedModel model = learner.model();
    return model == null || model.features() != x.length
        ? Optional.empty()
        : Optional.of(ModelAnswer.of(learner.id(), learner.parameters(), model.probabilities(x)));
  }

  private SpiralControls feed() {
    return spirals.orElseThrow(
        () ->
            new HttpRefusal(
                404,
                "There is no built-in producer here: only 'gyre up' has one, unless --rate 0"));
  }

  private void steer(Context request) {
    SpiralControls feed = feed();
    SpiralControls.Change change;
    try {
      change = CHANGE.readValue(HttpBodies.of(request));
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException range ? range : null;
      throw new HttpRefusal(400, cause != null ? cause.getMessage() : unusable(e));
    } catch (IOException e) {
      throw new HttpRefusal(400, "body: " + e.getMessage());
    }
    if (change == null) {
      throw new HttpRefusal(400, "body: expected an object, found null");
    }
    feed.apply(change);
    json(request, feed.state());
  }

  /** Says it in the words of the request, not in Java's. */
  private static String unusable(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknown.getPropertyName() + ": unknown; known are " + FIELDS;
    }
    if (e instanceof MismatchedInputException wrong && !wrong.getPath().isEmpty()) {
      String field = wrong.getPath().get(0).getFieldName();
      boolean number = Number.class.isAssignableFrom(wrong.getTargetType());
      return field + ": expected " + (number ? "a number" : "true or false");
    }
    return e instanceof MismatchedInputException
        ? "body: expected an object with some of " + FIELDS
        : "body: expected JSON, found: " + JsonErrorText.said(e);
  }

  static void json(Context request, Object answer) {
    HttpBodies.send(request, "application/json", json(answer));
  }

  static byte[] json(Object answer) {
    try {
      return EventWriter.JSON.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
