package io.gyre.fold.waiting;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Label;
import io.gyre.data.LabelBins;
import java.util.List;

/**
 * The limits for points that wait for labels; the same limits hold for labels that wait for points.
 *
 * @param waitMs how long a point waits, in ms that the stream's time advances: 1 or more
 * @param waiting the largest number of waiting points, and of remembered ids whose label came: 1 or
 *     more
 * @param waitingBytes what they may take in the store: 1 or more
 * @param unlabelledAs the class as which a point is learned whose wait ends without a label; null
 *     if such a point is given up
 * @param learnTooLate whether a label of another class that comes after that is learned as well;
 *     the point is kept for it, for as long as it waited
 */
public record LateLabels(
    long waitMs, long waiting, long waitingBytes, Label unlabelledAs, boolean learnTooLate) {

  /**
   * @throws GyreException when a value is out of its range
   */
  public LateLabels {
    require("wait", waitMs, "ms");
    require("waiting", waiting, "points");
    require("waiting-bytes", waitingBytes, "bytes");
    if (learnTooLate && unlabelledAs == null) {
      throw GyreException.of(
          "learn-too-late needs %s CLASS: without it no point is learned before its label, and none is kept after its wait",
          Setting.UNLABELLED_AS);
    }
  }

  /** Returns these limits with the bin of the class of silence, if that is a number. */
  public LateLabels inBins(List<Double> edges) {
    if (unlabelledAs == null || !unlabelledAs.isNumber()) {
      return this;
    }
    Label bin = LabelBins.of(unlabelledAs, LabelBins.classes(edges));
    return new LateLabels(waitMs, waiting, waitingBytes, bin, learnTooLate);
  }

  private static void require(String name, long value, String unit) {
    if (value < 1) {
      throw new GyreException("%s is %d %s, expected 1 or more".formatted(name, value, unit));
    }
  }
}
