/**
 * Points and their sources.
 *
 * <pre>
 *  Spirals        endless, drifting, i-th point = f(settings, i)  ─┬─► Point ──► PointJson (plain form)
 *  RecordReader   records of any shape, from a topic or a file    ─┘
 *
 *  byte[] ─► RecordReader: JsonRecords (JsonWalk, JsonEnvelope) or CsvRecords (CsvCells) ─► Point
 *            values at their FieldPaths, in a FieldBuffer                                   Fields
 * </pre>
 *
 * <p>{@code JsonWalk} and {@code CsvCells} read the rows of {@code file} too.
 *
 * <p>May use the JDK, Jackson and {@link io.gyre.GyreException}; nothing else of Gyre, and not
 * Kafka.
 */
package io.gyre.data;
