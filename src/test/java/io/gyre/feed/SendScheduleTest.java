package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendScheduleTest {

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 7, 1000, 2000, 99_999})
  void shouldPutExactlyAsManyPointsAsTheRateIntoEverySecond(double rate) {
    SendSchedule schedule = SendSchedule.replaying(rate, 1_780_000_000_000L);
    for (long second : new long[] {0, 1, 59, 86_400}) {
      long first = (long) (second * rate);
      long from = 1_780_000_000_000L + second * 1000;

      assertThat(schedule.timestamp(first)).isEqualTo(from);
      assertThat(schedule.timestamp(first + (long) rate - 1)).isBetween(from, from + 999);
      assertThat(schedule.timestamp(first + (long) rate)).isEqualTo(from + 1000);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2000})
  void shouldBeginWithAFullSecondAndNotBeforeIt(double rate) throws InterruptedException {
    long before = System.currentTimeMillis();
    SendSchedule schedule = SendSchedule.fromNextSecond(rate, 0);
    long after = System.currentTimeMillis();
    long start = schedule.timestamp(0);

    assertThat(start % 1000).isZero();
    assertThat(start).isGreaterThan(before).isLessThanOrEqualTo(after + 1000);
    assertThat(schedule.await(0, new StopSignal())).isTrue();
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(start - 5);
  }
}
