/**
 * An application: every learner predicts each point, then learns from it.
 *
 * <pre>
 *  points (bytes) ──► LearningProcessor ──┬─► predictions
 *                                         ├─► metrics
 *                                         ├─► parameters
 *                                         └─► dead-letters
 * </pre>
 *
 * <p>{@code RunStarter} starts a run of Kafka Streams, {@code RunSupervisor} another after each
 * failure that may pass. State, outputs and input offsets commit in one transaction.
 */
package io.gyre.stream;
