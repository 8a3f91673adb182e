package io.gyre.cli.command;

/** Takes the records that rows become, in the order in which they are sent. */
interface RecordSink {

  /**
   * Takes a point.
   *
   * @param key null for none
   * @param value its record; kept
   * @param timestamp in milliseconds since the epoch
   */
  void point(String key, byte[] value, long timestamp);

  /** As above, a label in a record of its own. */
  void label(String key, byte[] value, long timestamp);
}
