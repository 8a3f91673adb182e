package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.RecordReader;
import io.gyre.stream.FixedSourceLog;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Origin;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** What merge makes of a record. */
class MergeProcessorTest {

  private final FixedSourceLog source = new FixedSourceLog();
  private final MergeProcessor merge = new MergeProcessor(source, Origin.Kind.LABEL);
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
}
