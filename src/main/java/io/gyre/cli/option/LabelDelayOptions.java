package io.gyre.cli.option;

import io.gyre.data.Point;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.fold.waiting.LateLabels;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option to hold back the labels of a file whose rows have them. */
public final class LabelDelayOptions extends Options {

  @Option(
      names = "--label-delay",
      paramLabel = "N|DURATION",
      converter = Converters.LabelDelay.class,
      description =
          "Hold each label back until N records more have come, as 5000, or so much time has passed by --time, as 7d: what was answered when the record came is scored.")
  private Delay delay;

  /** Returns the delay as typed; null without one, and for one of zero. */
  public Delay delay() {
    return delay == null || delay.amount() == 0 ? null : delay;
  }

  /**
   * Refuses a delay that does not fit the other options.
   *
   * @param timed whether the records tell their time
   */
  public void check(LateLabelOptions labels, boolean timed) {
    if (delay() == null) {
      labels.settings(false);
      return;
    }
    require(
        !labels.comeLate(),
        "--label-delay and --late-labels exclude one another: labels that come later have delays of their own");
    require(
        !delay.isTime() || timed,
        "--label-delay of a time needs --time, the column with the time of the rows: without it they are 1 ms apart. Or say how many rows later labels come, as --label-delay 5000");
  }

  /**
   * Returns how points wait for their labels, by default for longer than those are held back; null
   * if labels come with their points.
   *
   * @param timed whether the records tell their time
   */
  public LateLabels waits(LateLabelOptions labels, boolean timed) {
    if (delay() == null) {
      return labels.settings(false);
    }
    long usual = Math.max(LateLabelOptions.USUAL_WAIT_MS, 2 * delay.amount());
    return labels.settings(true, isKnown(timed) ? usual : Point.MAX_TIME);
  }

  /** Tells whether it is known how long labels take: rows without a time are 1 ms apart. */
  private boolean isKnown(boolean timed) {
    return delay.isTime() || !timed;
  }

  /** Refuses a wait that ends before labels come: where nothing waits, it would mean nothing. */
  public void requireWait(LateLabelOptions labels, boolean timed) {
    doubt(waits(labels, timed), timed).ifPresent(reason -> require(false, reason));
  }

  /** Warns of points that do not wait until their labels come. */
  public Optional<String> doubt(LateLabels waits, boolean timed) {
    if (delay() != null && !delay.isTime() && delay.amount() >= waits.waiting()) {
      return Optional.of(
          "--label-delay %s holds back as many labels as points may wait (--waiting %,d), or more: points are given up before their labels come. Raise --waiting, or shorten the delay"
              .formatted(delay, waits.waiting()));
    }
    return delay() == null || !isKnown(timed) || waits.waitMs() > delay.amount()
        ? Optional.empty()
        : Optional.of(
            "--wait %s ends before --label-delay %s: points are %s before their labels come. Give a longer one, or none"
                .formatted(
                    new Delay(waits.waitMs(), true),
                    delay,
                    waits.unlabelledAs() == null
                        ? "given up"
                        : "learned as " + waits.unlabelledAs()));
  }
}
