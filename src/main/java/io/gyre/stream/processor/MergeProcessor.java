package io.gyre.stream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.format.RecordReader;
import io.gyre.format.Schema;
import io.gyre.format.SchemaFrame;
import io.gyre.registry.UsedSchemas;
import io.gyre.topic.Origin;
import io.gyre.topic.SchemaHeaders;
import java.util.HashMap;
import java.util.Map;
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

  /** So many ids are remembered; a stream of wrong ids must not fill the memory. */
  private static final int MOST_WRITTEN = 10_000;

  private final SourceLog source;
  private final Origin.Kind kind;
  private final RecordReader reader;
  private final UsedSchemas schemas;

  /** The schemas that are on the journal since this began. */
  private final Map<String, Schema> written = new HashMap<>();

  private ProcessorContext<byte[], byte[]> context;
  private String topicId;
  private long next = NONE;

  /**
   * @param schemas finds the schemas of records; null without a registry
   * @param reader knows which records name one; null without a registry
   */
  public MergeProcessor(
      SourceLog source, Origin.Kind kind, UsedSchemas schemas, RecordReader reader) {
    this.source = source;
    this.kind = kind;
    this.schemas = schemas;
    this.reader = reader;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    next = NONE;
    written.clear();
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
    if (unusable == null && schemas != null) {
      writeSchema(record, from, timestamp);
    }
    forward(
        whole.key(),
        whole.value(),
        new RecordHeaders(whole.headers()),
        origin(kind, from, timestamp, missed, unusable));
  }

  /**
   * Writes the schema of a record before it is first used, so that the journal needs no registry.
   */
  private void writeSchema(Record<byte[], byte[]> record, RecordMetadata from, long timestamp) {
    SchemaFrame frame = reader.frame(record.value(), SchemaHeaders.named(record.headers()));
    Schema schema = frame == null ? null : schemas.get(frame.id());
    if (schema == null || schema.equals(written.get(frame.id()))) {
      return;
    }
    Origin origin = origin(Origin.Kind.SCHEMA, from, timestamp, 0, null);
    byte[] json = schema.toJson().getBytes(UTF_8);
    forward(frame.id().getBytes(UTF_8), json, new RecordHeaders(), origin);
    if (written.size() >= MOST_WRITTEN) {
      written.clear();
    }
    written.put(frame.id(), schema);
  }

  private Origin origin(
      Origin.Kind of, RecordMetadata from, long timestamp, long missed, String unusable) {
    return new Origin(
        of, from.topic(), topicId, from.partition(), from.offset(), timestamp, missed, unusable);
  }

  private void forward(byte[] key, byte[] value, RecordHeaders headers, Origin origin) {
    origin.addTo(headers);
    context.forward(new Record<>(key, value, Math.max(0, origin.timestamp()), headers));
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
