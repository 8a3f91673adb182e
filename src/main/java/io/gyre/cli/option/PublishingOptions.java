package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that say what an application publishes. A mixin, like {@link FoldOptions}. */
public final class PublishingOptions extends Options {

  @Option(
      names = "--predictions",
      paramLabel = "all|none|1/N|NAME",
      description =
          "Whose predictions of labelled points are published: all, or those of the learners that are named, as in blend,network; 1/N those whose offset is a multiple of N, for one learner alone as in 1/10,challenger=none. Default: those of the last blend on the list, or if there is none, all. The same learners answer points without a label; with none those of the default do. Scores count every point.")
  private String predictions;

  /** Returns the settings of an application. */
  public ApplicationSettings settings(
      String application,
      TopicNames names,
      InputSettings inputs,
      FoldSettings fold,
      Path state,
      ClusterAccess cluster) {
    try {
      PredictionSampling published =
          predictions == null
              ? PredictionSampling.standard(fold.learners())
              : PredictionSampling.parse(predictions);
      return new ApplicationSettings(
          application, names, inputs, fold, published, state, cluster.forStreams());
    } catch (GyreException e) {
      throw wrong(optionOf(e.getMessage()), e);
    }
  }

  /** A message that begins with the option's name is of its value. */
  private static String optionOf(String message) {
    return message.startsWith("predictions") ? "--" + message : message;
  }
}
