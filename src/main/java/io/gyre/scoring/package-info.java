/**
 * How well a learner predicts: metrics, the windows that they are of, and the event time by which
 * windows open and close.
 *
 * <pre>
 *  scored points ─► Outcomes ─► Metrics, one a scope ─► Sums, one a kind ─► Metric ─► value by name
 *                   (a batch)   (window, faded, total)  (what is stored)   (a formula)
 * </pre>
 *
 * <p>May use {@code io.gyre.data} and {@code io.gyre.state}.
 */
package io.gyre.scoring;
