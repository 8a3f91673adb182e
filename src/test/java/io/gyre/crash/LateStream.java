package io.gyre.crash;

import io.gyre.Examples;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.topic.PointHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Points, on spirals if nothing else is said, to one topic, most of their labels later and in
 * random order to another; some before their point, some with it, some never, some twice, some for
 * no point at all. Written once, whatever the brokers do, and by the seed alone. Not thread-safe.
 */
public final class LateStream implements AutoCloseable {

  /** What the points are. */
  interface Content {

    Label label(long i);

    /** Returns the record of point i, with an id. */
    byte[] point(long i, String id, boolean labelled);
  }

  /** What becomes of a point's label, and of how many in 100. */
  private enum Fate {
    LATER(64),
    BEFORE(6),
    INLINE(6),
    NEVER(4),
    REPEATED(5),
    CORRECTED(4),
    ON_POINTS(6),
    SAME_ID(4),
    NO_POINT(1);

    private final int share;

    Fate(int share) {
      this.share = share;
    }

    static Fate of(SplittableRandom random) {
      int left = random.nextInt(100);
      for (Fate fate : values()) {
        left -= fate.share;
        if (left < 0) {
          return fate;
        }
      }
      throw new IllegalStateException("shares must add up to 100");
    }
  }

  private static final int LABEL_PARTITIONS = 2;

  private static final int LATEST = 3_000;
  private static final int AHEAD = 300;
  private static final int STAMPED_PER_SECOND = 4_000;

  private final String points;
  private final int partitions;
  private final String labels;
  private final long seed;
  private final Content content;
  private final ByteProducer producer;
  private final TreeMap<Long, List<Runnable>> due = new TreeMap<>();
  private final Map<String, Long> ends = new TreeMap<>();
  private volatile long sent;
  private long shiftMs;

  /** Sends points on spirals, each of a place. */
  LateStream(String servers, String points, int partitions, String labels, long seed) {
    this(servers, points, partitions, labels, seed, spirals(Examples.spirals(seed)));
  }

  LateStream(
      String servers, String points, int partitions, String labels, long seed, Content content) {
    this.points = points;
    this.partitions = partitions;
    this.labels = labels;
    this.seed = seed;
    this.content = content;
    producer = ByteProducer.patient(servers);
  }

  private static Content spirals(Spirals spirals) {
    PointJson json = new PointJson();
    return new Content() {
      @Override
      public Label label(long i) {
        return spirals.at(i).label();
      }

      @Override
      public byte[] point(long i, String id, boolean labelled) {
        Point point = PointStream.placed(spirals, i).withId(id);
        return json.write(labelled ? point : point.withoutLabel());
      }
    };
  }

  /** Returns the topic of labels. */
  static NewTopic labels(String name, int replicas) {
    return new NewTopic(name, LABEL_PARTITIONS, (short) replicas);
  }

  /** Sends at a steady rate for as long as it is told to; returns at once. */
  public Thread sendInBackground(int perSecond, BooleanSupplier goOn) {
    Thread thread = new Thread(() -> send(perSecond, goOn), "points");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void send(int perSecond, BooleanSupplier goOn) {
    long start = System.nanoTime();
    while (goOn.getAsBoolean()) {
      ByteProducer.awaitDue(start + sent * 1_000_000_000 / perSecond);
      sendNext();
    }
  }

  /** Sends all labels that are still held back, and a last point to each partition. */
  public void finish() {
    while (!due.isEmpty()) {
      due.pollFirstEntry().getValue().forEach(Runnable::run);
    }
    shiftMs += 10_000;
    for (int partition = 0; partition < partitions; partition++) {
      sendPoint(partition, content.point(sent + partition, "last-" + partition, false));
    }
    producer.flush();
  }

  /** Sends an end record to each partition, which close the windows; no label may come after. */
  public void end() {
    for (int partition = 0; partition < partitions; partition++) {
      send(points, partition, null, List.of(new RecordHeader(PointHeaders.END, new byte[0])));
    }
    producer.flush();
  }

  /** How many points have been sent but for the last. */
  public long sent() {
    return sent;
  }

  /** How many records have been sent to each partition, as {@code points-0}. */
  public Map<String, Long> ends() {
    return ends;
  }

  private void sendNext() {
    long i = sent;
    if (i == 0) {
      for (long ahead = 0; ahead < AHEAD; ahead++) {
        plan(ahead);
      }
    }
    plan(i + AHEAD);
    while (!due.isEmpty() && due.firstKey() <= i) {
      due.pollFirstEntry().getValue().forEach(Runnable::run);
    }
    sent++;
  }

  /** Decides when what is sent of a point that is sent as the ith, or later. */
  private void plan(long i) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
    Fate fate = Fate.of(random);
    String id = "p-" + i;
    Label label = content.label(i);
    long later = i + 1 + random.nextInt(LATEST);
    long again = later + random.nextInt(LATEST);
    int partition = (int) (i % partitions);
    int elsewhere = random.nextInt(partitions);
    at(i, () -> sendPoint(partition, content.point(i, id, fate == Fate.INLINE)));
    switch (fate) {
      case LATER -> at(later, () -> sendLabel(i, id, label));
      case BEFORE -> at(i - random.nextInt(AHEAD), () -> sendLabel(i, id, label));
      case INLINE, NEVER -> {}
      case REPEATED -> {
        at(later, () -> sendLabel(i, id, label));
        at(again, () -> sendLabel(i, id, label));
      }
      case CORRECTED -> {
        at(later, () -> sendLabel(i, id, label));
        at(again, () -> sendLabel(i, id, otherThan(label, i)));
      }
      case ON_POINTS -> at(later, () -> sendPoint(elsewhere, content.point(i, id, true)));
      case SAME_ID -> {
        at(later, () -> sendPoint(elsewhere, content.point(i + 1, id, false)));
        at(again, () -> sendLabel(i, id, label));
      }
      case NO_POINT -> at(later, () -> sendLabel(i, "none-" + i, label));
    }
  }

  /** Returns the label of one of the next points that has another. */
  private Label otherThan(Label label, long i) {
    return LongStream.iterate(i + 1, next -> next + 1)
        .mapToObj(content::label)
        .filter(next -> !next.equals(label))
        .findFirst()
        .orElseThrow();
  }

  private void at(long i, Runnable send) {
    due.computeIfAbsent(i, key -> new ArrayList<>()).add(send);
  }

  private void sendPoint(int partition, byte[] point) {
    send(points, partition, point, List.of());
  }

  private void sendLabel(long i, String id, Label label) {
    String text = label.isNumber() ? label.text() : '"' + label.text() + '"';
    String record = "{\"id\":\"%s\",\"label\":%s}".formatted(id, text);
    byte[] value = record.getBytes(StandardCharsets.UTF_8);
    send(labels, (int) (i % LABEL_PARTITIONS), value, List.of());
  }

  private void send(String topic, int partition, byte[] value, List<Header> headers) {
    long timestamp = ByteProducer.START_MS + shiftMs + sent * 1000 / STAMPED_PER_SECOND;
    ends.merge(topic + "-" + partition, 1L, Long::sum);
    producer.post(new ProducerRecord<>(topic, partition, timestamp, null, value, headers));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
