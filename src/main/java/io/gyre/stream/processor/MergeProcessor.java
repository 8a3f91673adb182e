package io.gyre.stream.processor;

import io.gyre.topic.Origin;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Forwards the records of one partition to the journal with an {@link Origin}, so that from there
 * on they have one order. Records that are too large for a point are cut, with the reason. Offsets
 * are compared with each other, and the first with what the group has committed, so that no gap is
 * passed over in silence.
 */
public final class MergeProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final long NONE = -1;

  private final SourceLog source;
  private final Origin.Kind kind;
  private ProcessorContext<byte[], byte[]> context;
  private String topicId;
  private long next = NONE;

  public MergeProcessor(SourceLog source, Origin.Kind kind) {
    this.source = source;
    this.kind = kind;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    next = NONE;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    if (next == NONE) {
      topicId = source.topicId(from.topic());
    }
    long missed = missedBefore(from.topic(), from.partition(), from.offset());
    long timestamp = RecordTimestampExtractor.original(record.timestamp());
    String unusable = DeadLetterFactory.tooLarge(record);
    Record<byte[], byte[]> whole = unusable == null ? record : DeadLetterFactory.cut(record);
    RecordHeaders headers = new RecordHeaders(whole.headers());
    int partition = from.partition();
    new Origin(kind, from.topic(), topicId, partition, from.offset(), timestamp, missed, unusable)
        .addTo(headers);
    context.forward(new Record<>(whole.key(), whole.value(), Math.max(0, timestamp), headers));
  }

  /**
   * Checks the offset of a record before it is merged.
   *
   * @return how many offsets before it the topic lost before they could be read
   * @throws NewRunException when there are records before it that were not merged, or it was merged
   *     already: the next run goes on where the group has committed
   */
  private long missedBefore(String topic, int partition, long offset) {
    if (offset < next) {
      throw new NewRunException(
          "merge was given offset %d of partition %d of %s behind offset %d: the topic has been created again, or its offsets were reset"
              .formatted(offset, partition, topic, next - 1));
    }
    boolean first = next == NONE;
    long missed = 0;
    if (offset != next) {
      long from = first ? source.committedOffset(topic, partition) : next;
      LogGap gap = new LogGap(source, topic, partition, from, offset);
      LogGap unread = first || gap.isEmpty() ? gap : gap.unread();
      if (!unread.isEmpty()) {
        gap.refuseRecords("merge");
        missed = unread.lost("merge");
      }
    }
    next = offset + 1;
    return missed;
  }
}
