package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what is learned and how. A mixin, like {@link KafkaOptions}. */
public final class FoldOptions extends Options {

  enum Late {
    LEARN,
    DROP
  }

  @Option(
      names = "--learners",
      paramLabel = "LIST",
      description =
          "Which learners; the last of each list blends the others. data: for any data; fast: four of them, for streams too fast for all; thorough: more of them, for labels that come late; spirals: for points on spirals (network, challenger, logistic); or a file with a JSON list of learners. Default: as fits the points; of a topic, data.")
  private String learners;

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
      names = "--report-points",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Figures are told once the windows that have closed hold so many scored points, or 10 after a day of the stream's time, and at the end of a file. 0: of each window.")
  private int reportPoints;

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

  private List<LearnerSettings> learners(LearnerPresets byDefault) {
    return learners == null ? byDefault.learners() : LearnerPresets.of(learners);
  }

  /**
   * Returns the settings of a fold.
   *
   * @param records what the members of records mean
   * @param classesByDefault if none are named
   * @param learnersByDefault if none are named
   * @param lateLabels how points wait for labels; null if labels come with them
   */
  public FoldSettings settings(
      RecordSettings records,
      List<Label> classesByDefault,
      LearnerPresets learnersByDefault,
      LateLabels lateLabels) {
    requireAtLeast("--report-points", 0, reportPoints);
    WindowSettings windowing =
        checked(
            () ->
                new WindowSettings(
                    window.toMillis(), grace.toMillis(), maxAhead.toMillis(), late == Late.LEARN));
    try {
      return new FoldSettings(learners(learnersByDefault), windowing)
          .withRecords(records)
          .withClasses(classes.isEmpty() ? classesByDefault : classes, positive)
          .with(lateLabels)
          .withReports(reportPoints);
    } catch (GyreException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  /** Returns the length of a window. */
  public Duration window() {
    return window;
  }
}
