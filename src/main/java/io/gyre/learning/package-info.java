/**
 * The maths: two models, their loss and gradient, the optimisers, and the online learner that joins
 * them.
 *
 * <pre>
 *  features ─► Scaler ─► Model.logit ─► probability          predict: one point, changes nothing
 *  features ─► ReplayMemory ─► batch ─► Model.gradient       learn: when the batch is full
 *                                            └─► Optimiser   one step, or refused as a whole
 * </pre>
 *
 * <p>Letters for sizes, everywhere: D features, H hidden units, B points of a batch, R slots of the
 * memory. Everything here is a function of its arguments alone: no clock, no thread, no generator
 * with a hidden state; {@link java.lang.StrictMath} for transcendentals, or {@link
 * io.gyre.learning.Tanh}, whose bits are as fixed. So a replayed stream gives the same model, bit
 * for bit, on any machine.
 *
 * <p>May use {@code io.gyre.data} (numpy's generator) and EJML; never Kafka.
 */
package io.gyre.learning;
