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

  /** What is missed before each offset; those behind "then" are given once the topic is as told. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deleted behind the commit, before the first | 100 | 140  | -1 | false | then 150:40
          the oldest went since merge was given it    | 100 | 900  | -1 | false | then 150:50
          marks of transactions are not missed        | 100 | 0    | -1 | false | then 104:0 2000:0
          what is behind the commit is taken again    | 100 | 0    | -1 | true  | then 60:0 61:0
          deleted in mid-stream                       | 0   | 5000 | -1 | false | 0:0 then 5010:4999
          a few, which marks could hide               | 0   | 330  | 3  | false | 0:0 then 332:327 340:0
          """)
  void shouldCount(
      String what, long committed, long earliest, long lost, boolean holds, String offsets) {
    source.committedOffset = committed;
    for (String each : offsets.split(" ")) {
      if (each.equals("then")) {
        source.earliestOffset = earliest;
        source.lostPlace = lost < 0 ? source.lostPlace : lost;
        source.holdsRecords = holds;
      } else {
        String[] parts = each.split(":");
        assertThat(missedBefore(Long.parseLong(parts[0]))).isEqualTo(Long.parseLong(parts[1]));
      }
    }
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
