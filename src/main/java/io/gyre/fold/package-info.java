/**
 * The fold over one ordered log of records: state' = apply(state, record).
 *
 * <pre>
 *  point ─► PartitionFold ─► PartitionWindows, ClassNumbers, Shared   kept once for all
 *                        ├─► ScoredLearner "network"                  Learner and its scores
 *                        ├─► ScoredLearner "logistic"
 *                        └─► LateLabelling ─► WaitingStorage         points whose label comes later
 * </pre>
 *
 * <p>A Kafka Streams application drives it, and a plain loop can: the same records give the same
 * bits. Behind a journal it is told first where each record came {@link
 * io.gyre.fold.PartitionFold#from from}. May use {@code io.gyre.data}, {@code learning}, {@code
 * scoring} and {@code state}; never Kafka.
 */
package io.gyre.fold;
