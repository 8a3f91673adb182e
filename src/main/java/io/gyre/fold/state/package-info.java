/**
 * What a fold remembers, in parts, and how it is loaded and saved.
 *
 * <pre>
 *  FoldStore ─► FoldState ─► settings, position, classes, encoder, memory, windows
 *                        └─► ScoredLearner: a learner and its LearnerScores
 * </pre>
 */
package io.gyre.fold.state;
