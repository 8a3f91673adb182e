package io.gyre.fold.alerts;

import io.gyre.data.Alert;
import io.gyre.data.Alert.Measure;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * Watches whether the stream has drifted: by what the labels cost a learner, and by how unsure it
 * is, which needs no labels.
 *
 * <pre>
 *  cost          min(3, −ln p_label)
 *  uncertainty   1 − max p
 * </pre>
 *
 * Not thread-safe.
 */
public final class Drift extends StatePart {

  /** A single point shall not count for many. */
  private static final double MOST_COST = 3;

  private final DriftDetector costs = new DriftDetector();
  private final DriftDetector uncertainties = new DriftDetector();

  public Drift() {
    super("drift");
  }

  /**
   * Adds the largest probability of a point that has just come; not before a label is known.
   *
   * @return null unless it shows a drift
   */
  public Alert predicted(String learner, double largest, long timeMs) {
    changed();
    return told(uncertainties.add(1 - largest, timeMs), Measure.UNCERTAINTY, 1, learner, timeMs);
  }

  /**
   * Adds a label, when it comes.
   *
   * @param probability that its class was given when its point came; 0 if it was not known
   */
  public Alert labelled(String learner, double probability, long timeMs) {
    double cost = Math.max(0, Math.min(MOST_COST, -StrictMath.log(probability)));
    changed();
    return told(costs.add(cost / MOST_COST, timeMs), Measure.COST, MOST_COST, learner, timeMs);
  }

  private static Alert told(
      DriftDetector.Rise rise, Measure measure, double unit, String learner, long timeMs) {
    return rise == null
        ? null
        : new Alert.Drift(
            timeMs, learner, measure, rise.before() * unit, rise.after() * unit, rise.sinceMs());
  }

  @Override
  public void write(StateWriter out) {
    costs.write(out);
    uncertainties.write(out);
  }

  @Override
  public void read(StateReader in, int version) {
    costs.read(in);
    uncertainties.read(in);
  }
}
