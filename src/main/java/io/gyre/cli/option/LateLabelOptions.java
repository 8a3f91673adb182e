package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import io.gyre.GyreException;
import io.gyre.fold.LateLabels;
import io.gyre.learning.LearnerList;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how long points wait for labels that come later. A mixin. */
public final class LateLabelOptions {

  @Option(
      names = "--late-labels",
      description =
          "Labels may come later than their points, in records of their own with the same id: a second record with the label, or only {\"id\":\"p-17\",\"label\":1}. What was predicted when the point came is scored, and learned from then.")
  private boolean late;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "7d",
      converter = DurationText.class,
      description = "How long a point waits for a late label, in the time of the stream.")
  private Duration wait;

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
      converter = BytesText.class,
      description = "How much the points that wait for late labels take at most.")
  private long waitingBytes;

  @Spec(MIXEE)
  private CommandSpec command;

  /**
   * Returns what the options say.
   *
   * @param ofTheirOwn whether labels have a topic of their own
   * @return null if labels come with their points
   * @throws ParameterException if a value is out of range
   */
  public LateLabels settings(boolean ofTheirOwn) {
    try {
      LateLabels settings = new LateLabels(wait.toMillis(), waiting, waitingBytes);
      return late || ofTheirOwn ? settings : null;
    } catch (GyreException e) {
      // Each begins with the setting's name, which is the option's too.
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
  }

  /** Slow learners are what wins when labels come late. */
  public static LearnerList learners(LateLabels late) {
    return late == null ? LearnerList.DATA : LearnerList.THOROUGH;
  }
}
