package io.gyre.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.gyre.data.JsonErrorText;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What programs ask: learners, their parameters and predictions; and the controls. */
final class ApiRoutes {

  private static final ObjectReader CHANGE =
      EventSerializer.JSON
          .readerFor(SpiralControls.Change.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String FIELDS =
      Arrays.stream(SpiralControls.Change.class.getRecordComponents())
          .map(RecordComponent::getName)
          .collect(Collectors.joining(", "));

  private final Applications applications;

  ApiRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/learners", this::learners);
    routes.get("/api/learners/{name}/parameters", this::parameters);
    new PlaneRoutes(applications).register(routes);
    new PointRoutes(applications).register(routes);
    new ConfusionRoutes(applications).register(routes);
    new AnswerRoutes(applications).register(routes);
    new FieldRoutes(applications).register(routes);
    routes.get("/api/feed", request -> json(request, feed(request).state()));
    routes.post("/api/feed", this::steer);
  }

  private void learners(Context request) {
    FollowedApplication application = applications.of(request);
    DashboardState state = application.state();
    Map<String, Double> micros = Micros.byLearner(state, application.sources().model());
    json(request, state.learners(l -> LearnerSummary.of(l, micros, true)));
  }

  private void parameters(Context request) {
    String name = request.pathParam("name");
    DashboardState state = state(request);
    json(
        request,
        state.learner(name, FollowedLearner::parameters).orElseThrow(() -> unknown(state, name)));
  }

  static HttpRefusalException unknown(DashboardState state, String name) {
    List<String> known = state.learners(FollowedLearner::id);
    return new HttpRefusalException(
        404,
        "learner '%s': expected %s"
            .formatted(
                name,
                known.isEmpty()
                    ? "one that has published parameters, found none yet"
                    : "one of " + String.join(", ", known)));
  }

  private DashboardState state(Context request) {
    return applications.of(request).state();
  }

  private SpiralControls feed(Context request) {
    return applications
        .of(request)
        .sources()
        .spirals()
        .orElseThrow(
            () ->
                new HttpRefusalException(
                    404,
                    "There is no built-in producer here: only 'gyre up' has one, unless --rate 0"));
  }

  private void steer(Context request) {
    SpiralControls feed = feed(request);
    SpiralControls.Change change;
    try {
      change = CHANGE.readValue(HttpBodies.of(request));
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException range ? range : null;
      throw new HttpRefusalException(400, cause != null ? cause.getMessage() : unusable(e));
    } catch (IOException e) {
      throw new HttpRefusalException(400, "body: " + e.getMessage());
    }
    if (change == null) {
      throw new HttpRefusalException(400, "body: expected an object, found null");
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
      return EventSerializer.JSON.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
