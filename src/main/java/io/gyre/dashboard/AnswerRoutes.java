package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.fold.LiveModel;
import io.gyre.topic.LearnerKey;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What every learner answers about a point; nothing is learned from it. */
final class AnswerRoutes {

  private final Applications applications;

  AnswerRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.post("/api/predict", this::predict);
  }

  private void predict(Context request) {
    FollowedApplication application = applications.of(request);
    Fields fields = read(application, HttpBodies.of(request));
    List<Object> answers = of(application, fields, why(request));
    if (answers.isEmpty()) {
      throw new HttpRefusalException(503, "No learner has published anything yet; ask again later");
    }
    ApiRoutes.json(request, answers);
  }

  private static boolean why(Context request) {
    String why = request.queryParam("why");
    if (why == null || why.equals("true") || why.equals("false")) {
      return "true".equals(why);
    }
    throw new HttpRefusalException(400, "why: expected true or false, found '%s'".formatted(why));
  }

  /** A person who asks need not know how the records are written, nor what time it is. */
  private static Fields read(FollowedApplication application, byte[] record) {
    try {
      Point point = new RecordReader(application.records().ofQuestions()).read(record);
      if (point == null) {
        throw new HttpRefusalException(400, "body: expected a point, found the deletion of a row");
      }
      return point.fields();
    } catch (InvalidPointException e) {
      throw new HttpRefusalException(400, e.getMessage());
    }
  }

  /**
   * Asks every learner of an application.
   *
   * @param why whether to say why
   * @return a {@link ModelAnswer} or a {@link ModelAnswer.Refused} of each
   */
  static List<Object> of(FollowedApplication application, Fields fields, boolean why) {
    return QuestionLimit.answer(() -> ask(application, fields, why));
  }

  private static List<Object> ask(FollowedApplication application, Fields fields, boolean why) {
    LiveModel model = application.sources().model();
    Map<Integer, Map<String, ModelAnswer>> all = new TreeMap<>();
    // They may not have published anything yet.
    all.put(0, ask(model, 0, fields, why));
    List<Object> answers = new ArrayList<>();
    for (LearnerKey key : application.state().learners(FollowedLearner::key)) {
      String id = FollowedLearner.id(key.learner(), key.partition());
      ModelAnswer answer =
          all.computeIfAbsent(key.partition(), partition -> ask(model, partition, fields, why))
              .remove(id);
      answers.add(
          answer != null ? answer : new ModelAnswer.Refused(id, model.whyNot(key.partition())));
    }
    all.values().forEach(others -> answers.addAll(others.values()));
    return answers;
  }

  /** What the learners of a partition answer, by id; none if they cannot be asked. */
  private static Map<String, ModelAnswer> ask(
      LiveModel model, int partition, Fields fields, boolean why) {
    Map<String, ModelAnswer> answers = new LinkedHashMap<>();
    // Before they are asked: another fold may take their place.
    OptionalLong ageMs = model.ageMs(partition);
    model
        .ask(partition, fields, why)
        .ifPresent(
            all -> {
              for (int i = 0; i < all.learners().size(); i++) {
                String id = FollowedLearner.id(all.learners().get(i), partition);
                answers.put(id, ModelAnswer.of(id, all, i, ageMs));
              }
            });
    return answers;
  }
}
