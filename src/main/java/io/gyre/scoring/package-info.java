/**
 * The scores of a learner's predictions.
 *
 * <pre>
 *  scored points ─► Outcomes ─► Metrics, one a scope ─► Sums, one a kind ─► Metric ─► value by name
 *                   (a batch)   (window, faded, total)  (what is stored)   (a formula)
 * </pre>
 *
 * <p>May use {@code io.gyre.state}.
 */
package io.gyre.scoring;
