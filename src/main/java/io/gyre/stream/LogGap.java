package io.gyre.stream;

/**
 * The offsets of a partition between one that was expected next and one that came.
 *
 * @param from the expected one
 * @param to the one that came
 */
record LogGap(SourceLog source, String topic, int partition, long from, long to) {

  /** A gap of offsets up to this is taken for transaction markers, without asking the broker. */
  static final long MARKERS = 1_000;

  /** How many offsets the topic lost before they could be read. */
  long lost() {
    return Math.max(0, Math.min(source.earliestOffset(topic, partition), to) - from);
  }

  /**
   * Nothing is lost in silence: what the group has not committed must not be passed over.
   *
   * @param who was given the offset, for the message
   * @throws SkippedRecordsException when there are records in the gap
   */
  void refuseRecords(String who) {
    if (from < to && source.holdsRecord(topic, partition, from, to)) {
      throw new SkippedRecordsException(
          "%s was given offset %d of partition %d of %s, but there are records between it and offset %d, up to which the group has committed"
              .formatted(who, to, partition, topic, from));
    }
  }
}
