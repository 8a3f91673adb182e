package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopwatchTest {

  @Test
  void shouldMeasureOneCallInSeventeen() {
    Stopwatch watch = new Stopwatch();
    int measured = 0;
    for (int i = 0; i < 170; i++) {
      long begun = watch.begin();
      measured += begun == Long.MIN_VALUE ? 0 : 1;
      watch.end(begun);
    }
    assertThat(measured).isEqualTo(10);
    assertThat(watch.meanNanos).isPositive();
  }

  @Test
  void shouldForgetWhatWasLongAgo() {
    Stopwatch watch = new Stopwatch();
    watch.end(watch.begin() - 1_000_000_000_000L);
    assertThat(watch.meanNanos).isGreaterThan(9e11);

    for (int i = 0; i < 17 * 20_000; i++) {
      watch.end(watch.begin());
    }
    assertThat(watch.meanNanos).isLessThan(1e6);
  }
}
