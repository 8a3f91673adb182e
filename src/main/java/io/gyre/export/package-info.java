/**
 * Takes a model away: the learners of a fold as a graph of ONNX, with all that is needed to ask it
 * elsewhere.
 *
 * <pre>
 *  Fold ──► RowInputs ──► one KindGraph for each learner ──► ExportedModel ──► ExportFolder
 *           what all see   of KindGraphs, by kind             Graph             model.onnx
 *                                                                               encoder.json …
 * </pre>
 *
 * <p>It reads a fold and changes nothing. It knows no Kafka.
 */
package io.gyre.export;
