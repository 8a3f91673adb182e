package io.gyre.cli.view;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How the records of one topic are shown, line by line. */
public interface RecordView {

  /** Returns the line above all others. */
  String header();

  /**
   * Returns a record as a line for a person, or null if it is not among those asked for.
   *
   * @throws org.apache.kafka.common.errors.SerializationException if it is no record of this topic
   */
  String line(ConsumerRecord<byte[], byte[]> found);

  /** Returns a record as one JSON object for a program, or null as {@link #line} does. */
  String json(ConsumerRecord<byte[], byte[]> found);
}
