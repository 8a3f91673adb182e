package io.gyre.scoring;

/**
 * What was said of an amount, and what came; all in the unit of the label.
 *
 * @param label as it is scored: within ten deviations
 * @param limited whether it lay beyond
 * @param said the predicted amount
 * @param last the last label that was known, a baseline
 * @param average of all labels then, another baseline
 * @param lower the lower end of the interval; NaN without one
 * @param upper the upper end of the interval; NaN without one
 */
public record AmountOutcome(
    double label,
    boolean limited,
    double said,
    double last,
    double average,
    double lower,
    double upper) {}
