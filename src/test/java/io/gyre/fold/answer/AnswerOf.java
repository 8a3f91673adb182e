package io.gyre.fold.answer;

import io.gyre.data.Label;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import java.util.List;

/** Answers that nobody has given. */
public final class AnswerOf {

  private AnswerOf() {}

  /** Returns what one learner says at offset 70, after 7 steps. */
  public static Answer one(String learner, List<Label> classes, int positive, double... p) {
    Answer answer = new Answer(List.of(learner), classes, positive, 70, 2);
    answer.put(0, p, 7);
    return answer;
  }

  /** Returns what several learners say, each after a step more, and why if that is not null. */
  public static Answer all(
      List<String> learners, List<Label> classes, double[] p, List<Contributions> why) {
    Answer answer = new Answer(learners, classes, Answer.NONE, 30, 1);
    if (why != null) {
      answer.trials(new FieldTrials[learners.size()]);
    }
    for (int i = 0; i < learners.size(); i++) {
      answer.put(i, p, 12 + i);
      if (why != null) {
        answer.why(i, why.get(i));
      }
    }
    return answer;
  }
}
