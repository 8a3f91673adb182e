package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.SurveyedFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The learners themselves, where they learn in this process: asked between two records, so that
 * nothing they learn is changed by it. Thread-safe. Every answer is empty while the partition's
 * learners are not here: they are being restored, or another instance has them.
 */
public interface LiveModel {

  /**
   * What one learner answers now.
   *
   * @param learner its name
   * @param step how many updates it has seen
   * @param probabilities K, by the numbers of the classes
   * @param why how much each field speaks for the class predicted, the largest first; null unless
   *     that was asked. With {@link io.gyre.topic.Prediction#BIAS} these are terms of its logit,
   *     else the changes of its probability if the field were missing
   * @param untried how many fields were not tried for that, as it costs too much; null if all were
   */
  record Answer(
      String learner,
      long step,
      double[] probabilities,
      Map<String, Double> why,
      Integer untried) {}

  /**
   * What all learners answer now.
   *
   * @param classes by their numbers
   * @param positive the positive one of two classes; null unless there are two
   * @param learners in the order of their list
   */
  record Answers(List<Label> classes, Label positive, List<Answer> learners) {}

  /** Told what one learner answers about many points. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Takes an answer; quickly, for nothing is learned meanwhile.
     *
     * @param point its number
     * @param probabilities as many as there are classes at that time, by their numbers
     * @param positive the number of the positive one of two classes; else {@link
     *     io.gyre.learning.PredictedClass#NONE}
     */
    void answer(int point, double[] probabilities, int positive);
  }

  /**
   * Who has answered about many points.
   *
   * @param classes by their numbers, when the last one was asked
   * @param positive the positive one of two classes; null unless there are two
   * @param step how many updates the learner had seen then
   */
  record Answered(List<Label> classes, Label positive, long step) {}

  /**
   * What was understood of the stream.
   *
   * @param survey of points since the start of this process, the first of them
   * @param classes how many labels each class had since the learners' start, by their numbers
   */
  record Understood(SurveyedFields survey, Map<Label, Long> classes) {}

  /**
   * Asks every learner about a point.
   *
   * @param partition of points
   * @param fields not modified
   * @param why whether to say why, which costs a prediction for each field and learner, within the
   *     bounds of {@link io.gyre.learning.FieldTrials}
   */
  Optional<Answers> ask(int partition, Fields fields, boolean why);

  /**
   * Asks one learner about many points; it may learn between two of them.
   *
   * @param learner its name
   * @param points how many, 1 or more
   * @param point makes each of them, one after the other
   * @return empty too if there is no learner of that name
   */
  Optional<Answered> ask(
      int partition, String learner, int points, IntFunction<Fields> point, Visitor visitor);

  /** What was understood of the points of a partition. */
  Optional<Understood> understood(int partition);

  /** How long each learner takes for a point, predicting and learning, in µs, by its name. */
  Map<String, Double> micros(int partition);
}
