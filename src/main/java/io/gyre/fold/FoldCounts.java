package io.gyre.fold;

import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;

/**
 * What a fold counts beside the scores of its learners.
 *
 * @param labels of late labels; null without them
 * @param keys of what is remembered of keys; null without them
 * @param decisions null without them
 * @param wrongClocks how often a clock was found to be wrong
 * @param ignored records that are not meant as points, such as tombstones
 */
public record FoldCounts(
    LateLabelCounts labels,
    KeyCounts keys,
    DecisionCounts decisions,
    long wrongClocks,
    long ignored) {}
