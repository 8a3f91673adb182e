/**
 * The application: a Kafka Streams topology in which every learner predicts each point, then learns
 * from it.
 *
 * <pre>
 *  points (bytes) ──► LearningProcessor ──┬─► predictions
 *                                         ├─► metrics
 *                                         ├─► parameters
 *                                         └─► dead-letters
 * </pre>
 *
 * <p>One subtopology learns, with a task a partition of what it reads. Where records are merged,
 * each topic that is read has one more ({@code MergeProcessor}), whose records go to the journal.
 * All that follows from its points is one {@link io.gyre.fold.Fold}: it applies each record to it,
 * and sends what each learner has to tell ({@link io.gyre.stream.processor.OutputForwarder}). It
 * lives in the partition's store ({@link io.gyre.stream.processor.CommitStore}), and is rebuilt
 * from it in {@code init()}. State, outputs and input offsets commit in one transaction.
 *
 * <p>May use {@code data}, {@code state}, {@code learning}, {@code scoring}, {@code fold}, {@code
 * kafka}, {@code topic}, Kafka Streams and Jackson.
 */
package io.gyre.stream;
