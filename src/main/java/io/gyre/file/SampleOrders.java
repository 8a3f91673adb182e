package io.gyre.file;

import io.gyre.GyreException;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/**
 * A made-up stream of orders to try Gyre on, as rows of CSV: numbers, text, a boolean, missing
 * values and a label of three classes, {@code kept}, {@code returned} and {@code cancelled}.
 *
 * <p>In the middle the customers change: from then on tools are returned as clothes were, and who
 * pays by voucher cancels as who paid by invoice did. {@code kept} are some 55 % of the orders;
 * logistic regression that learns as it goes is right for some 86 %, and in the 500 orders after
 * the change for 56 %.
 *
 * <p>The rows follow from seed and number of rows, on every machine. Not thread-safe.
 */
public final class SampleOrders {

  /** The names of the columns. */
  public static final String HEADER =
      "placed,region,channel,category,payment,items,price,discount,weight_kg,distance_km,express,outcome";

  /** How much the outcome follows from the order: from 0, not at all. */
  private static final double SHARPNESS = 5;

  private static final long FIRST_SECOND = Instant.parse("2026-01-05T06:00:00Z").getEpochSecond();
  private static final double MEAN_SECONDS_APART = 120;

  private final Random random;
  private final long rows;
  private long row;
  private long second = FIRST_SECOND;

  /**
   * @param rows how many there are
   * @throws GyreException if that is below 1
   */
  public SampleOrders(long rows, long seed) {
    if (rows < 1) {
      throw new GyreException("rows: expected 1 or more, found " + rows);
    }
    this.rows = rows;
    random = new Random(seed);
  }

  /** Returns the next row, without a line end, or null at the end. */
  public String next() {
    if (row == rows) {
      return null;
    }
    second += 1 + (long) exponential(MEAN_SECONDS_APART);
    Order order = Order.draw(this);
    String outcome = outcome(order, row >= rows / 2);
    row++;
    return String.join(",", Instant.ofEpochSecond(second).toString(), order.cells(), outcome);
  }

  /** Each class has a score, and chance a say: the highest sum wins (Gumbel-max). */
  private String outcome(Order order, boolean changed) {
    double kept = gumbel();
    double returned = SHARPNESS * order.returning(changed) + gumbel();
    double cancelled = SHARPNESS * order.cancelling(changed) + gumbel();
    if (kept >= Math.max(returned, cancelled)) {
      return "kept";
    }
    return returned >= cancelled ? "returned" : "cancelled";
  }

  private double gumbel() {
    return -StrictMath.log(exponential(1));
  }

  private double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Returns one of the texts, each with its share; the shares add up to 1. */
  private String oneOf(Object... textsAndShares) {
    double left = random.nextDouble();
    for (int i = 0; i < textsAndShares.length; i += 2) {
      left -= (Double) textsAndShares[i + 1];
      if (left < 0) {
        return (String) textsAndShares[i];
      }
    }
    return (String) textsAndShares[0];
  }

  /**
   * One order.
   *
   * @param payment empty where it is missing
   * @param weight in kg, NaN where it is missing
   */
  private record Order(
      String region,
      String channel,
      String category,
      String payment,
      int items,
      double price,
      int discount,
      double weight,
      double distance,
      boolean express) {

    static Order draw(SampleOrders of) {
      Random random = of.random;
      int items = 1 + (int) Math.min(8, of.exponential(1.5));
      return new Order(
          of.oneOf("north", .3, "south", .3, "east", .2, "west", .15, "islands", .05),
          of.oneOf("web", .5, "app", .3, "phone", .12, "shop", .08),
          of.oneOf("clothes", .25, "books", .2, "tools", .25, "toys", .15, "garden", .15),
          of.oneOf("card", .4, "invoice", .22, "transfer", .13, "voucher", .22, "", .03),
          items,
          items * StrictMath.exp(2.6 + .6 * random.nextGaussian()),
          Integer.parseInt(of.oneOf("0", .55, "5", .2, "10", .15, "20", .1)),
          random.nextDouble() < .08 ? Double.NaN : items * (.2 + of.exponential(.8)),
          5 + of.exponential(90),
          random.nextDouble() < .25);
    }

    /** How much speaks for the return of the order; 0 is as much as for keeping it. */
    double returning(boolean changed) {
      double score = -1.2;
      score += category.equals(changed ? "tools" : "clothes") ? 1.9 : 0;
      score += category.equals("books") ? -.8 : 0;
      score += .5 * (StrictMath.log(price) - 3.2);
      score += .05 * discount;
      return score + (channel.equals("shop") ? -.8 : 0);
    }

    /** As {@link #returning}, for its being cancelled. */
    double cancelling(boolean changed) {
      double score = -1.1;
      score += payment.equals(changed ? "voucher" : "invoice") ? 1.5 : 0;
      score += payment.isEmpty() ? .8 : 0;
      score += region.equals("islands") ? .7 : 0;
      score += .004 * (distance - 90);
      // Who pays for speed does not wait.
      return score + (express && distance > 120 ? 1.5 : 0);
    }

    String cells() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,%s,%d,%.2f,%d,%s,%.1f,%b",
          region,
          channel,
          category,
          payment,
          items,
          price,
          discount,
          Double.isNaN(weight) ? "" : String.format(Locale.ROOT, "%.2f", weight),
          distance,
          express);
    }
  }
}
