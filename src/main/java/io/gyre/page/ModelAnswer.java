package io.gyre.page;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Label;
import io.gyre.data.PointContent;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.learning.Contributions;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.state.FollowedLearner;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A learner's answer about a point, in the form of a record on the topic {@code predictions};
 * {@code openapi.json} describes the members.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelAnswer(
    String learner,
    @JsonInclude Label prediction,
    Double probability,
    Label positive,
    Map<Label, Double> probabilities,
    Double amount,
    Double lower,
    Double upper,
    long offset,
    Long ageMs,
    long step,
    Map<String, Double> why,
    Integer untried,
    String of) {

  /** A learner that cannot be asked, and why not. */
  record Refused(String learner, String reason) {}

  /**
   * Asks every learner of an application; each gives an answer or is {@link Refused}.
   *
   * @throws io.javalin.http.HttpResponseException with 400 if the point cannot be read
   */
  static List<Object> ofAll(FollowedApplication application, PointContent point, boolean why) {
    LiveFolds model = application.sources().model();
    Map<Integer, Map<String, ModelAnswer>> all = new TreeMap<>();
    // They may not have told any figures yet.
    all.put(0, ask(model, 0, point, why));
    List<Object> answers = new ArrayList<>();
    for (LearnerKey key : application.state().learners(each -> each.key)) {
      String id = FollowedLearner.id(key);
      ModelAnswer answer =
          all.computeIfAbsent(key.partition(), partition -> ask(model, partition, point, why))
              .remove(id);
      answers.add(answer != null ? answer : new Refused(id, model.whyNot(key.partition())));
    }
    all.values().forEach(others -> answers.addAll(others.values()));
    return answers;
  }

  /** Returns the answers of a partition's learners, by id; empty if they cannot be asked. */
  private static Map<String, ModelAnswer> ask(
      LiveFolds model, int partition, PointContent point, boolean why) {
    Map<String, ModelAnswer> answers = new LinkedHashMap<>();
    // Before they are asked: another fold may take their place.
    OptionalLong ageMs = model.ageMs(partition);
    Answer all = model.ask(partition, point, why).orElse(null);
    if (all != null && all.reason() != null) {
      throw refusal(400, "%s", all.reason());
    }
    for (int i = 0; all != null && i < all.learners.size(); i++) {
      if (all.has(i)) {
        String id = FollowedLearner.id(all.learners.get(i), partition);
        answers.put(id, of(id, all, i, ageMs));
      }
    }
    return answers;
  }

  /** Makes an answer; {@code ageMs} is the age of the learner's copy, empty if it learns here. */
  static ModelAnswer of(String id, Answer all, int learner, OptionalLong ageMs) {
    Answer.Named said = all.named(learner, Prediction.MOST_CLASSES);
    Map<String, Double> why = said.why();
    return new ModelAnswer(
        id,
        said.prediction(),
        said.probability(),
        said.positive(),
        said.probabilities(),
        said.amount(),
        said.lower(),
        said.upper(),
        all.offset,
        ageMs.isPresent() ? (Long) ageMs.getAsLong() : null,
        said.step(),
        why,
        said.untried(),
        why == null ? null : of(said));
  }

  /** Returns what the reasons are terms or changes of. */
  private static String of(Answer.Named said) {
    return said.amount() != null
        ? "amount"
        : said.why().containsKey(Contributions.BIAS) ? "logit" : "probability";
  }
}
