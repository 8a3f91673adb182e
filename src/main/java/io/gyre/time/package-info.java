/**
 * Event time: the clock of each source, and the windows that open and close by it. It knows no
 * score.
 *
 * <pre>
 *  event times ─► SourceClocks ─► EventClock ─► PartitionWindows ─► Window
 * </pre>
 */
package io.gyre.time;
