package io.gyre.topic;

/**
 * The figures of a learner between two reports, in the form of the records of a report.
 *
 * @param metrics a preview: those since the last report
 * @param shape the learner without what it has learned
 */
public record InterimReport(LearnerKey key, Metrics metrics, Parameters shape) {}
