package io.gyre.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  @ParameterizedTest
  @CsvSource({
    "0,1970-01-01T00:00:00Z",
    "1780000000,2026-05-28T20:26:40Z",
    "1780000000.123,2026-05-28T20:26:40.123Z",
    "1.78e9,2026-05-28T20:26:40Z",
    "99999999999,5138-11-16T09:46:39Z",
    "100000000000,1973-03-03T09:46:40Z",
    "1780000000123,2026-05-28T20:26:40.123Z",
    "253402300799999,9999-12-31T23:59:59.999Z",
    "2026-05-28T20:26:40Z,2026-05-28T20:26:40Z",
    "2026-05-28t20:26:40z,2026-05-28T20:26:40Z",
    "2026-05-28T20:26:40.1239Z,2026-05-28T20:26:40.123Z",
    "2026-05-28T22:26:40+02:00,2026-05-28T20:26:40Z",
    "2026-05-28T22:26:40+0200,2026-05-28T20:26:40Z",
    "2026-05-28T22:26:40+02,2026-05-28T20:26:40Z",
    "2026-05-28 22:26:40+02,2026-05-28T20:26:40Z",
    "2024-02-29T23:59:59,2024-02-29T23:59:59Z",
    "2026-05-28T20:26,2026-05-28T20:26:00Z",
    "2026-05-28T20:26:40.5,2026-05-28T20:26:40.5Z",
    "2026-05-28 20:26:40,2026-05-28T20:26:40Z",
    "2026-05-28,2026-05-28T00:00:00Z",
    "2017-11-07 9:30,2017-11-07T09:30:00Z",
    "2017-11-7 9:05:07.5+01:00,2017-11-07T08:05:07.5Z",
    "2026/5/28 20:26,2026-05-28T20:26:00Z",
    "31.12.2025,2025-12-31T00:00:00Z",
    "1.2.2025 4:05,2025-02-01T04:05:00Z",
    "12/31/2025 14:05,2025-12-31T14:05:00Z",
    "1/2/2025,2025-01-02T00:00:00Z",
  })
  void shouldReadATime(String text, String instant) {
    assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-1",
        "1969-12-31T23:59:59Z",
        "253402300800000",
        "1780000000123456",
        "1e999999999",
        "1e-999999999999",
        "1e400",
        "2026-02-30",
        "2026-13-01",
        "2026-02-29T00:00:00",
        "2026-05-28T24:00:00",
        "2026-05-28T20:26:60",
        "2026-05-28T20:26:4x",
        "0000-05-28T20:26:40",
        "28.05.26",
        "28-05-2026",
        "31/12/2025 14:05",
        "12/31/25",
        "31.13.2025",
        "1.2.20255",
        "2026-05-28  20:26:40",
        "2026-05-28T25:00:00Z",
        "2026-05-28T20:26:40Z and more"
      })
  void shouldReadNothingElse(String text) {
    assertThat(EventTime.parse(text)).isEqualTo(Point.NO_TIME);
  }

  @Test
  void shouldTakeAFractionOfNothingForTheBeginning() {
    assertThat(EventTime.parse("0.0000000001")).isZero();
    assertThat(EventTime.parse("0e999999")).isZero();
  }
}
