package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.data.survey.SurveyedFields;
import io.gyre.fold.answer.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * The learners, to be asked: those that learn in this process, between two records, so that nothing
 * they learn is changed by it; or a copy of what learners elsewhere saved last. Thread-safe. Every
 * answer is empty while the partition's learners are not here.
 */
public interface LiveModel {

  /** Told what one learner answers about many points. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Takes an answer; quickly, for nothing is learned meanwhile.
     *
     * @param point its number
     * @param answer of the classes at that time
     * @param learner the place in it of the one that was asked
     */
    void answer(int point, Answer answer, int learner);
  }

  /**
   * What was understood of the stream.
   *
   * @param survey of points since the start of this process, the first of them
   * @param classes how many labels each class had since the learners' start, by their numbers
   * @param records what the members of a point's record mean to the learners
   * @param micros how long each learner takes for a point, predicting and learning, in µs, by its
   *     name; without those that have learned too little to tell
   */
  record Understood(
      SurveyedFields survey,
      Map<Label, Long> classes,
      RecordSettings records,
      Map<String, Double> micros) {}

  /**
   * Asks every learner about a point.
   *
   * @param partition of points
   * @param fields not modified
   * @param why whether to say why, which costs a prediction for each field and learner, within the
   *     bounds of {@link io.gyre.learning.FieldTrials}
   */
  Optional<Answer> ask(int partition, Fields fields, boolean why);

  /**
   * Asks one learner about many points; it may learn between two of them.
   *
   * @param learner its name
   * @param points how many, 1 or more
   * @param point makes each of them, one after the other
   * @return the answer about the last one; empty too if there is no learner of that name
   */
  Optional<Answer> ask(
      int partition, String learner, int points, IntFunction<Fields> point, Visitor visitor);

  /** What was understood of the points of a partition, as of some seconds ago at most. */
  Optional<Understood> understood(int partition);

  /** Why the learners of a partition do not answer, if they do not. */
  String whyNot(int partition);

  /**
   * How long ago a partition's learners were known to be as they learn, in ms; empty of those that
   * learn in this process.
   */
  OptionalLong ageMs(int partition);
}
