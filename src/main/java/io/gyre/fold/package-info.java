/**
 * The fold over one ordered log of records: state' = apply(state, record).
 *
 * <pre>
 *  record ─► Fold ─► LogPointReader                           what is in the record
 *                ├─► LateLabelling ─► WaitingRecords           points whose label comes later
 *                ├─► Learners ─► ScoredLearner "network"       Learner and its scores
 *                │            ─► ScoredLearner "logistic"
 *                └─► FoldState                                 all that is remembered and saved
 * </pre>
 *
 * <p>A Kafka Streams application drives it, and a plain loop can: the same records give the same
 * bits. {@link io.gyre.fold.Fold} is the only entry:
 *
 * <pre>{@code
 * var settings = new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard());
 * Fold fold = Fold.open(settings, FoldStore.unsaved("my loop"));
 * long offset = 0;
 * for (byte[] json : records) {
 *   Step step = fold.apply(LogRecord.of(LogRecord.Kind.POINT, json, timeMs, 0, offset++));
 *   if (step.isRefused()) {
 *     System.err.println(step.reason());
 *   } else if (step.isPoint()) {
 *     System.out.println(step.answer().prediction(0));
 *   }
 * }
 * fold.apply(LogRecord.of(LogRecord.Kind.END, null, 0, 0, offset));
 * System.out.println(fold.report().digest(0));
 * }</pre>
 *
 * <p>{@link io.gyre.fold.LiveFolds} lets other threads ask a fold between two records. It does not
 * know Kafka.
 */
package io.gyre.fold;
