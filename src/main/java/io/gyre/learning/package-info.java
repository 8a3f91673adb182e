/**
 * Learners, each of a kind, the optimisers, and the objects that learners share: the memory, and
 * the scale of all numbers.
 *
 * <pre>
 *  a JSON list ─► LearnersJson ─► LearnerSettings: a name and the KindSettings of a kind in Kinds
 *                                         └─► create(Shared, K) ─► Learner
 *
 *  point ─► Learner.predict ─► probabilities                  changes nothing
 *  point ─► Shared.add ─► Memory, Scaler                      once for all
 *        ─► Learner.learn(point, label)                       at once, or when the batch is full:
 *             Memory ─► Batch ─► FirstLayer ─► GradientModel ─► gradient ─► Optimiser
 *                                              one step, or refused as a whole
 * </pre>
 *
 * <p>A new kind is a {@link io.gyre.learning.Learner}, its settings and a line in {@link
 * io.gyre.learning.list.Kinds}; a new optimiser is a class and a line in {@code Optimisers}. Their
 * contract tests find them by that line.
 *
 * <p>Letters for sizes, everywhere: D features, K classes, H hidden units, B points of a batch, R
 * points that a learner remembers. Everything here depends only on its arguments: no clock, no
 * thread, no generator with a hidden state; {@link java.lang.StrictMath} for transcendentals, or
 * {@code Exponential}, whose bits are as fixed. So a replayed stream gives the same model, bit for
 * bit, on any machine.
 *
 * <p>This package is the contract; {@code list} knows the kinds. May use {@code io.gyre.data},
 * {@code encoding}, {@code state} and Jackson; never Kafka.
 */
package io.gyre.learning;
