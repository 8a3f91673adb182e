package io.gyre.data.counts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import io.gyre.data.Label;

/**
 * What was decided since the start, and what came of it. Labels count once they have come, of
 * points that were decided. Later passes over the same rows are not decided.
 *
 * @param learner that decides
 * @param positive the class that is looked for; null if it is not known
 * @param budget as {@code 100/1d} or {@code 5%}; null without one
 * @param decided points
 * @param alerts those of them that are to be looked at
 * @param threshold the probability above which the last point would have been an alert; null before
 *     the first decision, and with costs, where each point has its own
 * @param alertsLabelled labels of alerts
 * @param alertsPositive those of them that are positive
 * @param othersLabelled labels of other points
 * @param othersPositive those of them that are positive: missed
 * @param othersSilent those of them that never came: silence counted as one
 * @param missingCosts points that did not say their costs, for which a running mean stood; as the
 *     next three, null without costs
 * @param paid what the labelled points have cost, as decided
 * @param never what they would have cost without any alert
 * @param always what they would have cost with an alert of each
 * @param digest of all that the next decision depends on, in hexadecimal
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionCounts(
    String learner,
    Label positive,
    String budget,
    long decided,
    long alerts,
    Double threshold,
    long alertsLabelled,
    long alertsPositive,
    long othersLabelled,
    long othersPositive,
    long othersSilent,
    Long missingCosts,
    Double paid,
    Double never,
    Double always,
    String digest) {

  /** Returns the share of the labelled alerts that are positive; null without any. */
  @JsonProperty(access = Access.READ_ONLY)
  public Double precision() {
    return share(alertsPositive, alertsLabelled);
  }

  /** Returns the share of the positives that were alerts; null without any. */
  @JsonProperty(access = Access.READ_ONLY)
  public Double recall() {
    return share(alertsPositive, alertsPositive + othersPositive);
  }

  /**
   * Returns what was saved against no alert at all; without a budget, which would not allow that,
   * against an alert of each if that is better. Null without costs.
   */
  @JsonProperty(access = Access.READ_ONLY)
  public Double saved() {
    if (paid == null) {
      return null;
    }
    return (budget == null ? Math.min(never, always) : never) - paid;
  }

  private static Double share(long part, long all) {
    return all == 0 ? null : (double) part / all;
  }
}
