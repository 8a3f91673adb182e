package io.gyre.cli.option;

import io.gyre.data.Label;
import io.gyre.fold.waiting.LateLabels;
import picocli.CommandLine.Option;

/** The options of the time that points wait for labels that come later. */
public final class LateLabelOptions extends Options {

  static final long USUAL_WAIT_MS = 7 * 86_400_000L;

  @Option(names = "--late-labels")
  private boolean late;

  @Option(names = "--wait", paramLabel = "DURATION", converter = Converters.Duration.class)
  private Long wait;

  @Option(names = "--waiting", paramLabel = "N", defaultValue = "1000000")
  private long waiting;

  @Option(
      names = "--waiting-bytes",
      paramLabel = "BYTES",
      defaultValue = "1GiB",
      converter = Converters.Bytes.class)
  private long waitingBytes;

  @Option(names = "--unlabelled-as", paramLabel = "CLASS", converter = Converters.ClassLabel.class)
  private Label unlabelledAs;

  @Option(names = "--learn-too-late")
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
}
