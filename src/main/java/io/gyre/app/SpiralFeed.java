package io.gyre.app;

import io.gyre.StopSignal;
import io.gyre.data.Spirals;
import io.gyre.feed.BackgroundFeed;
import io.gyre.feed.FeedLoop;
import io.gyre.feed.SendSchedule;
import io.gyre.feed.SpiralRows;
import io.gyre.page.live.SpiralControls;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;

/**
 * Produces endless spirals at a steady rate, each point stamped with the time at which it was due.
 * It can be steered while it runs; the next run starts with its options again.
 *
 * <p>The i-th record of the topic is the i-th point of the generator, so a second run continues
 * where the topic ends. After a pause longer than {@value #MAX_LAG_MS} ms, as when a laptop sleeps,
 * the schedule starts again at the next full second instead of making up for it.
 */
public final class SpiralFeed extends BackgroundFeed implements SpiralControls {

  private static final long MAX_LAG_MS = 5_000;

  private final Spirals spirals;
  private final SpiralRows rows;
  private final long first;
  private final AtomicReference<Steering> wanted;

  /** Ends the current schedule, for a change or for ever. */
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
   * @param producer {@link #patient}, so that it continues after a laptop slept; closed by this
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
    super("spirals", new StopSignal(), producer, topic);
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
      // Made before the settings are read: a change from now on ends this schedule.
      turn = new StopSignal();
      // The schedule before may have ended with a row that was not sent.
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

  /** Begins at once after a change by hand; else at a full second, so that windows are full. */
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
        return System.currentTimeMillis() - schedule.timestamp(i) < MAX_LAG_MS
            && schedule.await(i, until);
      }

      @Override
      public long timestamp(long i) {
        return lastMs = schedule.timestamp(i);
      }
    };
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
