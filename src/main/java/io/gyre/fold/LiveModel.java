package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.record.RecordSettings;
import io.gyre.data.survey.SurveyedFields;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * Answers questions about points: from learners in this process, between two records, without
 * changing what they learn, or from a copy of the state that learners elsewhere saved last. Every
 * answer is empty while this process does not have the partition's learners. Thread-safe.
 */
public interface LiveModel {

  /** Receives the answers of one learner about many points. */
  @FunctionalInterface
  interface Visitor {

    /** Takes the answer to a point, quickly, since learning waits meanwhile. */
    void answer(int point, Answer answer, int place);
  }

  /**
   * The parts of the stream that are understood.
   *
   * @param survey the first points since the start of this process
   * @param classes how many labels each class had since the learners' start, by their numbers
   * @param micros how long each learner takes to predict and learn a point, in µs, by its name;
   *     without those that have learned too little to tell
   * @param learners the names of the learners that have answers
   * @param deciding the one of them that speaks for all: {@link FoldSettings#deciding}
   * @param fields the fields of records that points had so far, and of each whether it was a number
   *     whenever it was there
   */
  record Understood(
      SurveyedFields survey,
      Map<Label, Long> classes,
      RecordSettings records,
      Map<String, Double> micros,
      List<String> learners,
      String deciding,
      Map<String, Boolean> fields) {}

  /**
   * Asks every learner about a point.
   *
   * @param why whether to say why, which costs a prediction for each field and learner, within the
   *     bounds of {@link io.gyre.learning.FieldTrials}
   */
  Optional<Answer> ask(int partition, Fields fields, boolean why);

  /**
   * Asks one learner about many points; it may learn between two of them.
   *
   * @param detail names it; a digest comes with the last answer
   * @param points how many, 1 or more
   * @param point makes each of them, one after the other
   * @return the answer about the last one; empty too if there is no learner of that name
   */
  Optional<Answer> ask(
      int partition, AskOptions detail, int points, IntFunction<Fields> point, Visitor visitor);

  /** Returns what was understood of the points of a partition some seconds ago at most. */
  Optional<Understood> understood(int partition);

  /** Waits for the partition's learners, and returns what is understood of its points now. */
  Optional<Understood> look(int partition);

  /** Tells whether a question need not wait now, or for a ms or two. */
  boolean isFree();

  /** Returns the partitions whose learners are here, or were. */
  List<Integer> partitions();

  /** Returns why the learners of a partition do not answer, if they do not. */
  String whyNot(int partition);

  /** Returns how many ms ago a copy was known to be as its learners; empty without a copy. */
  OptionalLong ageMs(int partition);
}
