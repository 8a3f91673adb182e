package io.gyre.fold.alerts;

/**
 * Whether a point is to be looked at. Decided when it is predicted, and never taken back.
 *
 * @param alert whether it is
 * @param probability of the positive class
 * @param threshold the probability above which this point would be an alert: above 1 if no
 *     probability would do
 * @param miss what it costs if it is positive and passes, as it was decided with; 0 without costs
 * @param alarm what looking at it costs
 * @param nth which alert of the period it is, from 1; 0 for none
 */
public record Decision(
    boolean alert, double probability, double threshold, double miss, double alarm, long nth) {

  /** The name in records of what is to be looked at. */
  public static final String ALERT = "alert";

  /** Returns the name in records: {@value #ALERT} or {@code pass}. */
  public String text() {
    return alert ? ALERT : "pass";
  }

  /** Returns the expected cost of letting it pass. */
  public double stake() {
    return probability * miss;
  }
}
