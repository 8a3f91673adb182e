package io.gyre.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.SampleRows.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SamplePaymentsTest {

  private static final int ROWS = 50_000;

  private record Payment(
      String id,
      Instant time,
      String customer,
      String merchant,
      double amount,
      String memo,
      boolean fraud) {

    static Payment of(String row) {
      String[] cells = row.split(",");
      return new Payment(
          cells[0],
          Instant.parse(cells[1]),
          cells[2],
          cells[3],
          Double.parseDouble(cells[4]),
          cells[5],
          cells[6].equals("1"));
    }
  }

  private static List<String> rows(int count, long seed) {
    SampleRows sample = SampleRows.of(Kind.PAYMENTS, count, seed);
    List<String> rows = new ArrayList<>();
    for (String row = sample.next(); row != null; row = sample.next()) {
      rows.add(row);
    }
    return rows;
  }

  private static List<Payment> payments() {
    return rows(ROWS, 42).stream().map(Payment::of).toList();
  }

  @Test
  void shouldFollowFromTheSeed() {
    assertThat(rows(500, 42)).isEqualTo(rows(500, 42)).isNotEqualTo(rows(500, 43)).hasSize(500);
    // The same on every machine, and in every version.
    assertThat(rows(2, 42))
        .containsExactly(
            "p-1,2026-01-10T17:54:17Z,c-1,m-1,86.81,three winter coat for home,0",
            "p-2,2026-04-12T09:22:07Z,c-1,m-1,54.69,three running shoes by post,0");
    assertThat(SampleRows.of(Kind.PAYMENTS, 1, 1).header)
        .isEqualTo("id,time,customer,merchant,amount,memo,fraud");
  }

  @Test
  void shouldTakeFourMonthsWithDistinctIdsAndTextOfSeveralWords() {
    List<Payment> payments = payments();

    assertThat(payments.stream().map(Payment::id).distinct()).hasSize(ROWS);
    assertThat(payments.stream().map(Payment::time)).isSorted();
    Duration all = Duration.between(payments.get(0).time, payments.get(ROWS - 1).time);
    assertThat(all).isBetween(Duration.ofDays(115), Duration.ofDays(125));
    assertThat(payments).allMatch(payment -> payment.memo.split(" ").length >= 4);
    assertThat(payments.stream().filter(Payment::fraud).count() / (double) ROWS)
        .isBetween(.01, .02);
  }

  /** By itself a payment says little, and the past of its merchant or customer much. */
  @Test
  void shouldShowFraudByWhatIsKnownOfMerchantAndCustomer() {
    List<Payment> payments = payments();

    // The last 10 payments at the merchant, of more than a week before.
    assertThat(lift(payments, Payment::merchant, (past, now) -> frauds(past) >= 2))
        .isGreaterThan(8);
    // More than three times the mean of what the customer paid before.
    assertThat(lift(payments, Payment::customer, (past, now) -> now > 3 * mean(past)))
        .isGreaterThan(9);
    double usual = mean(payments);
    assertThat(lift(payments, Payment::id, (past, now) -> now > 3 * usual)).isLessThan(5);
  }

  private interface Sign {
    boolean is(List<Payment> past, double amount);
  }

  private static long frauds(List<Payment> past) {
    return past.stream().skip(Math.max(0, past.size() - 10)).filter(Payment::fraud).count();
  }

  private static double mean(List<Payment> past) {
    return past.stream().mapToDouble(Payment::amount).average().orElse(Double.MAX_VALUE);
  }

  /** Returns how many times as much fraud there is where there is a sign of it in the past. */
  private static double lift(List<Payment> payments, Function<Payment, String> key, Sign sign) {
    Map<String, List<Payment>> byKey = new HashMap<>();
    double signs = 0;
    double frauds = 0;
    for (Payment next : payments) {
      List<Payment> all = byKey.computeIfAbsent(key.apply(next), k -> new ArrayList<>());
      List<Payment> known =
          all.subList(Math.max(0, all.size() - 50), all.size()).stream()
              .filter(past -> past.time.isBefore(next.time.minus(Duration.ofDays(7))))
              .toList();
      if (sign.is(known, next.amount)) {
        signs++;
        frauds += next.fraud ? 1 : 0;
      }
      all.add(next);
    }
    return frauds / signs / (payments.stream().filter(Payment::fraud).count() / (double) ROWS);
  }
}
