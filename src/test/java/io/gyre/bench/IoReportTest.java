package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.bench.LogSegments.Written;
import io.gyre.cli.option.RateText;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IoReportTest {

  private static IoReport report(double rate, long sent, long learned, double seconds) {
    return new IoReport(
        new IoRun.Result(
            rate,
            learned,
            seconds,
            2_500,
            new TreeMap<>(
                Map.of(
                    "metrics", new Written(1, 600, 1_000),
                    "points", new Written(sent, 200 * sent, 50 * sent),
                    "gyre-state-changelog", new Written(20, 18_000, 4_000))),
            new TreeMap<>(
                Map.of(
                    "position", new Written(10, 1_000, 0),
                    "tail/N", new Written(10, 17_000, 0)))));
  }

  @Test
  void shouldDivideByThePointsThatWereLearned() {
    assertThat(report(10, 100, 100, 10).lines(false))
        .satisfiesExactly(
            head ->
                assertThat(head)
                    .isEqualTo(
                        "10 points/s: 100 points learned in 10.0 s, 10 points/s, CPU 25 µs a point"),
            gap -> assertThat(gap).isEmpty(),
            titles -> assertThat(titles).startsWith("topic "),
            line -> assertThat(line).matches("points +100 +1.000 +200 +5,000 +50 +50.0 %"),
            line ->
                assertThat(line).matches("gyre-state-changelog +20 +0.200 +180 +4,000 +40 +40.0 %"),
            line -> assertThat(line).matches("metrics +1 +0.010 +6 +1,000 +10 +10.0 %"),
            line -> assertThat(line).matches("all but points +21 +0.210 +186 +5,000 +50 +50.0 %"));
  }

  @Test
  void shouldDivideWhatWasSentByWhatWasSentWhenNotAllWasLearned() {
    assertThat(report(RateText.MAX, 1_000, 100, 0.5).lines(false))
        .contains("Full speed: 100 points learned in 0.5 s, 200 points/s, CPU 25 µs a point")
        .anyMatch(line -> line.matches("points +1,000 +1.000 +200 +50,000 +50 +90.9 %"))
        .anyMatch(line -> line.matches("metrics +1 +0.010 .*"));
  }

  @Test
  void shouldShowTheLargestKeysOfTheStateFirst() {
    assertThat(report(RateText.MAX, 100, 100, 1).lines(true))
        .containsSubsequence("", "key of the state  records  content, bytes  a point")
        .satisfies(
            lines ->
                assertThat(lines.subList(lines.size() - 2, lines.size()))
                    .satisfiesExactly(
                        most -> assertThat(most).matches("tail/N +10 +17,000 +170"),
                        less -> assertThat(less).matches("position +10 +1,000 +10")));
  }

  @Test
  void shouldTellAllInJson() {
    assertThat(new ObjectMapper().valueToTree(report(RateText.MAX, 100, 100, 2).json()).toString())
        .startsWith(
            "{\"rate\":\"max\",\"points\":100,\"seconds\":2.0,\"pointsPerSecond\":50.0,\"microsPerPoint\":25.0,")
        .contains("\"metrics\":{\"records\":1,\"content\":600,\"bytes\":1000}")
        .contains("\"stateKeys\":{\"position\":{\"records\":10,");
  }

  @Test
  void shouldDivideByNothingWhenNothingWasLearned() {
    assertThat(report(RateText.MAX, 100, 0, 0).lines(true))
        .contains("Full speed: 0 points learned in 0.0 s, 0 points/s, CPU 2,500 µs a point");
  }
}
