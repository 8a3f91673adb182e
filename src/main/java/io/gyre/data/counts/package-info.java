/** Counts beside the scores of learners, for records of metrics. */
package io.gyre.data.counts;
