package io.gyre.cli.option;

import io.gyre.data.Label;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnerPresets;
import picocli.CommandLine.Option;

/** The options of the time that points wait for labels that come later. */
public final class LateLabelOptions extends Options {

  static final long USUAL_WAIT_MS = 7 * 86_400_000L;

  @Option(
      names = "--late-labels",
      description =
          "Labels may come later than their points, in records of their own with the same id: a second record with the label, or only {\"id\":\"p-17\",\"label\":1}. What was predicted when the point came is scored, and learned from then.")
  private boolean late;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = AmountText.Duration.class,
      description =
          "How long a point waits for a late label, in the time of the stream: longer than labels may take. Chargebacks, for one, take up to 120d; with rows 1 ms apart, as those of a file without --time, 5s are 5,000 rows. Default: 7d.")
  private Long wait;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many points wait for late labels at most; the oldest give up first.")
  private long waiting;

  @Option(
      names = "--waiting-bytes",
      paramLabel = "BYTES",
      defaultValue = "1GiB",
      converter = AmountText.Bytes.class,
      description = "How much the points that wait for late labels take at most.")
  private long waitingBytes;

  @Option(
      names = "--unlabelled-as",
      paramLabel = "CLASS",
      converter = LabelText.class,
      description =
          "Silence is a label: a point whose --wait ends without one is learned as this class, as --unlabelled-as 0 where nobody sends more than the clicks. Default: such a point is given up.")
  private Label unlabelledAs;

  @Option(
      names = "--learn-too-late",
      description =
          "With --unlabelled-as: a label of another class that comes up to one more --wait later is learned as well, but not scored; the fields of points are kept for it. Default: it is counted, and becomes a dead letter.")
  private boolean learnTooLate;

  /** Tells whether labels come later in the file or the topic itself. */
  public boolean comeLate() {
    return late;
  }

  /** Returns how points wait, if labels come late or on a separate topic; else null. */
  public LateLabels settings(boolean ofTheirOwn) {
    return settings(ofTheirOwn, USUAL_WAIT_MS);
  }

  /** Returns the same, with another wait by default. */
  LateLabels settings(boolean ofTheirOwn, long usualWaitMs) {
    long waits = wait == null ? usualWaitMs : wait;
    LateLabels settings =
        checked(() -> new LateLabels(waits, waiting, waitingBytes, unlabelledAs, learnTooLate));
    if (late || ofTheirOwn) {
      return settings;
    }
    refuse(
        " is for points that wait for their labels: say --late-labels, or in gyre learn --labels-topic TOPIC",
        "--unlabelled-as",
        "--learn-too-late");
    return null;
  }

  /** Returns the default list: slow learners win when labels come late. */
  public static LearnerPresets learners(LateLabels late) {
    return late == null ? LearnerPresets.DATA : LearnerPresets.THOROUGH;
  }
}
