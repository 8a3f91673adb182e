/**
 * Sends rows to topics: those of files, of standard input and of spirals, each when it is due. May
 * use data, file, state, time, topic and kafka, and Kafka's clients.
 *
 * <pre>
 *  Source ──► Pace ──► Records ──► Sink              (FeedLoop)
 *  CountedRows  SendSchedule  whole     PointSender ─► Kafka
 *  FileRows     AheadLimit          HeldLabels
 *  SpiralRows                 LateLabelRows
 * </pre>
 *
 * <p>When a label that is held back is due says {@code LabelQueue}, for scoring as well.
 */
package io.gyre.feed;
