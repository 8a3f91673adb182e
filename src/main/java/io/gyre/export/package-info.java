/**
 * Takes a model away: the learners of a fold as a graph of ONNX, with all that is needed to ask it
 * elsewhere.
 *
 * <pre>
 *  FoldReport ──► LearnedModel ──────────────► ExportedModel ──► ExportFolder
 *                 an Expression of each learner OnnxGraph         model.onnx
 *                                                               encoder.json …
 * </pre>
 *
 * <p>It sees what a fold says of itself, and no state. It knows no Kafka.
 */
package io.gyre.export;
