package io.gyre.file;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A made-up stream of deliveries in four weeks. The label is an amount: the minutes from the order,
 * at {@code time}, to the door.
 *
 * <pre>
 * preparation = (the shop's + .6 items) · (1 + .3 rush) · 1.7 where the shop is short of staff
 * ride = 2.6 · distance^1.15 · the courier's pace · the weather's factor · (1 + .6 rush)
 *        · 1.7 where there was an accident
 * expected = 3 + preparation + ride
 * minutes = expected · exp(.11 g - .11² / 2), g standard normal
 * </pre>
 *
 * <p>So the noise grows with what is expected. Each day one shop is short of staff and an accident
 * slows one district, each for four hours. No field shows this; the deliveries before do.
 */
final class SampleDeliveries extends SampleRows {

  private static final String HEADER =
      "id,time,courier,shop,district,distance_km,items,weather,minutes";

  static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");
  static final List<String> DISTRICTS = List.of("centre", "harbour", "hills", "north", "south");
  private static final int DAYS = 28;

  /** An hour of the day: before it there are few orders, and no trouble. */
  private static final double MORNING = 8;

  /** How many hours the weather lasts. */
  private static final int WEATHER = 3;

  private static final int COURIERS = 25;
  private static final int SHOPS = 15;
  private static final double NOISE = .11;

  /** What slows a place on one day, from an hour of the day on. */
  record Trouble(int place, double from) {

    static final double HOURS = 4;
    static final double TIMES = 1.7;

    double factor(int at, double hour) {
      return at == place && from <= hour && hour < from + HOURS ? TIMES : 1;
    }
  }

  private final double[] pace; // by courier
  private final double[] preparation; // by shop, in minutes
  private final List<Trouble> shortOfStaff; // by day
  final List<Trouble> accidents; // by day
  private final List<String> weather; // one after the other

  /** Hours of the day; equally many orders come between each and the next. */
  private final double[] hours =
      DoubleStream.iterate(0, hour -> hour < 24, hour -> hour + .1 / orders(hour)).toArray();

  SampleDeliveries(long rows, long seed) {
    super(HEADER, rows, seed);
    pace = random.doubles(COURIERS, .6, 1.4).toArray();
    preparation = random.doubles(SHOPS, 5, 20).toArray();
    shortOfStaff = troubles(SHOPS);
    accidents = troubles(DISTRICTS.size());
    weather =
        Stream.generate(() -> oneOf("dry", .65, "rain", .25, "snow", .1))
            .limit(DAYS * 24 / WEATHER)
            .toList();
  }

  private List<Trouble> troubles(int places) {
    DoubleStream from = random.doubles(DAYS, MORNING, 24 - Trouble.HOURS);
    return from.mapToObj(hour -> new Trouble(random.nextInt(places), hour)).toList();
  }

  /** Returns how much of a rush there is at an hour of the day, from 0 to 1 (12:30 and 19:00). */
  private static double rush(double hour) {
    double noon = hour - 12.5;
    double evening = (hour - 19) / 1.2;
    return StrictMath.exp(-noon * noon) + StrictMath.exp(-evening * evening);
  }

  /** Returns the relative number of orders at an hour; some at night too: no hour is empty. */
  private static double orders(double hour) {
    return hour < MORNING ? .2 : 1 + rush(hour);
  }

  @Override
  String make(long row) {
    double days = (row + random.nextDouble()) / rows * DAYS;
    int day = (int) Math.min(DAYS - 1, days);
    double slot = (days - day) * (hours.length - 1);
    int before = (int) Math.min(hours.length - 2, slot);
    double hour = hours[before] + (slot - before) * (hours[before + 1] - hours[before]);
    int courier = random.nextInt(COURIERS);
    int shop = random.nextInt(SHOPS);
    int district = random.nextInt(DISTRICTS.size());
    double distance = .5 + Math.min(4.5, exponential(1.2) + exponential(1.2));
    int items = 1 + (int) Math.min(9, exponential(2));
    String sky = weather.get((int) (day * 24 + hour) / WEATHER);

    double preparing = (preparation[shop] + .6 * items) * (1 + .3 * rush(hour));
    preparing *= shortOfStaff.get(day).factor(shop, hour);
    double riding = 2.6 * StrictMath.pow(distance, 1.15) * pace[courier] * (1 + .6 * rush(hour));
    riding *= sky.equals("snow") ? 1.3 : sky.equals("rain") ? 1.15 : 1;
    riding *= accidents.get(day).factor(district, hour);
    double noise = StrictMath.exp(NOISE * random.nextGaussian() - NOISE * NOISE / 2);
    return String.format(
        Locale.ROOT,
        "d-%d,%s,c-%d,s-%d,%s,%.2f,%d,%s,%.1f",
        row + 1,
        BEGIN.plusSeconds((long) ((day * 24 + hour) * 3600)),
        courier + 1,
        shop + 1,
        DISTRICTS.get(district),
        distance,
        items,
        sky,
        (3 + preparing + riding) * noise);
  }
}
