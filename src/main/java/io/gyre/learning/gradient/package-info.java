/**
 * Learners that step against the gradient of the mean cross-entropy: logistic regression and
 * networks.
 *
 * <pre>
 *  Memory ─► Batch ─► FirstLayer ─► GradientModel ─► gradient ─► Optimiser ─► one step, or none
 * </pre>
 */
package io.gyre.learning.gradient;
