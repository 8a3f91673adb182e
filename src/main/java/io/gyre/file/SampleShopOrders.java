package io.gyre.file;

import java.time.Instant;
import java.util.Locale;

/**
 * A made-up stream of orders: numbers, text, a boolean, missing values and three classes.
 *
 * <p>In the middle the customers change: tools are then returned like clothes before, and payers by
 * voucher cancel like payers by invoice before. {@code kept} are some 55 % of the orders; logistic
 * regression that learns as it goes is right for some 86 %, and in the 500 orders after the change
 * for 56 %.
 */
final class SampleShopOrders extends SampleRows {

  private static final String HEADER =
      "placed,region,channel,category,payment,items,price,discount,weight_kg,distance_km,express,outcome";

  private static final String MISSING = "";
  private static final double SHARPNESS = 5; // the influence of the order on the outcome
  private static final long FIRST_SECOND = Instant.parse("2026-01-05T06:00:00Z").getEpochSecond();
  private static final double MEAN_SECONDS_APART = 120;

  private long second = FIRST_SECOND;

  SampleShopOrders(long rows, long seed) {
    super(HEADER, rows, seed);
  }

  @Override
  String make(long row) {
    second += 1 + (long) exponential(MEAN_SECONDS_APART);
    int items = 1 + (int) Math.min(8, exponential(1.5));
    String region = oneOf("north", .3, "south", .3, "east", .2, "west", .15, "islands", .05);
    String channel = oneOf("web", .5, "app", .3, "phone", .12, "shop", .08);
    String category = oneOf("clothes", .25, "books", .2, "tools", .25, "toys", .15, "garden", .15);
    String payment =
        oneOf("card", .4, "invoice", .22, "transfer", .13, "voucher", .22, MISSING, .03);
    double price = items * StrictMath.exp(2.6 + .6 * random.nextGaussian());
    int discount = Integer.parseInt(oneOf("0", .55, "5", .2, "10", .15, "20", .1));
    String weight =
        random.nextDouble() < .08 ? MISSING : "%.2f".formatted(items * (.2 + exponential(.8)));
    double distance = 5 + exponential(90);
    boolean express = random.nextDouble() < .25;
    boolean changed = row >= rows / 2;

    double returning = -1.2;
    returning += category.equals(changed ? "tools" : "clothes") ? 1.9 : 0;
    returning += category.equals("books") ? -.8 : 0;
    returning += .5 * (StrictMath.log(price) - 3.2);
    returning += .05 * discount;
    returning += channel.equals("shop") ? -.8 : 0;

    double cancelling = -1.1;
    cancelling += payment.equals(changed ? "voucher" : "invoice") ? 1.5 : 0;
    cancelling += payment.equals(MISSING) ? .8 : 0;
    cancelling += region.equals("islands") ? .7 : 0;
    cancelling += .004 * (distance - 90);
    cancelling += express && distance > 120 ? 1.5 : 0; // Express orders do not wait.

    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%s,%s,%d,%.2f,%d,%s,%.1f,%b,%s",
        Instant.ofEpochSecond(second),
        region,
        channel,
        category,
        payment,
        items,
        price,
        discount,
        weight,
        distance,
        express,
        outcome(returning, cancelling));
  }

  /** A class has a score, 0 for kept, and a share of chance: the highest sum wins (Gumbel-max). */
  private String outcome(double returning, double cancelling) {
    double kept = gumbel();
    double returned = SHARPNESS * returning + gumbel();
    double cancelled = SHARPNESS * cancelling + gumbel();
    if (kept >= Math.max(returned, cancelled)) {
      return "kept";
    }
    return returned >= cancelled ? "returned" : "cancelled";
  }

  private double gumbel() {
    return -StrictMath.log(exponential(1));
  }
}
