/**
 * The application: a Kafka Streams topology in which every learner predicts each point, then learns
 * from it.
 *
 * <pre>
 *  points (bytes) ──► Intake ──┬─► LearnerProcessor "network"  ──┬─► predictions
 *                       │      └─► LearnerProcessor "logistic" ──┼─► metrics
 *                       ▼            (each: OnlineLearner,       └─► parameters
 *                  dead-letters       Scores, LearnerStore)
 * </pre>
 *
 * <p>One subtopology, so one task a partition of {@code points} holds a replica of every learner.
 * What a learner is lives in its store, in four kinds of entries ({@link
 * io.gyre.stream.LearnerStore}); live objects are rebuilt from it in {@code init()}. Parameters,
 * optimiser, memory, scores, outputs and input offsets commit in one transaction.
 *
 * <p>May use {@code data}, {@code learning}, {@code kafka}, {@code topic}, Kafka Streams and
 * Jackson.
 */
package io.gyre.stream;
