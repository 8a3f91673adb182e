package io.gyre.stream.processor;

import io.gyre.topic.Origin;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Forwards the records of one partition to the journal, as they are, with an {@link Origin}: so
 * that from there on they have one order. What is too large to be a point is cut, and says why.
 */
final class MergeProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final SourceLog source;
  private final Origin.Kind kind;

  private ProcessorContext<byte[], byte[]> context;
  private String topicId;
  private MergeOffsetCheck offsets;

  MergeProcessor(SourceLog source, Origin.Kind kind) {
    this.source = source;
    this.kind = kind;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    offsets = null;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    if (offsets == null) {
      topicId = source.topicId(from.topic());
      offsets = new MergeOffsetCheck(source, from.topic(), from.partition());
    }
    long missed = offsets.check(from.offset());
    long timestamp = RecordTimestampExtractor.original(record.timestamp());
    String unusable = DeadLetterFactory.tooLarge(record);
    Record<byte[], byte[]> whole = unusable == null ? record : DeadLetterFactory.cut(record);
    RecordHeaders headers = new RecordHeaders(whole.headers());
    new Origin(
            kind,
            from.topic(),
            topicId,
            from.partition(),
            from.offset(),
            timestamp,
            missed,
            unusable)
        .addTo(headers);
    context.forward(new Record<>(whole.key(), whole.value(), Math.max(0, timestamp), headers));
  }
}
