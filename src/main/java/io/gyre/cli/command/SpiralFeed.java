package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.StopSignal;
import io.gyre.dashboard.SpiralControls;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.kafka.ClusterAccess;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

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
final class SpiralFeed implements PointFeed, SpiralControls {

  private static final long MAX_LAG_MS = 5_000;

  private final Spirals spirals;
  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final PointJson json = new PointJson();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final AtomicReference<Steering> wanted;
  private final Thread thread = new Thread(this::run, "spirals");
  private final long first;

  /** Ends what is done now: to be steered, or for good. */
  private volatile StopSignal turn = new StopSignal();

  private volatile boolean closed;
  private volatile long next;
  private Steering steering;
  private SpiralDrift drift;
  private long lastMs;

  /** What can be changed by hand. */
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
   * @param first index of the first point: the end offset of the topic
   * @param lastMs the largest timestamp on the topic so far; points are stamped after it
   */
  SpiralFeed(
      Spirals spirals, int rate, ClusterAccess cluster, String topic, long first, long lastMs) {
    this.spirals = spirals;
    this.topic = topic;
    this.first = first;
    this.next = first;
    this.lastMs = lastMs;
    drift = SpiralDrift.of(spirals);
    steering = new Steering(false, rate, spirals.spin(), false);
    wanted = new AtomicReference<>(steering);
    // A laptop that wakes from sleep is late with what it was sending, and should go on with it.
    producer =
        cluster.producer(
            Map.of(
                "linger.ms", 5,
                "delivery.timeout.ms", Integer.MAX_VALUE,
                "max.block.ms", Integer.MAX_VALUE));
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        // Made before what is wanted is read: a change from now on ends this turn.
        turn = new StopSignal();
        boolean steered = steer();
        if (closed) {
          return;
        }
        if (steering.paused()) {
          turn.await();
        } else {
          follow(schedule(steered), turn);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** What was changed by hand shall be seen at once; otherwise windows are to be full ones. */
  private SendSchedule schedule(boolean atOnce) {
    return atOnce
        ? SendSchedule.replaying(steering.rate(), Math.max(System.currentTimeMillis(), lastMs + 1))
        : SendSchedule.fromNextSecond(steering.rate(), lastMs);
  }

  /** Follows a schedule until its turn ends or it has fallen too far behind. */
  private void follow(SendSchedule schedule, StopSignal until) throws InterruptedException {
    for (long i = 0; !isBehind(schedule, i) && schedule.await(i, until); i++) {
      send(schedule.timestamp(i));
    }
  }

  /** By either clock: the one that schedules go by does not count the time that a laptop sleeps. */
  private static boolean isBehind(SendSchedule schedule, long i) {
    return schedule.lateMillis(i) >= MAX_LAG_MS
        || System.currentTimeMillis() - schedule.timestamp(i) >= MAX_LAG_MS;
  }

  private void send(long timestampMs) {
    Point point = drift.point(spirals, next);
    producer.send(
        new ProducerRecord<>(topic, null, timestampMs, null, json.write(point)),
        (metadata, exception) -> failure.compareAndSet(null, exception));
    next++;
    lastMs = timestampMs;
  }

  /** Makes the changes that are wanted; returns whether there were any. */
  private boolean steer() {
    Steering before = steering;
    steering = wanted.get();
    if (steering.spin() != before.spin()) {
      drift = drift.withSpin(next, steering.spin());
    }
    if (steering.flipped() != before.flipped()) {
      drift = drift.swapped();
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
    boolean swapped = now.flipped() ^ SpiralDrift.of(spirals).swappedAt(spirals, next);
    return new State(now.paused(), now.rate(), now.spin(), swapped, next - first, spirals.arms());
  }

  @Override
  public void throwFailure() {
    Exception found = failure.get();
    if (found != null) {
      throw new GyreException(
          "the built-in points could not be produced: " + found.getMessage(), found);
    }
  }

  @Override
  public Optional<SpiralControls> controls() {
    return Optional.of(this);
  }

  @Override
  public void close() {
    closed = true;
    turn.request();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
