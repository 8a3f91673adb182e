package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.RateText;
import io.gyre.cli.option.RowFileOptions;
import io.gyre.cli.option.SentLabelOptions;
import io.gyre.cli.option.SpiralOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.Progress;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import io.gyre.feed.CountedRows;
import io.gyre.feed.FeedLoop;
import io.gyre.feed.HeldLabels;
import io.gyre.feed.LateLabelRows;
import io.gyre.feed.PointSender;
import io.gyre.feed.RowTimes;
import io.gyre.feed.SendSchedule;
import io.gyre.feed.SpiralRows;
import io.gyre.feed.TopicEnd;
import io.gyre.file.LabelSeparator;
import io.gyre.file.RowReader;
import io.gyre.kafka.ClusterAccess;
import io.gyre.run.RequiredTopics;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre produce}: sends points from the endless spiral, a file or standard input. */
@Command(
    name = "produce",
    description = "Send points: the endless spiral, a file, or standard input.",
    footer = {
      "",
      "Without a FILE the endless spiral is sent; - is standard input.",
      "A row of a file goes as a JSON record with its field names and types as they are. Learn from it",
      "with the same --label and --id. A row that cannot be read is reported and passed over.",
      "",
      "With --rate, points of the spiral and of standard input bear the time at which they are due, so",
      "that every full second holds exactly as many; without it, the time at which they are sent. Rows of",
      "a file bear times that are 1 ms apart, at whatever rate: they begin after the last point on the",
      "topic, or at a midnight in the past, and score the same each time. After the last row an end",
      "record follows, at which the learners close the last window.",
      "Ctrl-C ends cleanly: what was sent is delivered and counted; labels held back are not sent.",
      "",
      "Labels that come later: --late-labels for a file in which they do; --label-delay holds those of",
      "any file back. With --label-delay 5000, the label of row 1 follows right behind row 5,001. A",
      "duration is counted on the wall clock that --rate keeps: 10s at --rate 1000 are 10,000 rows.",
      "Without --rate it is counted in event time: 10s are 10,000 rows of a file, which are 1 ms apart.",
      "With --time, it is counted in that column, and the label follows the first row that is so much",
      "later. A label bears the timestamp of the row behind which it is sent. What is held back at the",
      "end of the file follows at once, then the end record. More than 5 million labels are not held:",
      "the oldest are sent early. --rate counts rows: labels held back come on top.",
      "",
      "Ends with 1 if a row was passed over, a point could not be delivered, or Ctrl-C came before the",
      "last point of a file or --count.",
      "",
      "Examples:",
      "  gyre produce --rate 2000",
      "  gyre produce --count 100000 --swap-at 50000",
      "  gyre produce orders.csv --label outcome --points orders",
      "  gyre produce payments.csv --label fraud --record-key customer",
      "  gyre produce clicks.csv --label click --label-delay 10s --labels-topic clicks --rate 1000",
      "  gyre produce orders.csv --label outcome --label-delay 1h --time placed",
      "  gyre produce airlines.arff --label ValueToPredict --id instanceId --late-labels",
      "  gyre produce flights.arff.gz --label delay --id flight --points flights --rate 500",
      "  tail -f points.jsonl | gyre produce - --format json"
    })
public final class ProduceCommand extends GyreCommand {

  /** Bytes of a point with two features, and of a row. */
  private static final int TYPICAL_BYTES = 64;

  private static final int TYPICAL_ROW_BYTES = 256;

  /** After so many rows the progress bar says again how many points and labels were sent. */
  private static final int NOTED_ROWS = 500;

  @Mixin private RowFileOptions input;
  @Mixin private SentLabelOptions sentLabels;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many points of the spiral. Default: without end.")
  private Long count;

  @Option(
      names = "--first",
      paramLabel = "I",
      description =
          "The spiral's point to begin with. Default: as many as points were sent to the topic so far, so that no point comes twice.")
  private Long first;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      converter = RateText.class,
      description = "Points per second; 0 or max for as fast as they are taken.")
  private double rate;

  @Option(
      names = "--start-time",
      paramLabel = "TIME",
      description =
          "Event time of the first point, as 2026-01-31T12:00:00Z; but for a file it needs --rate. Default: the next full second; of a file the second after the last point on the topic, or a midnight in the past.")
  private String startTime;

  @Mixin private SpiralOptions spiral;
  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    String labelsTopic = input.given() ? sentLabels.topic(names) : null;
    try (RowReader file = input.given() ? input.open() : null) {
      FeedLoop.Records records =
          file == null ? FeedLoop.Records.WHOLE : records(file, labelsTopic != null);
      return send(cluster, names, labelsTopic, file, records);
    }
  }

  /**
   * @param labelsTopic that of the labels; null if there is none
   * @param file null for the spiral
   */
  private int send(
      ClusterAccess cluster,
      TopicNames names,
      String labelsTopic,
      RowReader file,
      FeedLoop.Records records)
      throws InterruptedException {
    String topic = names.points();
    try (Admin admin = cluster.admin()) {
      int partitions = TopicLookup.partitions(admin, cluster, topic, "gyre topics" + typed());
      RowTimes times = isLive() ? null : times(admin, topic);
      FeedLoop.Source spiral = file == null ? spiral(admin, topic) : null;
      if (labelsTopic != null && RequiredTopics.requireLabels(admin, labelsTopic)) {
        say("Created the topic %s.".formatted(labelsTopic));
      }
      try (Producer<byte[], byte[]> producer = cluster.producer(batches(cluster))) {
        PointSender sender =
            new PointSender(producer, topic, labelsTopic == null ? topic : labelsTopic);
        return send(spiral, file, records, sender, times, partitions);
      }
    }
  }

  /**
   * @param alone whether labels go to a topic of their own
   */
  private FeedLoop.Records records(RowReader file, boolean alone) {
    if (!sentLabels.given()) {
      return FeedLoop.Records.WHOLE;
    }
    String id = input.id() == null ? RecordSettings.ID : input.id();
    try {
      sentLabels.requireColumns(file.label(), id, file.columns());
    } catch (GyreException e) {
      throw new GyreException(input.name() + ": " + e.getMessage(), e);
    }
    if (sentLabels.isLate()) {
      return new LateLabelRows(file.label(), id, alone, LateLabelRows.MOST);
    }
    return new HeldLabels(
        new LabelSeparator(file.label(), id, sentLabels.time()),
        sentLabels.delay(),
        isUnpaced() ? null : SendSchedule.evenTimes(rate, 0),
        HeldLabels.MOST);
  }

  /**
   * The client turns to another partition after every batch.size bytes. At a pace of 1,000 points/s
   * Gyre's 128 KiB are two seconds or more, in which the windows of the other partitions stand
   * still. So they are what a quarter of a second brings, unless the person has set them.
   */
  private Map<String, Object> batches(ClusterAccess cluster) {
    if (isUnpaced() || cluster.properties().forProducer().containsKey("batch.size")) {
      return Map.of();
    }
    double bytes = rate / 4 * (input.given() ? TYPICAL_ROW_BYTES : TYPICAL_BYTES);
    return Map.of("batch.size", (int) Math.max(1 << 10, Math.min(bytes, 128 << 10)));
  }

  /**
   * @param file null for the spiral
   * @param times null if points are live: their times are when they come
   */
  private int send(
      FeedLoop.Source spiral,
      RowReader file,
      FeedLoop.Records records,
      PointSender sender,
      RowTimes times,
      int partitions)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean ended;
    CountedRows rows;
    long bytes = file == null ? -1 : input.file().bytes();
    long known = file == null && count != null ? count : -1;
    try (Progress progress =
        bytes < 0 ? Progress.of("points", known) : Progress.ofBytes(input.name(), bytes)) {
      rows = file == null ? null : counted(file, records, progress);
      FeedLoop.Source source = file == null ? spiral : rows;
      FeedLoop.Source shown =
          () -> {
            long read = file == null ? sender.sent() : rows.good();
            progress.done(bytes < 0 ? read : file.bytesRead());
            if (records != FeedLoop.Records.WHOLE && read % NOTED_ROWS == 0) {
              progress.note(() -> sent(sender, records));
            }
            return source.next();
          };
      SendSchedule schedule = schedule();
      FeedLoop.Pace pace = times == null ? schedule : schedule.withTimes(times::of);
      FeedLoop feed = new FeedLoop(shown, pace, records, sender, stop());
      ended = AbandonableRun.run(feed::run, stop());
      sender.flush();
    }
    if (ended && times != null) {
      for (int partition = 0; partition < partitions; partition++) {
        sender.end(partition, times.of(rows.good()), rows.good(), 0);
      }
      sender.flush();
    }
    summarise(sender, records, begin);
    if (rows != null) {
      summarise(rows, file.label(), !records.labelsComeLate());
    }
    boolean whole = ended || file == null && count == null;
    return whole && (rows == null || rows.bad() == 0) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private CountedRows counted(RowReader file, FeedLoop.Records records, Progress progress) {
    return new CountedRows(
        file,
        input.recordKey(),
        records.labelsComeLate(),
        stop(),
        line -> {
          progress.makeRoom();
          tell(line);
        });
  }

  private void summarise(PointSender sender, FeedLoop.Records records, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    say(
        "%s sent in %.1f s, %,d acknowledged."
            .formatted(sent(sender, records), seconds, sender.acknowledged()));
    records.summary(sender.sent() - sender.labels(), sender.labels()).forEach(this::say);
  }

  private static String sent(PointSender sender, FeedLoop.Records records) {
    String points = "%,d points".formatted(sender.sent() - sender.labels());
    return records == FeedLoop.Records.WHOLE
        ? points
        : points + ", %,d labels".formatted(sender.labels());
  }

  /**
   * @param counted whether a row without a label means that there is none
   */
  private void summarise(CountedRows rows, String label, boolean counted) {
    if (label != null && counted && rows.unlabelled() > 0) {
      say("Without a label: %,d.".formatted(rows.unlabelled()));
    }
    String id = input.id() == null ? "" : " --id " + PrintableText.shellWord(input.id());
    if (rows.noneHasALabel()) {
      say(
          "None has the label %s. Learn from them with the field that is one: gyre learn%s --label FIELD%s"
              .formatted(PrintableText.brief(label), typed(), id));
    } else if (label != null) {
      say(
          "Learn from them: gyre learn%s --label %s%s%s"
              .formatted(typed(), PrintableText.shellWord(label), id, sentLabels.typed()));
    }
    if (rows.bad() > 0) {
      tell("rows passed over: %,d.".formatted(rows.bad()));
    }
  }

  /** Returns the options with which another command means the same topics. */
  private String typed() {
    return topics.typedWithPoints() + kafka.typed();
  }

  private void check() {
    input.check();
    sentLabels.check(input.given());
    if (input.given() && (count != null || spiral.given() != null || first != null)) {
      String option = count != null ? "--count" : first != null ? "--first" : spiral.given();
      throw wrong(option + " is for the spiral, but a FILE is given: " + input.name());
    }
    requireAtLeast("--count", 0, count == null ? 0 : count);
    requireAtLeast("--first", 0, first == null ? 0 : first);
    require(
        rate == RateText.MAX || rate >= 0 && rate <= 1e7,
        "--rate: expected 0 to 10,000,000 points per second, found " + rate);
    require(
        startTime == null || !isUnpaced() || !isLive(),
        "--start-time needs --rate, which says how far apart points are");
    if (startTime != null) {
      startMillis();
    }
    spiral.spirals();
  }

  /** Tells whether points are stamped when they are sent: all but those of a file at rest. */
  private boolean isLive() {
    return !input.given() || input.file().bytes() < 0;
  }

  private boolean isUnpaced() {
    return rate == 0 || rate == RateText.MAX;
  }

  private RowTimes times(Admin admin, String topic) {
    return startTime != null
        ? new RowTimes(startMillis())
        : RowTimes.of(
            input.file(), System.currentTimeMillis(), TopicEnd.of(admin, topic).plausibleTimeMs());
  }

  private SendSchedule schedule() {
    if (isUnpaced()) {
      return SendSchedule.atOnce();
    }
    return startTime == null || !isLive()
        ? SendSchedule.fromNextSecond(rate, 0)
        : SendSchedule.replaying(rate, startMillis());
  }

  private long startMillis() {
    try {
      long millis = Instant.parse(startTime).toEpochMilli();
      if (millis >= 0) {
        return millis;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // One message for all that is no usable time.
    }
    throw wrong(
        "--start-time: expected a time from 1970 on in UTC, as 2026-01-31T12:00:00Z, found "
            + startTime);
  }

  /** A point that was sent before would be scored after it was learned. */
  private FeedLoop.Source spiral(Admin admin, String topic) {
    long begin = first != null ? first : TopicEnd.of(admin, topic).offsets();
    return new SpiralRows(spiral.spirals(), begin, count == null ? SpiralRows.ENDLESS : count);
  }
}
