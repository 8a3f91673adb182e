/**
 * The state of a fold, in parts, and its loading and saving.
 *
 * <pre>
 *  FoldStore ─► FoldState ─► settings, position, classes, encoder, memory, windows
 *                        └─► ScoredLearner: a learner and its LearnerScores
 * </pre>
 */
package io.gyre.fold.state;
