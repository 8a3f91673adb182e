package io.gyre.run;

import io.gyre.StopSignal;
import io.gyre.dashboard.page.SpiralControls;
import io.gyre.data.Spirals;
import io.gyre.feed.BackgroundFeed;
import io.gyre.feed.FeedLoop;
import io.gyre.feed.SendSchedule;
import io.gyre.feed.SpiralRows;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;

/**
 * Produces endless spirals at a steady rate, each point stamped with the time at which it was due,
 * on a thread of its own; it can be steered while it runs.
 *
 * <p>The i-th record of the topic is the i-th point of the generator, so that a second run
 * continues points and ids where the topic ends, whatever ended the first. After a pause that is
 * longer than {@value #MAX_LAG_MS} ms, as when a laptop sleeps, the schedule starts again at the
 * next full second instead of making up for it.
 *
 * <p>What is changed by hand holds for this run only: the next starts with its options.
 */
public final class SpiralFeed extends BackgroundFeed implements SpiralControls {

  private static final long MAX_LAG_MS = 5_000;

  /**
   * What its producer is made with: a laptop that wakes from sleep is late with what it was
   * sending, and should go on with it.
   */
  public static final Map<String, Object> PRODUCER = patient(5);

  private final Spirals spirals;
  private final SpiralRows rows;
  private final long first;
  private final AtomicReference<Steering> wanted;

  /** Ends what is done now: to be steered, or for good. */
  private volatile StopSignal turn = new StopSignal();

  private Steering steering;
  private long lastMs;

  private record Steering(boolean paused, int rate, double spin, boolean flipped) {

    Steering with(Change change) {
      return new Steering(
          change.paused() == null ? paused : change.paused(),
          change.rate() == null ? rate : change.rate(),
          change.spin() == null ? spin : change.spin(),
          flipped ^ Boolean.TRUE.equals(change.swap()));
    }
  }

  /**
   * Starts to produce.
   *
   * @param rate points per second, 1 or more
   * @param producer of {@link #PRODUCER}; closed by this
   * @param first index of the first point: the end offset of the topic
   * @param lastMs the largest timestamp on the topic so far; points are stamped after it
   */
  public SpiralFeed(
      Spirals spirals,
      int rate,
      Producer<byte[], byte[]> producer,
      String topic,
      long first,
      long lastMs) {
    super("spirals", producer, topic);
    this.spirals = spirals;
    this.first = first;
    this.lastMs = lastMs;
    rows = new SpiralRows(spirals, first, SpiralRows.ENDLESS);
    steering = new Steering(false, rate, spirals.spin(), false);
    wanted = new AtomicReference<>(steering);
    stop.onStop(() -> turn.request());
    start();
  }

  @Override
  protected void send() throws InterruptedException {
    while (!stop.requested()) {
      // Made before what is wanted is read: a change from now on ends this turn.
      turn = new StopSignal();
      // The turn before may have ended with a row that was not sent.
      rows.moveTo(first + sender.sent());
      boolean steered = steer();
      if (stop.requested()) {
        return;
      }
      if (steering.paused()) {
        turn.await();
      } else {
        new FeedLoop(rows, pace(schedule(steered)), FeedLoop.Records.WHOLE, sender, turn).run();
      }
    }
  }

  /** Shows a change by hand at once; otherwise windows are full ones. */
  private SendSchedule schedule(boolean atOnce) {
    return atOnce
        ? SendSchedule.replaying(steering.rate(), Math.max(System.currentTimeMillis(), lastMs + 1))
        : SendSchedule.fromNextSecond(steering.rate(), lastMs);
  }

  /** Follows a schedule until it has fallen too far behind. */
  private FeedLoop.Pace pace(SendSchedule schedule) {
    return new FeedLoop.Pace() {
      @Override
      public boolean await(long i, StopSignal until) throws InterruptedException {
        return !isBehind(schedule, i) && schedule.await(i, until);
      }

      @Override
      public long timestamp(long i) {
        return lastMs = schedule.timestamp(i);
      }
    };
  }

  /** Asks two clocks: the one of schedules does not count the time that a laptop sleeps. */
  private static boolean isBehind(SendSchedule schedule, long i) {
    return schedule.lateMillis(i) >= MAX_LAG_MS
        || System.currentTimeMillis() - schedule.timestamp(i) >= MAX_LAG_MS;
  }

  private boolean steer() {
    Steering before = steering;
    steering = wanted.get();
    if (steering.spin() != before.spin()) {
      rows.spin(steering.spin());
    }
    if (steering.flipped() != before.flipped()) {
      rows.swap();
    }
    return steering != before;
  }

  @Override
  public void apply(Change change) {
    wanted.updateAndGet(before -> before.with(change));
    turn.request();
  }

  @Override
  public State state() {
    Steering now = wanted.get();
    boolean swapped = now.flipped() ^ spirals.swappedAt(rows.place());
    return new State(now.paused(), now.rate(), now.spin(), swapped, sender.sent(), spirals.arms());
  }
}
