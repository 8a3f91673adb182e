/**
 * Event time: the clock of each source, and the windows that open and close by it. It does not know
 * scores.
 *
 * <pre>
 *  event times ─► EventClock (a SourceClock for each source) ─► PartitionWindows ─► Window
 * </pre>
 */
package io.gyre.time;
