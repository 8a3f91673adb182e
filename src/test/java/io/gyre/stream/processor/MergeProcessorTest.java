package io.gyre.stream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.fold.intake.LogRecord;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.registry.UsedSchemas;
import io.gyre.stream.FixedSourceLog;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Origin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What merge makes of a record. */
class MergeProcessorTest {

  private final FixedSourceLog source = new FixedSourceLog();
  private final MergeProcessor merge = new MergeProcessor(source, Origin.Kind.LABEL, null, null);
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

  MergeProcessorTest() {
    merge.init(context);
  }

  private Record<byte[], byte[]> merged(long offset, Record<byte[], byte[]> record) {
    context.resetForwards();
    context.setRecordMetadata("clicks", 4, offset);
    merge.process(record);
    Record<? extends byte[], ? extends byte[]> out = context.forwarded().get(0).record();
    return new Record<>(out.key(), out.value(), out.timestamp(), out.headers());
  }

  private static Record<byte[], byte[]> record(int bytes, long timestamp) {
    return new Record<>(new byte[] {1}, new byte[bytes], timestamp);
  }

  @Test
  void shouldSayWhereARecordCameFromAndLeaveTheRest() {
    Record<byte[], byte[]> record = record(3, 77);
    record.headers().add("trace", new byte[] {5});

    Record<byte[], byte[]> merged = merged(9, record);

    assertThat(merged.key()).isSameAs(record.key());
    assertThat(merged.value()).isSameAs(record.value());
    assertThat(merged.timestamp()).isEqualTo(77);
    assertThat(merged.headers().lastHeader("trace").value()).containsExactly(5);
    assertThat(Origin.of(merged.headers()))
        .isEqualTo(new Origin(Origin.Kind.LABEL, "clicks", source.topicId, 4, 9, 77, 0, null));
    assertThat(record.headers().lastHeader(Origin.HEADER)).isNull();
  }

  /** Kafka refuses to write it. */
  @Test
  void shouldKeepThatATimestampWasNegative() {
    Record<byte[], byte[]> merged = merged(0, record(3, RecordTimestampExtractor.NEGATIVE));

    assertThat(merged.timestamp()).isZero();
    assertThat(Origin.of(merged.headers()).timestamp()).isEqualTo(-1);
  }

  /** Or the journal might not take it, and merge would end at every start. */
  @Test
  void shouldCutWhatIsTooLargeAndSayWhy() {
    int most = RecordReader.MAX_BYTES;

    assertThat(Origin.of(merged(0, record(most, 5)).headers()).unusable()).isNull();
    Record<byte[], byte[]> merged = merged(1, record(most + 1, 5));

    assertThat(merged.value()).hasSize(most);
    assertThat(merged.headers().lastHeader(DeadLetterHeaders.ORIGINAL_VALUE_BYTES)).isNotNull();
    assertThat(Origin.of(merged.headers()).unusable()).startsWith("value: expected at most");
  }

  /** A task that is revived is given again what was not committed. */
  @Test
  void shouldTakeRecordsAgainOnceItIsRevivedButNotBefore() {
    merged(0, record(3, 5));
    merged(1, record(3, 5));
    assertThatThrownBy(() -> merged(1, record(3, 5))).isInstanceOf(NewRunException.class);

    merge.init(context);

    assertThat(Origin.of(merged(0, record(3, 5)).headers()).offset()).isZero();
  }

  @Nested
  class WithSchemas {

    private final Map<String, Schema> there = new HashMap<>();
    private final MergeProcessor merge =
        new MergeProcessor(
            source,
            Origin.Kind.POINT,
            new UsedSchemas(
                there::get,
                "url",
                Duration.ZERO,
                null,
                () -> 0,
                (id, url) -> new GyreException(id)),
            RecordReader.of(
                RecordSettings.standard().withFormat(ValueFormat.AUTO), Accepts.POINTS));

    WithSchemas() {
      merge.init(context);
      there.put("id/7", new Schema(ValueFormat.JSON_SCHEMA, "", null));
      there.put("content/2", Schema.denied("no more"));
    }

    private List<String> merged(long offset, byte[] value, String header) {
      context.resetForwards();
      context.setRecordMetadata("clicks", 4, offset);
      Record<byte[], byte[]> record = new Record<>(null, value, 77);
      if (header != null) {
        record.headers().add(header, ByteBuffer.allocate(8).putLong(2).array());
      }
      merge.process(record);
      return context.forwarded().stream()
          .map(each -> each.record())
          .map(
              each -> {
                Origin origin = Origin.of(each.headers());
                String key = each.key() == null ? "" : new String(each.key(), UTF_8);
                return "%s %s %d".formatted(origin.kind(), key, origin.offset());
              })
          .toList();
    }

    @Test
    void shouldWriteASchemaBeforeItsFirstRecordOnly() {
      byte[] framed = {0, 0, 0, 0, 7, '{', '}'};

      assertThat(merged(0, framed, null)).containsExactly("SCHEMA id/7 0", "POINT  0");
      assertThat(merged(1, framed, null)).containsExactly("POINT  1");
      assertThat(merged(2, "{}".getBytes(UTF_8), null)).containsExactly("POINT  2");
      assertThat(merged(3, new byte[9], "apicurio.value.contentId"))
          .containsExactly("SCHEMA content/2 3", "POINT  3");
      assertThat(merged(4, null, null)).containsExactly("POINT  4");
    }

    /** What was written before may have been aborted. */
    @Test
    void shouldWriteItAgainOnceItIsRevived() {
      byte[] framed = {0, 0, 0, 0, 7, '{', '}'};
      merged(0, framed, null);

      merge.init(context);

      assertThat(merged(0, framed, null)).containsExactly("SCHEMA id/7 0", "POINT  0");
    }

    @Test
    void shouldWriteWhatAFoldReads() {
      merged(0, new byte[] {0, 0, 0, 0, 7, '{', '}'}, null);
      var written = context.forwarded().get(0).record();
      Record<byte[], byte[]> record =
          new Record<>(written.key(), written.value(), written.timestamp(), written.headers());
      RecordCoordinates place = new RecordCoordinates("journal", 0, 12);

      LogRecord read = new LogRecords(true).locate(record, place).log();

      assertThat(read.kind()).isEqualTo(LogRecord.Kind.SCHEMA);
      assertThat(read.schema()).isEqualTo("id/7");
      assertThat(Schema.ofJson(new String(read.value(), UTF_8))).isEqualTo(there.get("id/7"));
      assertThat(read.offset()).isEqualTo(12);
    }
  }
}
