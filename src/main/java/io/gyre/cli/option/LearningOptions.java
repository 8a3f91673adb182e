package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.fold.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.stream.ApplicationSettings;
import io.gyre.stream.PredictionSampling;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is learned and how. A mixin, like {@link KafkaOptions}. */
public final class LearningOptions {

  /** What happens to a point whose window has closed. */
  enum Late {
    LEARN,
    DROP
  }

  @Option(
      names = "--learners",
      paramLabel = "FILE",
      description =
          "A JSON list of learners. Without it: network (4 hidden units, gradient descent), challenger (16 hidden units, Adam, replay) and logistic.")
  private Path learners;

  @Option(
      names = "--classes",
      paramLabel = "CLASS",
      split = ",",
      converter = LabelText.class,
      description =
          "The classes, or the first of them, as in --classes 0,1: then it does not matter which comes first. Without it classes are found as they come.")
  private List<Label> classes = List.of();

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      converter = LabelText.class,
      description =
          "Whose probability is given when there are two classes; without it that of the greater number, of true, or of the second to come.")
  private Label positive;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = DurationText.class,
      description =
          "Length of the windows of event time that costs and accuracies are given for; at a window's end the batch that is not full yet is learned.")
  private Duration window;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationText.class,
      description = "How long after its end a window stays open for points out of order.")
  private Duration grace;

  @Option(
      names = "--max-ahead",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = DurationText.class,
      description =
          "A timestamp further ahead than this is believed once 8 points in a row agree; until then such points are learned but not scored.")
  private Duration maxAhead;

  @Option(
      names = "--late",
      paramLabel = "learn|drop",
      defaultValue = "learn",
      description = "What to do with a labelled point whose window has closed.")
  private Late late;

  @Option(
      names = "--predictions",
      paramLabel = "all|none|1/N",
      defaultValue = "all",
      description =
          "Which predictions of labelled points are published, for consumers that cannot take all: 1/N those whose offset is a multiple of N; for one learner alone as in 1/10,challenger=none. Scores count every point, and points without a label are always answered.")
  private String predictions;

  @Spec(MIXEE)
  private CommandSpec command;

  private List<LearnerSettings> learners() {
    return learners == null ? LearnersJson.standard() : LearnersJson.read(learners);
  }

  /**
   * Returns the settings of an application.
   *
   * @param byDefault the classes if none are named
   * @throws ParameterException if an option's value is out of range, the learners file unusable or
   *     a learner too large
   */
  public ApplicationSettings settings(
      String application,
      TopicNames names,
      List<Label> byDefault,
      Path state,
      ClusterAccess cluster) {
    WindowSettings windowing;
    PredictionSampling published;
    try {
      windowing =
          new WindowSettings(
              window.toMillis(), grace.toMillis(), maxAhead.toMillis(), late == Late.LEARN);
      published = PredictionSampling.parse(predictions);
    } catch (GyreException e) {
      // Each begins with the setting's name, which is the option's too.
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
    try {
      return new ApplicationSettings(
          application,
          names,
          new FoldSettings(
              classes.isEmpty() ? byDefault : classes, positive, learners(), windowing),
          published,
          state,
          cluster.forStreams());
    } catch (GyreException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
