/**
 * Files of rows, and the JSON record that each row becomes.
 *
 * <pre>
 *                    ┌─► CsvRowReader  ─┐
 *  DataFile ─► ByteInput ─► JsonRowReader ─┼─► Row: line, JSON as on the topic, labelled or not
 *                    └─► ArffRowReader ─┘
 *  SampleRows ─► a made-up file
 * </pre>
 *
 * <p>{@code RowReader}, the base of all, finds the lines, or rows of quoted cells; {@code
 * NamedColumns} writes the record of a row's cells.
 *
 * <p>A format is a constant in {@link io.gyre.file.FileFormat} and its reader; no other place lists
 * the formats.
 *
 * <p>May use the JDK, Jackson, {@code data} and {@link io.gyre.GyreException}; never Kafka.
 */
package io.gyre.file;
