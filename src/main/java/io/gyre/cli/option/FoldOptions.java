package io.gyre.cli.option;

import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.data.survey.LabelSurvey;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of learning. */
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
      arity = "0..1",
      paramLabel = "CLASS",
      split = ",",
      converter = LabelText.class,
      description =
          "The classes, or the first of them, as in --classes 0,1: then it does not matter which comes first. Without it classes are found as they come. With or without names: each value of the label is a class, though it may look like an amount.")
  private List<Label> classes = List.of();

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      converter = LabelText.class,
      description =
          "Whose probability is given when there are two classes; without it that of the greater number, of true, or of the second to come.")
  private Label positive;

  @Option(
      names = "--spans",
      paramLabel = "DURATION",
      split = ",",
      converter = AmountText.Duration.class,
      description =
          "With --key: what is remembered fades by the time of the stream instead, and counts half after each of these, as --spans 1d,7d.")
  private List<Long> spans = List.of();

  @Option(
      names = "--max-keys",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "With --key: how many values of each key are remembered; the least recently seen are forgotten first.")
  private long maxKeys;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = AmountText.Duration.class,
      description =
          "Length of the windows of event time that costs and accuracies are given for; at a window's end the batch that is not full yet is learned.")
  private long window;

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
      converter = AmountText.Duration.class,
      description = "How long after its end a window stays open for points out of order.")
  private long grace;

  @Option(
      names = "--max-ahead",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = AmountText.Duration.class,
      description =
          "A timestamp further ahead than this is believed once 8 points in a row agree; until then such points are learned but not scored.")
  private long maxAhead;

  @Option(
      names = "--late",
      paramLabel = "learn|drop",
      defaultValue = "learn",
      description = "What to do with a labelled point whose window has closed.")
  private Late late;

  /**
   * Returns settings of records with bins by the first labels, or refuses labels that are amounts.
   *
   * @param least how many labels bins need at least
   * @param reader gives the first points to a survey
   */
  public RecordSettings settle(RecordSettings records, int least, Consumer<LabelSurvey> reader) {
    boolean named = isTyped("--classes") || !classes.isEmpty();
    require(records.bins() == 0 || !named, "--bins and --classes exclude one another");
    if (named) {
      return records;
    }
    LabelSurvey first = new LabelSurvey();
    reader.accept(first);
    return checked("", () -> first.settle(records, least));
  }

  /**
   * Returns the settings of a fold, with the defaults for what was not named.
   *
   * @param lateLabels how points wait for labels; null if labels come with them
   */
  public FoldSettings settings(
      RecordSettings records,
      List<Label> classesByDefault,
      LearnerPresets learnersByDefault,
      LateLabels lateLabels) {
    requireAtLeast("--report-points", 0, reportPoints);
    if (records.keys().isEmpty()) {
      refuse(" is for what is remembered of keys: say --key FIELD", "--spans", "--max-keys");
    }
    WindowSettings windows =
        checked(() -> new WindowSettings(window, grace, maxAhead, late == Late.LEARN));
    return checked(
        "",
        () ->
            new FoldSettings(
                    learners == null ? learnersByDefault.learners() : LearnerPresets.of(learners),
                    windows)
                .withRecords(records)
                .withClasses(classes.isEmpty() ? classesByDefault : classes, positive)
                .with(lateLabels)
                .withKeys(checked(() -> new KeySettings(spans, maxKeys)))
                .withReports(reportPoints));
  }

  public long windowMs() {
    return window;
  }
}
