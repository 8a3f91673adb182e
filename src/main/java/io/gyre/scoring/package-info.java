/**
 * How well a learner predicts: metrics, the windows that they are of, and the event time by which
 * windows open and close.
 *
 * <p>May use {@code io.gyre.data} and {@code io.gyre.state}.
 */
package io.gyre.scoring;
