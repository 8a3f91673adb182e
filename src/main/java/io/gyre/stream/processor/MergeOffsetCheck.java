package io.gyre.stream.processor;

/**
 * Compares the offsets that merge is given of one partition with each other, and the first with
 * what the group has committed: nothing is passed over in silence. Not thread-safe.
 */
public final class MergeOffsetCheck {

  private static final long NONE = -1;

  private final SourceLog source;
  private final String topic;
  private final int partition;
  private long next = NONE;

  public MergeOffsetCheck(SourceLog source, String topic, int partition) {
    this.source = source;
    this.topic = topic;
    this.partition = partition;
  }

  /**
   * Checks the offset of a record before it is merged.
   *
   * @return how many offsets before it the topic lost before they could be read
   * @throws NewRunException when there are records before it that were not merged, or it was merged
   *     already: the next run goes on where the group has committed
   */
  public long check(long offset) {
    boolean first = next == NONE;
    if (offset < next) {
      throw new NewRunException(
          "merge was given offset %d of partition %d of %s behind offset %d: the topic has been created again, or its offsets were reset"
              .formatted(offset, partition, topic, next - 1));
    }
    long from = first ? source.committedOffset(topic, partition) : next;
    long missed =
        from < offset ? missed(new LogGap(source, topic, partition, from, offset), first) : 0;
    next = offset + 1;
    return missed;
  }

  private static long missed(LogGap gap, boolean first) {
    LogGap unread = first ? gap : gap.unread();
    if (unread.from() == unread.to()) {
      return 0;
    }
    gap.refuseRecords("merge");
    return unread.lost("merge");
  }
}
