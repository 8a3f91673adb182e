/**
 * Points and where they come from.
 *
 * <pre>
 *  Spirals        endless, drifting, i-th point = f(settings, i)  ─┬─► Point ◄─► PointJson (plain form)
 *  RecordReader   records of any shape, from a topic or a file    ─┘
 * </pre>
 *
 * <p>A record becomes a point so:
 *
 * <pre>
 *  byte[] ─► JsonRecords (JsonWalk, JsonEnvelope) or CsvRecords ─► PointBuilder ─► Point
 *            values at their FieldPath                             FieldBuffer     Fields
 * </pre>
 *
 * <p>{@code JsonWalk} goes through the JSON of rows for {@code file} too.
 *
 * <p>May use the JDK, Jackson and {@link io.gyre.GyreException}; nothing else of Gyre, and never
 * Kafka.
 */
package io.gyre.data;
