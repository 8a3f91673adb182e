/**
 * The topology of Kafka Streams: it reads records, hands them to the fold, and sends the results.
 *
 * <pre>
 *  points ─► MergeProcessor ─► journal ─► LearningProcessor ─► Fold ─► OutputForwarder ─► topics
 *            where records are merged          └─► CommitStore: the state, before each commit
 * </pre>
 */
package io.gyre.stream.processor;
