package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.FoldSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.topic.TopicNames;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the topology is built from.
 *
 * @param application the id that group, internal topics and output keys bear
 * @param topics the names of the topics on the cluster
 * @param fold what is done with each partition's points
 * @param published which predictions are published
 * @param source the topic {@code points} as it is
 * @param publishAnew whether each learner that has learned publishes its parameters at once, since
 *     what was on their topic is gone
 */
public record TopologySettings(
    String application,
    TopicNames topics,
    FoldSettings fold,
    PredictionSampling published,
    SourceLog source,
    boolean publishAnew) {

  /**
   * @throws GyreException when predictions are named of a learner that is not there
   */
  public TopologySettings {
    Set<String> names =
        fold.learners().stream()
            .map(LearnerSettings::name)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : published.own().keySet()) {
      if (!names.contains(name)) {
        throw new GyreException(
            "predictions of \"%s\": there is no such learner, expected one of %s"
                .formatted(name, String.join(", ", names)));
      }
    }
  }

  /** As above, for learners whose parameters are on their topic. */
  public TopologySettings(
      String application,
      TopicNames topics,
      FoldSettings fold,
      PredictionSampling published,
      SourceLog source) {
    this(application, topics, fold, published, source, false);
  }
}
