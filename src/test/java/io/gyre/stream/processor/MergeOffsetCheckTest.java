package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.stream.FixedSourceLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What merge may be given next, and what it counts as missed. */
class MergeOffsetCheckTest {

  private final FixedSourceLog source = new FixedSourceLog();
  private final MergeOffsetCheck check = new MergeOffsetCheck(source, "points", 3);

  /** The oldest record may have been deleted since merge was given this one. */
  @ParameterizedTest
  @CsvSource({"140, 40", "900, 50"})
  void shouldCountBeforeTheFirstRecordWhatRetentionDeletedBehindTheCommit(
      long earliest, long expected) {
    source.committedOffset = 100;
    source.earliestOffset = earliest;
    assertThat(check.check(150)).isEqualTo(expected);
  }

  @Test
  void shouldCountNoMarkersAsMissed() {
    source.committedOffset = 100;

    assertThat(check.check(104)).isZero();
    assertThat(check.check(2_000)).isZero();
  }

  @Test
  void shouldTakeAgainWhatIsBehindTheCommit() {
    source.committedOffset = 100;
    source.holdsRecords = true;

    assertThat(check.check(60)).isZero();
    assertThat(check.check(61)).isZero();
  }

  @Test
  void shouldRefuseToPassOverRecordsAtTheStart() {
    source.committedOffset = 100;
    source.holdsRecords = true;

    assertThatThrownBy(() -> check.check(101))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining(
            "offset 101 of partition 3 of points, but there are records between it and offset 100");
  }

  @Test
  void shouldRefuseToPassOverRecordsInMidStream() {
    check.check(0);
    source.holdsRecords = true;

    assertThatThrownBy(() -> check.check(1_002))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("between it and offset 1,");
  }

  @Test
  void shouldCountWhatRetentionDeletedInMidStream() {
    check.check(0);
    source.earliestOffset = 5_000;

    assertThat(check.check(5_010)).isEqualTo(4_999);
  }

  /** Up to 1,000 could hide among the marks of transactions. */
  @Test
  void shouldCountAFewThatWereDeletedInMidStream() {
    check.check(0);
    source.lostPlace = 3;
    source.earliestOffset = 330;

    assertThat(check.check(332)).isEqualTo(327);
    assertThat(check.check(340)).isZero();
  }

  /** A transaction a record would otherwise cost a round trip to the broker a record. */
  @Test
  void shouldNotAskTheBrokerAboutSmallGapsInMidStream() {
    check.check(0);
    source.holdsRecords = true;

    for (long offset = 2; offset < 20; offset += 2) {
      assertThat(check.check(offset)).isZero();
    }
    assertThat(check.check(18 + 1 + 1_000)).isZero();
    assertThat(source.asked).isZero();
  }

  @Test
  void shouldRefuseToGoBackInMidStream() {
    check.check(7);

    assertThatThrownBy(() -> check.check(7))
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("offset 7 of partition 3 of points behind offset 7");
  }
}
