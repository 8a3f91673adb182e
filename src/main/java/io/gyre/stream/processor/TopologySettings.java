package io.gyre.stream.processor;

import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldSettings;
import io.gyre.topic.TopicNames;

/**
 * What the topology is built from.
 *
 * @param application the id that group, internal topics and output keys bear
 * @param topics the names of the topics on the cluster
 * @param fold what is done with each partition's points
 * @param published which predictions are published
 * @param source what is known of the topics that are read
 * @param inputs the topics that are read
 * @param publishAnew whether each learner that has learned publishes its parameters at once, since
 *     what was on their topic is gone
 * @param folds by which others may ask what is learned
 */
public record TopologySettings(
    String application,
    TopicNames topics,
    FoldSettings fold,
    PredictionSampling published,
    SourceLog source,
    InputTopics inputs,
    boolean publishAnew,
    LiveFolds folds) {}
