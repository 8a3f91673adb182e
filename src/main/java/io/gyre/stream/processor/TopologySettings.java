package io.gyre.stream.processor;

import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldSettings;
import io.gyre.registry.UsedSchemas;
import io.gyre.topic.OutputSerializers;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionRule.Keeping;

/**
 * The settings of the topology.
 *
 * @param application the id that group, internal topics and output keys carry
 * @param source knows the topics that are read
 * @param publishAnew whether each learner that has learned publishes its parameters at once, since
 *     their topic was lost
 * @param folds lets other threads ask the learners
 * @param commits checks which offsets are committed
 * @param schemas finds the schemas of records; null without a registry
 * @param versions when versions of the model are saved; null for never
 */
public record TopologySettings(
    String application,
    TopicNames topics,
    FoldSettings fold,
    PredictionSampling published,
    SourceLog source,
    InputTopics inputs,
    boolean publishAnew,
    LiveFolds folds,
    CommitOffsetCheck commits,
    UsedSchemas schemas,
    OutputSerializers outputs,
    Keeping versions) {}
