package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.counts.LateLabelCounts;
import io.gyre.words.PrintableText;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Shows the records of one topic, line by line.
 *
 * @param <R> what a line is about
 */
public abstract class RecordView<R> {

  final TableColumns<R> columns = new TableColumns<>();
  private List<String> headed;
  private UnaryOperator<byte[]> reading = value -> value;

  /** Lets values go through what makes them JSON, and returns this. */
  public RecordView<R> reading(UnaryOperator<byte[]> json) {
    reading = json;
    return this;
  }

  /** Returns a record's value as JSON. */
  final byte[] value(ConsumerRecord<byte[], byte[]> found) {
    return reading.apply(found.value());
  }

  /**
   * Returns the content of a record; null if it is filtered out.
   *
   * @throws org.apache.kafka.common.errors.SerializationException if it is no record of this topic
   */
  abstract R read(ConsumerRecord<byte[], byte[]> found);

  /** Returns what stands above others lines: the titles of the columns. */
  public String header() {
    headed = columns.titles();
    return columns.header();
  }

  /** Tells whether the next line has other columns than those of the last header. */
  public final boolean needsHeader() {
    return !columns.titles().equals(headed);
  }

  /** Returns a record as a line for a person; null and throws as {@link #read} does. */
  public final String line(ConsumerRecord<byte[], byte[]> found) {
    R row = read(found);
    return row == null ? null : columns.line(row);
  }

  /** Returns what became of late labels by the last record; null unless it says so. */
  public LateLabelCounts lateLabels() {
    return null;
  }

  /** Returns a record as one JSON object for a program; null and throws as {@link #read} does. */
  public String json(ConsumerRecord<byte[], byte[]> found) {
    return read(found) == null ? null : PrintableText.json(new String(value(found), UTF_8));
  }
}
