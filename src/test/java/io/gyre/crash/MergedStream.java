package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.topic.PointHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;

/**
 * Points on random partitions and their labels on a topic of their own, in random order, with all
 * that can be wrong in between. What is sent in place i follows from the seed and i alone; the
 * places are a millisecond apart by their timestamps.
 *
 * <p>No outcome depends on how the partitions are merged, but {@code before}: a second label of an
 * id lies behind the first on the same partition, and an id that comes twice has one label.
 */
final class MergedStream implements AutoCloseable {

  /** What a record says of itself in the header {@value #HEADER}. */
  enum Made {
    /** To be predicted. */
    POINT,
    /** The only label of a point, or the first. */
    LABEL,
    /** To be a dead letter. */
    BAD,
    /** To be nothing at all: without a value. */
    NOTHING,
    END;

    static Made of(Headers headers) {
      return valueOf(new String(headers.lastHeader(HEADER).value(), UTF_8));
    }
  }

  static final String HEADER = "made";

  /** The field of the label, and that of the id. */
  static final List<String> FIELDS = List.of("--label=outcome", "--id=key");

  /** Points come so much later than a label that comes before them, at most. */
  private static final int AHEAD = 200;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private static final int MOST_CLASSES = 40;

  private final String points;
  private final int pointPartitions;
  private final String labels;
  private final int labelPartitions;
  private final long seed;
  private final int latest;
  private final long classEvery;
  private final boolean late;
  private final ByteProducer producer;

  /** What is still to be sent, by its place. */
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::place).thenComparingLong(Later::order));

  private final Map<Made, Long> made = new EnumMap<>(Made.class);
  private Random random;
  private long order;
  private volatile long next;
  private volatile CountDownLatch pausing;
  private volatile CountDownLatch resumed = new CountDownLatch(0);
  private long matched;
  private long unlabelled;
  private long inline;
  private long withoutPoint;
  private long repeated;
  private long corrections;
  private long sameId;

  private record Later(
      long place, long order, String topic, int partition, Made made, byte[] value, boolean far) {}

  /**
   * @param labels the topic of the labels; null if they come with their points
   * @param latest labels come 1 to so many points after theirs
   * @param classEvery beside the first two, one more class comes after half so many places, and one
   *     after so many more; the first point of each has its label
   */
  MergedStream(
      String servers,
      String points,
      int pointPartitions,
      String labels,
      int labelPartitions,
      int latest,
      long classEvery,
      long seed) {
    this.points = points;
    this.pointPartitions = pointPartitions;
    this.labels = labels;
    this.labelPartitions = labelPartitions;
    this.latest = latest;
    this.classEvery = classEvery;
    this.seed = seed;
    late = labels != null;
    producer = ByteProducer.patient(servers);
  }

  /** Sends so many places at a steady rate, and on while it is told to; returns at once. */
  Thread sendInBackground(long atLeast, int perSecond, BooleanSupplier goOn) {
    Thread thread =
        new Thread(
            () -> {
              long start = System.nanoTime();
              for (long i = 0; i < atLeast || goOn.getAsBoolean(); i++) {
                ByteProducer.awaitDue(start + i * 1_000_000_000 / perSecond);
                plan();
                sendDue();
                pauseIfAsked();
              }
            },
            "points and labels");
    thread.setUncaughtExceptionHandler((which, thrown) -> producer.fail(thrown));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Sends all that is still to come, as fast as it goes; returns when it is on its topics. */
  void sendRest() {
    while (!later.isEmpty()) {
      next++;
      sendDue();
    }
    producer.flush();
  }

  /** Closes the windows of all partitions. */
  void end() {
    for (int partition = 0; partition < pointPartitions; partition++) {
      send(new Later(next, 0, points, partition, Made.END, null, false));
    }
    producer.flush();
  }

  private void sendDue() {
    while (!later.isEmpty() && later.peek().place <= next) {
      send(later.remove());
    }
  }

  private void send(Later record) {
    made.merge(record.made, 1L, Long::sum);
    RecordHeaders headers = new RecordHeaders();
    headers.add(HEADER, record.made.name().getBytes(UTF_8));
    if (record.made == Made.END) {
      headers.add(PointHeaders.END, new byte[0]);
    }
    byte[] key = record.order % 3 == 0 ? null : Long.toString(record.order * 31).getBytes(UTF_8);
    producer.post(
        new ProducerRecord<>(
            record.topic,
            record.partition,
            record.far ? Long.MAX_VALUE : ByteProducer.START_MS + next,
            key,
            record.value,
            headers));
  }

  /** Decides what the next place is, and when its label comes. */
  private void plan() {
    long i = ++next;
    random = new Random(seed * 31 + i);
    random.nextInt();
    int kind = random.nextInt(1_000);
    int label = random.nextInt(classesAt(i));
    if (bringsClass(i)) {
      inline++;
      add(i, points, anyPartition(), Made.POINT, point(i, classesAt(i) - 1, true));
    } else if (kind < 6) {
      bad(i);
    } else if (kind < 8) {
      add(i, points, anyPartition(), Made.NOTHING, null);
    } else if (!late || kind < 60) {
      inline++;
      add(i, points, anyPartition(), Made.POINT, point(i, label, true));
    } else if (kind < 70) {
      unlabelled++;
      add(i, points, anyPartition(), Made.POINT, point(i, label, false));
    } else {
      planLate(i, kind, label);
    }
  }

  private int classesAt(long i) {
    return (int) Math.min(MOST_CLASSES, 2 + (i + classEvery / 2) / classEvery);
  }

  private boolean bringsClass(long i) {
    return classesAt(i) > classesAt(i - 1);
  }

  /**
   * Sends nothing behind the next point that brings a class, until {@link #goOn}; or nothing more
   * at once if none is to come. To be called while something is sent in the background.
   *
   * @param atMost until then
   * @return whether a class is new
   */
  boolean pauseBehindNextClass(Duration atMost) {
    CountDownLatch reached = new CountDownLatch(1);
    resumed = new CountDownLatch(1);
    pausing = reached;
    Awaitility.await("the next class")
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              producer.throwFailure();
              return reached.getCount() == 0;
            });
    return bringsClass(next);
  }

  void goOn() {
    resumed.countDown();
  }

  private void pauseIfAsked() {
    CountDownLatch asked = pausing;
    if (asked == null || !(bringsClass(next) || classesAt(next) == MOST_CLASSES)) {
      return;
    }
    producer.flush();
    pausing = null;
    asked.countDown();
    try {
      resumed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void planLate(long i, int kind, int label) {
    if (kind < 76) {
      withoutPoint++;
      label(i, i, label, Made.LABEL);
      return;
    }
    if (kind < 80) {
      // Neither the point nor, for want of it, the label comes to anything.
      withoutPoint++;
      add(i, points, anyPartition(), Made.BAD, ("{\"key\":\"p-" + i + "\",").getBytes(UTF_8));
      label(i + delay(), i, label, Made.LABEL);
      return;
    }
    matched++;
    boolean before = kind < 90;
    add(
        before ? i + 1 + random.nextInt(AHEAD) : i,
        points,
        anyPartition(),
        Made.POINT,
        point(i, label, false));
    long comes = before ? i : i + delay();
    if (kind < 100 && kind >= 95) {
      sameId++;
      add(
          i + 1 + random.nextInt(AHEAD),
          points,
          anyPartition(),
          Made.POINT,
          point(i, label, false));
    }
    if (kind < 120 && kind >= 100) {
      add(comes, points, anyPartition(), Made.LABEL, labelOf(i, label));
    } else {
      label(comes, i, label, Made.LABEL);
    }
    if (kind >= 120 && kind < 126) {
      repeated++;
      label(comes + delay(), i, label, Made.BAD);
    } else if (kind >= 126 && kind < 132) {
      corrections++;
      label(comes + delay(), i, (label + 1) % 2, Made.BAD);
    }
  }

  private void bad(long i) {
    if (late && random.nextBoolean()) {
      byte[][] values = {
        "no JSON".getBytes(UTF_8),
        "{\"outcome\":\"class 1\"}".getBytes(UTF_8),
        ("{\"key\":\"p-" + i + "\"}").getBytes(UTF_8),
        ("{\"key\":\"p-" + i + "\",\"outcome\":null}").getBytes(UTF_8),
        {'"', (byte) 0xff, '"'},
      };
      int which = random.nextInt(values.length + 1);
      byte[] value = which < values.length ? values[which] : labelOf(i, 1);
      add(i, labels, (int) (i % labelPartitions), Made.BAD, value, which == values.length);
      return;
    }
    byte[] large = random.nextInt(10) == 0 ? new byte[3 << 20] : new byte[1];
    Arrays.fill(large, (byte) ' ');
    byte[][] values = {
      "no JSON".getBytes(UTF_8),
      "null".getBytes(UTF_8),
      ("{\"key\":\"p-" + i + "\",\"amount\":").getBytes(UTF_8),
      {'"', (byte) 0xff, '"'},
      large,
    };
    int which = random.nextInt(values.length + 1);
    byte[] value = which < values.length ? values[which] : point(i, 1, true);
    add(i, points, anyPartition(), Made.BAD, value, which == values.length);
  }

  private void label(long place, long i, int label, Made what) {
    add(place, labels, (int) (i % labelPartitions), what, labelOf(i, label));
  }

  private void add(long place, String topic, int partition, Made what, byte[] value) {
    add(place, topic, partition, what, value, false);
  }

  private void add(long place, String topic, int partition, Made what, byte[] value, boolean far) {
    later.add(new Later(place, order++, topic, partition, what, value, far));
  }

  private int delay() {
    return 1 + random.nextInt(latest);
  }

  private int anyPartition() {
    return random.nextInt(pointPartitions);
  }

  private static byte[] labelOf(long i, int label) {
    return "{\"key\":\"p-%d\",\"outcome\":\"class %d\"}".formatted(i, label).getBytes(UTF_8);
  }

  private byte[] point(long i, int label, boolean withLabel) {
    StringBuilder json = new StringBuilder("{\"key\":\"p-" + i + "\"");
    json.append(",\"amount\":").append(label + random.nextGaussian());
    json.append(",\"place\":\"")
        .append(LETTERS.charAt(label * random.nextInt(12) % LETTERS.length()))
        .append('"');
    json.append(",\"details\":{\"express\":").append(random.nextBoolean() ^ label == 1);
    json.append(",\"items\":").append(1 + random.nextInt(6)).append('}');
    json.append(",\"weight\":").append(random.nextInt(5) == 0 ? "null" : random.nextInt(90));
    json.append(",\"note\":\"").append(MixedRecords.text(random, label)).append('"');
    json.append(",\"at\":\"").append(MixedRecords.time(random, i, label)).append('"');
    if (withLabel) {
      json.append(",\"outcome\":\"class ").append(label).append('"');
    }
    return json.append('}').toString().getBytes(UTF_8);
  }

  /** The last place that was sent. */
  long place() {
    return next;
  }

  /** How many records of a sort were sent; to be asked while nothing is sent. */
  long count(Made what) {
    return made.getOrDefault(what, 0L);
  }

  /** Points that came with their label. */
  long inline() {
    return inline;
  }

  /**
   * What the metrics must say of late labels at the end; the rest is 0, or decided by the merge.
   */
  Map<String, Long> expected() {
    return Map.of(
        "waiting", unlabelled,
        "waitingLabels", withoutPoint,
        "matched", matched,
        "repeated", repeated,
        "corrections", corrections,
        "sameId", sameId,
        "expired", 0L,
        "evicted", 0L,
        "unmatched", 0L);
  }

  @Override
  public void close() {
    goOn();
    producer.close(Duration.ZERO);
  }
}
