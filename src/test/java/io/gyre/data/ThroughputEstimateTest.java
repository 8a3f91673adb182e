package io.gyre.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThroughputEstimateTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long NO_TIME = ThroughputEstimate.UNKNOWN;
  private static final long MARCH = Instant.parse("2018-03-02T09:59:30Z").toEpochMilli();
  private static final long DAY = 86_400_000;

  @Test
  void shouldSayHowFastHowMuchIsLeftAndHowFarTheStreamIs() {
    ThroughputEstimate pace = new ThroughputEstimate(0, 0, 36_345, MARCH);
    pace.note(1 * SECOND, 2_345, 34_000, MARCH);
    assertThat(pace.text())
        .isEqualTo("2,345 points/s, 34,000 left, 14 s; 2018-03-02T09:59Z, 0 s of stream in");
    pace.note(2 * SECOND, 4_690, 31_655, MARCH + 41 * DAY);
    assertThat(pace.text())
        .isEqualTo("2,345 points/s, 31,655 left, 13 s; 2018-04-12, 41 days of stream in");
  }

  @Test
  void shouldLeaveOutWhatNobodyKnows() {
    ThroughputEstimate pace = new ThroughputEstimate(0, 0, ThroughputEstimate.UNKNOWN, NO_TIME);
    assertThat(pace.text()).isEqualTo("0.0 points/s");
    pace.note(10 * SECOND, 25, ThroughputEstimate.UNKNOWN, NO_TIME);
    assertThat(pace.text()).isEqualTo("2.5 points/s");
    pace.note(20 * SECOND, 50, 100, NO_TIME);
    assertThat(pace.text()).isEqualTo("2.5 points/s, 100 left, 40 s");
  }

  @Test
  void shouldMeasureTheLastSecondsOnly() {
    ThroughputEstimate pace = new ThroughputEstimate(0, 0, 3_000, NO_TIME);
    pace.note(10 * SECOND, 10, 2_990, NO_TIME);
    assertThat(pace.perSecond()).isEqualTo(1);
    pace.note(20 * SECOND, 1_010, 1_990, NO_TIME);
    pace.note(30 * SECOND, 2_010, 990, NO_TIME);
    assertThat(pace.perSecond()).isEqualTo(100);
    assertThat(pace.secondsLeft()).isEqualTo(9.9);
  }

  @Test
  void shouldCountOnThePointsThatStillCome() {
    ThroughputEstimate pace = new ThroughputEstimate(0, 0, 1_000, NO_TIME);
    pace.note(10 * SECOND, 1_000, 900, NO_TIME);
    assertThat(pace.text()).isEqualTo("100 points/s, 900 left, 90 s");
    pace.note(20 * SECOND, 2_000, 1_000, NO_TIME);
    assertThat(pace.text()).isEqualTo("100 points/s, 1,000 left, not getting fewer");
    pace.note(21 * SECOND, 3_000, 0, NO_TIME);
    assertThat(pace.secondsLeft()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "119, 119 s",
    "120, 2 min",
    "7199, 120 min",
    "7200, 2 h",
    "172799, 48 h",
    "172800, 2 days",
    "315360000, '3,650 days'"
  })
  void shouldSayASpanInTheUnitThatFits(double seconds, String text) {
    assertThat(ThroughputEstimate.span(seconds)).isEqualTo(text);
  }
}
