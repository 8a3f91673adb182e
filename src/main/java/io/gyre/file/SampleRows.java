package io.gyre.file;

import io.gyre.GyreException;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * A made-up stream to try Gyre on, as rows of CSV. The rows depend only on seed and number of rows,
 * on every machine. Not thread-safe.
 */
public abstract class SampleRows {

  /** Tells about the rows, and how many show what there is to see. */
  public enum Kind {
    ORDERS(20_000, SampleShopOrders::new),
    PAYMENTS(50_000, SamplePayments::new),
    DELIVERIES(10_000, SampleDeliveries::new);

    public final long usual;
    private final BiFunction<Long, Long, SampleRows> begin;

    Kind(long usual, BiFunction<Long, Long, SampleRows> begin) {
      this.usual = usual;
      this.begin = begin;
    }
  }

  public final String header;
  final long rows;
  final Random random;
  private long row;

  SampleRows(String header, long rows, long seed) {
    if (rows < 1) {
      throw new GyreException("rows: expected 1 or more, found " + rows);
    }
    this.header = header;
    this.rows = rows;
    random = new Random(seed);
  }

  /** Begins a stream of 1 or more rows. */
  public static SampleRows of(Kind kind, long rows, long seed) {
    return kind.begin.apply(rows, seed);
  }

  /** Returns the next row, without a line end, or null at the end. */
  public final String next() {
    return row == rows ? null : make(row++);
  }

  /** Makes a row, counted from 0; called for each in order. */
  abstract String make(long row);

  final double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Returns one of the texts, each with its share; the shares add up to 1. */
  final String oneOf(Object... textsAndShares) {
    double left = random.nextDouble();
    for (int i = 0; i < textsAndShares.length; i += 2) {
      left -= (Double) textsAndShares[i + 1];
      if (left < 0) {
        return (String) textsAndShares[i];
      }
    }
    return (String) textsAndShares[0];
  }
}
