/**
 * Files of rows, and the JSON record that each row becomes.
 *
 * <pre>
 *                    ┌─► CsvRowReader  ─┐
 *  DataFile ─► ByteInput ─► JsonRowReader ─┼─► Row: line, JSON as on the topic, labelled or not
 *                    └─► ArffRowReader ─┘
 *  SampleOrders ─► a made-up file
 * </pre>
 *
 * <p>Each reader extends {@code RowReader}; {@code TextRows} gives it lines, or rows of quoted
 * cells, and {@code NamedColumns} writes the record of a row's cells.
 *
 * <p>A format is a constant in {@link io.gyre.file.FileFormat} beside its reader; nothing else in
 * the program knows the formats.
 *
 * <p>May use the JDK, Jackson, {@code data} and {@link io.gyre.GyreException}; never Kafka.
 */
package io.gyre.file;
