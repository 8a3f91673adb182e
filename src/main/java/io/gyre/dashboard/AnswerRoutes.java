package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.topic.LearnerKey;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      Point point = new RecordReader(application.sources().records().ofQuestions()).read(record);
      if (point == null) {
        throw new HttpRefusalException(400, "body: expected a point, found the deletion of a row");
      }
      return point.fields();
    } catch (InvalidPointException e) {
      throw new HttpRefusalException(400, e.getMessage());
    }
  }

  /** A learner that is followed, and what it has published. */
  private record Followed(String id, LearnerKey key, Optional<PublishedModel> model) {}

  /**
   * Asks every learner of an application.
   *
   * @param why whether to say why, where the learners are in this process
   * @return a {@link ModelAnswer} or a {@link ModelAnswer.Refused} of each
   */
  static List<Object> of(FollowedApplication application, Fields fields, boolean why) {
    return QuestionLimit.answer(() -> ask(application, fields, why));
  }

  private static List<Object> ask(FollowedApplication application, Fields fields, boolean why) {
    List<Followed> learners =
        application.state().learners(l -> new Followed(l.id(), l.key(), PublishedModel.of(l)));
    Optional<LiveModel> live = application.sources().model();
    Map<Integer, Map<String, ModelAnswer>> here = new TreeMap<>();
    // They may not have published anything yet.
    here.put(0, ask(live, 0, fields, why));
    List<Object> answers = new ArrayList<>();
    for (Followed learner : learners) {
      ModelAnswer answer =
          here.computeIfAbsent(
                  learner.key.partition(), partition -> ask(live, partition, fields, why))
              .remove(learner.id);
      answers.add(answer != null ? answer : published(learner, fields, live.isPresent()));
    }
    here.values().forEach(others -> answers.addAll(others.values()));
    return answers;
  }

  /** What the learners of a partition answer, by id; none if they are not in this process. */
  private static Map<String, ModelAnswer> ask(
      Optional<LiveModel> live, int partition, Fields fields, boolean why) {
    Map<String, ModelAnswer> answers = new LinkedHashMap<>();
    live.flatMap(model -> model.ask(partition, fields, why))
        .ifPresent(
            all -> {
              for (LiveModel.Answer one : all.learners()) {
                String id = FollowedLearner.id(one.learner(), partition);
                answers.put(id, ModelAnswer.of(id, all, one));
              }
            });
    return answers;
  }

  private static Object published(Followed learner, Fields fields, boolean live) {
    return learner
        .model
        .<Object>map(
            model -> ModelAnswer.of(learner.id, model.parameters(), model.probabilities(fields)))
        .orElseGet(() -> new ModelAnswer.Refused(learner.id, ModelAnswer.whyNot(live)));
  }
}
