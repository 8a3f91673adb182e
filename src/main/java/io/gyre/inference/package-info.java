/**
 * The Open Inference Protocol (V2, REST): others ask the learners of an application as the models
 * of an inference server.
 *
 * <pre>
 *  request ─► {@link io.gyre.inference.InferenceRoutes} ─► InferenceRequest: tensors ─► rows of fields
 *                          │
 *                          └─► Models: which learner ─► LiveFolds ─► InferenceAnswer: tensors
 * </pre>
 */
package io.gyre.inference;
