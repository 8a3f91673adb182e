/**
 * What a learner says of itself: how its answer is computed from a row, as an {@link
 * io.gyre.learning.expression.Expression} that needs no state. It knows the encoder, the scale and
 * the memory, and no learner.
 */
package io.gyre.learning.expression;
