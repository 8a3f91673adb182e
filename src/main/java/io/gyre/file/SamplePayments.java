package io.gyre.file;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A made-up stream of card payments in four months, of which some 1.2 % are fraud. A payment by
 * itself says little: what tells is the past of its customer and of its merchant.
 *
 * <ul>
 *   <li>At some merchants there is a wave of fraud for five weeks, with usual amounts.
 *   <li>Some customers' cards are stolen for two weeks: the thief pays several times what this
 *       customer does, each of whom has a level of their own.
 *   <li>What was bought is a little more often the same as cash.
 * </ul>
 */
final class SamplePayments extends SampleRows {

  private static final long FIRST_SECOND = Instant.parse("2026-01-05T00:00:00Z").getEpochSecond();
  private static final long DAY = 86_400;
  private static final long SECONDS = 120 * DAY;

  private static final int PAYMENTS_A_CUSTOMER = 40;
  private static final int PAYMENTS_A_MERCHANT = 100;

  /** The share of merchants with a wave, how long it lasts, and its share of their payments. */
  private static final double WAVES = .045;

  private static final long WAVE = 35 * DAY;
  private static final double WAVE_FRAUD = .7;

  /** The same of stolen cards, and how many times the usual amount is paid with them. */
  private static final double THEFTS = .1;

  private static final long THEFT = 14 * DAY;
  private static final double THEFT_FRAUD = .6;
  private static final double THEFT_TIMES = 4;

  private static final List<List<String>> GOODS =
      List.of(
          List.of("bread and milk", "fruit and vegetables", "coffee and cake", "cheese and wine"),
          List.of("running shoes", "winter coat", "cotton shirts", "rain jacket"),
          List.of("train ticket", "bus pass", "taxi ride home", "parking in town"),
          List.of("garden chairs", "desk lamp", "paint and brushes", "kitchen knives"),
          List.of("cinema tickets", "concert tickets", "museum visit", "swimming pool"),
          List.of("headphones", "phone case", "printer paper", "computer mouse"));

  private static final List<String> LIKE_CASH =
      List.of("gift cards", "phone credit", "game vouchers", "prepaid cards");

  private static final List<String> HOW_MANY = List.of("one", "two", "three", "some", "more");
  private static final List<String> WHAT_FOR =
      List.of("for home", "for work", "for the weekend", "as usual", "by post", "for a friend");

  /** By customer: the usual amount, as a logarithm, and when a theft begins; beyond all: never. */
  private final double[] usual;

  private final long[] theft;

  /** By merchant: when its wave begins, and what it sells. */
  private final long[] wave;

  private final List<List<String>> sold;
  private double second;

  SamplePayments(long rows, long seed) {
    super("id,time,customer,merchant,amount,memo,fraud", rows, seed);
    int customers = (int) Math.min(1_000_000, 1 + rows / PAYMENTS_A_CUSTOMER);
    int merchants = (int) Math.min(1_000_000, 1 + rows / PAYMENTS_A_MERCHANT);
    usual = each(customers).mapToDouble(i -> 3 + random.nextGaussian()).toArray();
    theft = begins(customers, THEFTS, THEFT);
    wave = begins(merchants, WAVES, WAVE);
    sold = each(merchants).mapToObj(i -> oneOf(GOODS)).toList();
  }

  private static IntStream each(int count) {
    return IntStream.range(0, count);
  }

  /** Draws when something begins that a share of so many have once, for so long: also before. */
  private long[] begins(int count, double share, long seconds) {
    return each(count)
        .mapToDouble(i -> random.nextDouble())
        .mapToLong(u -> u < share ? (long) (u / share * SECONDS) - seconds : Long.MAX_VALUE)
        .toArray();
  }

  private static boolean isOn(long begin, long seconds, double now) {
    return begin <= now && now < begin + seconds;
  }

  @Override
  String make(long row) {
    second += exponential(SECONDS / (double) rows);
    int customer = random.nextInt(usual.length);
    int merchant = random.nextInt(wave.length);
    boolean stolen = isOn(theft[customer], THEFT, second) && random.nextDouble() < THEFT_FRAUD;
    boolean fraud =
        stolen || isOn(wave[merchant], WAVE, second) && random.nextDouble() < WAVE_FRAUD;
    double amount = StrictMath.exp(usual[customer] + .35 * random.nextGaussian());
    boolean likeCash = random.nextDouble() < (fraud ? .2 : .05);
    return String.format(
        Locale.ROOT,
        "p-%d,%s,c-%d,m-%d,%.2f,%s %s %s,%d",
        row + 1,
        Instant.ofEpochSecond(FIRST_SECOND + (long) second),
        customer + 1,
        merchant + 1,
        stolen ? THEFT_TIMES * amount : amount,
        oneOf(HOW_MANY),
        oneOf(likeCash ? LIKE_CASH : sold.get(merchant)),
        oneOf(WHAT_FOR),
        fraud ? 1 : 0);
  }

  private <T> T oneOf(List<T> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
