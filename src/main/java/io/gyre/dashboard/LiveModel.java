package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
   */
  record Answer(String learner, long step, double[] probabilities, Map<String, Double> why) {}

  /**
   * What all learners answer now.
   *
   * @param classes by their numbers
   * @param positive the positive one of two classes; null unless there are two
   * @param learners in the order of their list
   */
  record Answers(List<Label> classes, Label positive, List<Answer> learners) {}

  /**
   * What is known of a field.
   *
   * @param name its path
   * @param kind {@code number}, {@code text}, {@code boolean} or {@code number and text}
   * @param values how many different ones were seen, of those that were looked at
   * @param missing in how many of the points looked at it was missing, 0 to 1
   * @param low the least number; NaN if there is none
   * @param high the largest
   */
  record Field(String name, String kind, long values, double missing, double low, double high) {}

  /**
   * What was understood of the stream.
   *
   * @param fields in the order in which they appeared, of those that there are the first 10,000
   * @param points that this is known of
   * @param classes how many labels each class had since the start
   * @param doubts questions to a person, such as whether a field knows the answer, as sentences
   * @param knows fields that alone say nearly all labels, with the share that they say right
   */
  record Understood(
      List<Field> fields,
      long points,
      Map<Label, Long> classes,
      List<String> doubts,
      Map<String, Double> knows) {}

  /**
   * Asks every learner about a point.
   *
   * @param partition of points
   * @param fields not modified
   * @param why whether to say why, which costs a prediction for each field and learner
   */
  Optional<Answers> ask(int partition, Fields fields, boolean why);

  /**
   * Asks one learner about many points.
   *
   * @param learner its name
   * @param places not modified; the learner may learn between two of them
   * @return for each the K probabilities, with the classes that all of them have
   */
  Optional<Regions> probabilities(int partition, String learner, List<Fields> places);

  /**
   * Answers of one learner.
   *
   * @param classes by their numbers
   * @param positive the positive one of two classes; null unless there are two
   * @param step how many updates it had seen at the last of them
   * @param probabilities one row of K for each place
   */
  record Regions(List<Label> classes, Label positive, long step, double[][] probabilities) {}

  /** What was understood of the points of a partition. */
  Optional<Understood> understood(int partition);

  /** How long each learner takes for a point, predicting and learning, in µs, by its name. */
  Map<String, Double> micros(int partition);
}
