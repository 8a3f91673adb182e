package io.gyre.fold.alerts;

import io.gyre.data.Alert;
import io.gyre.data.Alert.Measure;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.EnumMap;
import java.util.Map;

/** Watches whether the stream has drifted, by each measure. Not thread-safe. */
public final class Drift extends StatePart {

  /** The largest cost: a single point shall not count for many. */
  private static final double MOST_COST = 3;

  private final Map<Measure, DriftDetector> detectors = new EnumMap<>(Measure.class);

  public Drift() {
    super("drift");
    for (Measure measure : Measure.values()) {
      detectors.put(measure, new DriftDetector());
    }
  }

  /** Begins anew, as another learner does. */
  public void forget() {
    detectors.replaceAll((measure, before) -> new DriftDetector());
    changed();
  }

  /**
   * Adds what a learner's answer shows: the cost of a label, −ln of the probability that its class
   * was given, or the error of an amount in deviations of the labels; or how unsure it is of a new
   * point, 1 − its largest probability.
   *
   * @return null unless there is a drift
   */
  public Alert add(Measure measure, double value, String learner, long timeMs) {
    double most = measure == Measure.COST ? MOST_COST : 1;
    changed();
    DriftDetector.Rise rise =
        detectors.get(measure).add(Math.max(0, Math.min(1, value / most)), timeMs);
    boolean isSmall = rise == null || (rise.after() - rise.before()) * most < leastRise(measure);
    return isSmall
        ? null
        : new Alert.Drift(
            timeMs, learner, measure, rise.before() * most, rise.after() * most, rise.sinceMs());
  }

  /** How unsure a learner is of a rare class doubles for little. */
  private static double leastRise(Measure measure) {
    return measure == Measure.UNCERTAINTY ? 0.02 : 0;
  }

  @Override
  public void write(StateWriter out) {
    detectors.values().forEach(each -> each.write(out));
  }

  @Override
  public void read(StateReader in, int version) {
    detectors.values().forEach(each -> each.read(in));
  }
}
