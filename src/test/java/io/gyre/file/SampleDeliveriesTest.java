package io.gyre.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.SampleRows.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleDeliveriesTest {

  private static final int ROWS = 10_000;
  private static final long SEED = 42;

  private record Delivery(
      String id,
      Instant time,
      String courier,
      String shop,
      String district,
      double distance,
      int items,
      String weather,
      double minutes) {

    static Delivery of(String row) {
      String[] cells = row.split(",");
      assertThat(cells).hasSize(9);
      assertThat(cells[8]).matches("\\d+\\.\\d");
      return new Delivery(
          cells[0],
          Instant.parse(cells[1]),
          cells[2],
          cells[3],
          cells[4],
          Double.parseDouble(cells[5]),
          Integer.parseInt(cells[6]),
          cells[7],
          Double.parseDouble(cells[8]));
    }

    int day() {
      return (int) Duration.between(SampleDeliveries.BEGIN, time).toDays();
    }

    double hour() {
      return Duration.between(SampleDeliveries.BEGIN, time).toSeconds() / 3600.0 - 24 * day();
    }
  }

  private static List<String> rows(int count, long seed) {
    SampleRows sample = SampleRows.of(Kind.DELIVERIES, count, seed);
    List<String> rows = new ArrayList<>();
    for (String row = sample.next(); row != null; row = sample.next()) {
      rows.add(row);
    }
    return rows;
  }

  private static List<Delivery> deliveries() {
    return rows(ROWS, SEED).stream().map(Delivery::of).toList();
  }

  private static double mean(List<Delivery> deliveries, Predicate<Delivery> which) {
    return deliveries.stream().filter(which).mapToDouble(Delivery::minutes).average().orElseThrow();
  }

  @Test
  void shouldFollowFromTheSeed() {
    assertThat(rows(500, 42)).isEqualTo(rows(500, 42)).isNotEqualTo(rows(500, 43)).hasSize(500);
    // The same on every machine, and in every version.
    assertThat(rows(2, 42))
        .containsExactly(
            "d-1,2026-01-09T09:42:42Z,c-14,s-4,centre,3.94,2,dry,34.5",
            "d-2,2026-01-21T09:03:09Z,c-1,s-13,south,2.45,3,dry,28.8");
    assertThat(SampleRows.of(Kind.DELIVERIES, 1, 1).header)
        .isEqualTo("id,time,courier,shop,district,distance_km,items,weather,minutes");
  }

  @Test
  void shouldTakeFourWeeksWithDistinctIdsAndPlausibleMinutes() {
    List<Delivery> deliveries = deliveries();

    assertThat(deliveries.stream().map(Delivery::id).distinct()).hasSize(ROWS);
    assertThat(deliveries.stream().map(Delivery::time)).isSorted();
    assertThat(deliveries.stream().map(Delivery::day).distinct()).hasSize(28);
    for (int i = 1; i < ROWS; i++) {
      // A longer pause would need --max-ahead.
      assertThat(Duration.between(deliveries.get(i - 1).time, deliveries.get(i).time))
          .isLessThan(Duration.ofHours(1));
    }
    assertThat(deliveries).allMatch(each -> 8 <= each.minutes && each.minutes < 120);
    assertThat(deliveries.stream().filter(each -> each.minutes > 90)).hasSizeLessThan(10);
  }

  @Test
  void shouldTakeLongerInRushHoursAndWhereThereWasAnAccident() {
    List<Delivery> deliveries = deliveries();
    SampleDeliveries sample = new SampleDeliveries(ROWS, SEED);
    Predicate<Delivery> noon = each -> 12 <= each.hour() && each.hour() < 13;
    Predicate<Delivery> evening = each -> 18.5 <= each.hour() && each.hour() < 19.5;
    Predicate<Delivery> afternoon = each -> 14.5 <= each.hour() && each.hour() < 16.5;
    Predicate<Delivery> slowed =
        each -> {
          int district = SampleDeliveries.DISTRICTS.indexOf(each.district);
          return sample.accidents.get(each.day()).factor(district, each.hour()) > 1;
        };

    double quiet = mean(deliveries, afternoon);
    assertThat(mean(deliveries, noon)).isGreaterThan(1.25 * quiet);
    assertThat(mean(deliveries, evening)).isGreaterThan(1.25 * quiet);
    // Between the rush hours, which would slow both.
    assertThat(deliveries.stream().filter(slowed).count()).isGreaterThan(ROWS / 30);
    assertThat(mean(deliveries, afternoon.and(slowed)))
        .isGreaterThan(1.25 * mean(deliveries, afternoon.and(slowed.negate())));
  }

  @Test
  void shouldDifferByCourierAndShop() {
    List<Delivery> deliveries = deliveries();

    assertThat(slowestByFastest(deliveries, Delivery::courier)).isGreaterThan(1.2);
    assertThat(slowestByFastest(deliveries, Delivery::shop)).isGreaterThan(1.2);
  }

  private static double slowestByFastest(
      List<Delivery> deliveries, Function<Delivery, String> key) {
    DoubleSummaryStatistics means =
        deliveries.stream()
            .collect(Collectors.groupingBy(key, Collectors.averagingDouble(Delivery::minutes)))
            .values()
            .stream()
            .mapToDouble(mean -> mean)
            .summaryStatistics();
    return means.getMax() / means.getMin();
  }
}
