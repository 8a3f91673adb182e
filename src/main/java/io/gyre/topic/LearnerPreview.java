package io.gyre.topic;

/**
 * How a learner stands between two reports, in the form of the records that tell it.
 *
 * @param key that those would have
 * @param metrics those since the last report, as a preview
 * @param shape the learner without what it has learned
 */
public record LearnerPreview(LearnerKey key, Metrics metrics, Parameters shape) {}
