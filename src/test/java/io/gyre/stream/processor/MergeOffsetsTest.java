package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.stream.FixedSourceLog;
import io.gyre.topic.Origin;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What merge may be given next, and what it counts as missed. */
class MergeOffsetsTest {

  private final FixedSourceLog source = new FixedSourceLog();
  private final MergeProcessor merge = new MergeProcessor(source, Origin.Kind.POINT, null, null);
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

  MergeOffsetsTest() {
    merge.init(context);
  }

  private long missedBefore(long offset) {
    context.resetForwards();
    context.setRecordMetadata("points", 3, offset);
    merge.process(new Record<>(null, new byte[1], 0));
    return Origin.of(context.forwarded().get(0).record().headers()).missed();
  }

  /** The oldest record may have been deleted since merge was given this one. */
  @ParameterizedTest
  @CsvSource({"140, 40", "900, 50"})
  void shouldCountBeforeTheFirstRecordWhatRetentionDeletedBehindTheCommit(
      long earliest, long expected) {
    source.committedOffset = 100;
    source.earliestOffset = earliest;
    assertThat(missedBefore(150)).isEqualTo(expected);
  }

  @Test
  void shouldCountNoMarkersAsMissed() {
    source.committedOffset = 100;

    assertThat(missedBefore(104)).isZero();
    assertThat(missedBefore(2_000)).isZero();
  }

  @Test
  void shouldTakeAgainWhatIsBehindTheCommit() {
    source.committedOffset = 100;
    source.holdsRecords = true;

    assertThat(missedBefore(60)).isZero();
    assertThat(missedBefore(61)).isZero();
  }

  @Test
  void shouldRefuseToPassOverRecordsAtTheStart() {
    source.committedOffset = 100;
    source.holdsRecords = true;

    assertThatThrownBy(() -> missedBefore(101))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining(
            "offset 101 of partition 3 of points, but there are records between it and offset 100");
  }

  @Test
  void shouldRefuseToPassOverRecordsInMidStream() {
    missedBefore(0);
    source.holdsRecords = true;

    assertThatThrownBy(() -> missedBefore(1_002))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("between it and offset 1,");
  }

  @Test
  void shouldCountWhatRetentionDeletedInMidStream() {
    missedBefore(0);
    source.earliestOffset = 5_000;

    assertThat(missedBefore(5_010)).isEqualTo(4_999);
  }

  /** Up to 1,000 could hide among the marks of transactions. */
  @Test
  void shouldCountAFewThatWereDeletedInMidStream() {
    missedBefore(0);
    source.lostPlace = 3;
    source.earliestOffset = 330;

    assertThat(missedBefore(332)).isEqualTo(327);
    assertThat(missedBefore(340)).isZero();
  }

  /** A transaction a record would otherwise cost a round trip to the broker a record. */
  @Test
  void shouldNotAskTheBrokerAboutSmallGapsInMidStream() {
    missedBefore(0);
    source.holdsRecords = true;

    for (long offset = 2; offset < 20; offset += 2) {
      assertThat(missedBefore(offset)).isZero();
    }
    assertThat(missedBefore(18 + 1 + 1_000)).isZero();
    assertThat(source.asked).isZero();
  }

  @Test
  void shouldRefuseToGoBackInMidStream() {
    missedBefore(7);

    assertThatThrownBy(() -> missedBefore(7))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("offset 7 of partition 3 of points behind offset 7");
  }
}
