package io.gyre.cli.command;

import io.gyre.app.RequiredTopics;
import io.gyre.cli.option.Converters;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.RowFileOptions;
import io.gyre.cli.option.SpiralOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.Progress;
import io.gyre.feed.CountedRows;
import io.gyre.feed.FeedLoop;
import io.gyre.feed.HeldLabels;
import io.gyre.feed.LateLabelRows;
import io.gyre.feed.PointSender;
import io.gyre.feed.RowTimes;
import io.gyre.feed.SendSchedule;
import io.gyre.feed.SpiralRows;
import io.gyre.file.LabelSeparator;
import io.gyre.file.RowReader;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.time.WindowSettings;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "produce",
    description = "Send points: the endless spiral, a file, or standard input.")
public final class ProduceCommand extends GyreCommand {

  /** Bytes of a spiral's point, and of a row. */
  private static final int TYPICAL_BYTES = 64;

  private static final int TYPICAL_ROW_BYTES = 256;

  /** The number of rows between updates of the progress bar. */
  private static final int NOTED_ROWS = 500;

  @Mixin private RowFileOptions input;

  @Option(names = "--count", paramLabel = "N")
  private Long count;

  @Option(names = "--rate", paramLabel = "R", defaultValue = "0", converter = Converters.Rate.class)
  private double rate;

  @Mixin private SpiralOptions spiral;
  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  /** Null, as the rows, for the spiral. */
  private RowReader file;

  private CountedRows rows;
  private FeedLoop.Records records = FeedLoop.Records.WHOLE;
  private Progress progress;

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    ClusterAccess cluster = kafka.cluster();
    if (!input.given()) {
      return send(cluster, null);
    }
    String labelsTopic = input.labelsTopic(topics.names());
    try (RowReader opened = input.open()) {
      file = opened;
      file.notes().forEach(note -> say("%s: %s", input.name(), note));
      records = input.labelsApart() ? separateLabels(labelsTopic != null) : records;
      rows = new CountedRows(file, input.labelsLate(), stop(), this::complain);
      return send(cluster, labelsTopic);
    }
  }

  private void complain(String line) {
    progress.makeRoom();
    tell(line);
  }

  private FeedLoop.Records separateLabels(boolean alone) {
    if (input.labelsLate()) {
      return new LateLabelRows(file.label(), input.id(), alone, LateLabelRows.MOST);
    }
    return new HeldLabels(
        new LabelSeparator(file.label(), input.id(), input.labelTime()),
        input.labelDelay(),
        isUnpaced() ? null : SendSchedule.evenTimes(rate, 0),
        !alone,
        WindowSettings.standard(),
        HeldLabels.MOST);
  }

  private int send(ClusterAccess cluster, String labelsTopic) throws InterruptedException {
    String topic = topics.names().points();
    try (Admin admin = cluster.admin()) {
      int partitions =
          TopicLookup.partitions(admin, cluster, topic, () -> "Create it: gyre topics" + typed());
      // Live points have the time at which they come.
      RowTimes times = isLive() ? null : times(admin, topic);
      FeedLoop.Source source = file == null ? spiral(admin, topic) : rows;
      if (labelsTopic != null && RequiredTopics.requireLabels(admin, labelsTopic)) {
        say("Created the topic %s.", labelsTopic);
      }
      try (Producer<byte[], byte[]> producer = cluster.producer(batches(cluster))) {
        String labels = labelsTopic == null ? topic : labelsTopic;
        PointSender sender = new PointSender(producer, topic, labels);
        return send(source, sender, times, partitions);
      }
    }
  }

  /**
   * Lets a batch hold a quarter of a second, unless the person has set its size. The client changes
   * the partition after each batch: at 1,000 points/s and Gyre's 128 KiB that takes seconds, in
   * which the windows of other partitions do not advance.
   */
  private Map<String, Object> batches(ClusterAccess cluster) {
    if (isUnpaced() || cluster.properties().forProducer().containsKey("batch.size")) {
      return Map.of();
    }
    double bytes = rate / 4 * (file == null ? TYPICAL_BYTES : TYPICAL_ROW_BYTES);
    return Map.of("batch.size", (int) Math.max(1 << 10, Math.min(bytes, 128 << 10)));
  }

  private int send(FeedLoop.Source source, PointSender sender, RowTimes times, int partitions)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean ended;
    long bytes = file == null ? -1 : input.file().bytes();
    long points = file == null && count != null ? count : -1;
    try (Progress shown =
        bytes < 0 ? Progress.of("points", points) : Progress.ofBytes(input.name(), bytes)) {
      progress = shown;
      FeedLoop.Source followed =
          () -> {
            long read = file == null ? sender.sent() : rows.good();
            progress.done(bytes < 0 ? read : file.bytesRead());
            if (records != FeedLoop.Records.WHOLE && read % NOTED_ROWS == 0) {
              progress.note(() -> sent(sender));
            }
            return source.next();
          };
      SendSchedule schedule = schedule();
      FeedLoop.Pace pace = times == null ? schedule : schedule.withTimes(times::of);
      FeedLoop feed = new FeedLoop(followed, pace, records, sender, stop());
      ended = AbandonableRun.run(feed::run, stop());
      sender.flush();
    }
    if (ended && times != null) {
      for (int partition = 0; partition < partitions; partition++) {
        sender.end(partition, times.of(rows.good()), rows.good());
      }
      sender.flush();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    say("%s sent in %.1f s, %,d acknowledged.", sent(sender), seconds, sender.acknowledged());
    records.summary(sender.points(), sender.labels()).forEach(this::say);
    if (file != null) {
      sayHowToLearn(file.label());
    }
    boolean whole = ended || file == null && count == null;
    return whole && (file == null || rows.bad() == 0) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private String sent(PointSender sender) {
    String points = PrintableText.counted(sender.points(), "point");
    String labels = ", " + PrintableText.counted(sender.labels(), "label");
    return points + (records == FeedLoop.Records.WHOLE ? "" : labels);
  }

  private void sayHowToLearn(String label) {
    if (label != null && !input.labelsLate() && rows.unlabelled() > 0) {
      say("Without a label: %,d.", rows.unlabelled());
    }
    String id = input.typedId();
    if (rows.noneHasALabel()) {
      say(
          "None has the label %s. Learn from them with the field that is one: gyre learn%s --label FIELD%s",
          PrintableText.brief(label), typed(), id);
    } else if (label != null) {
      say(
          "Learn from them: gyre learn%s --label %s%s%s",
          typed(), PrintableText.shellWord(label), id, input.typedLabels(isUnpaced() ? 0 : rate));
    }
    if (rows.bad() > 0) {
      tell("rows passed over: %,d.", rows.bad());
    }
  }

  private String typed() {
    return topics.typedWithPoints() + kafka.typed();
  }

  private void check() {
    input.check();
    if (input.given()) {
      String reason = " is for the spiral, but a FILE is given: " + input.name();
      refuse(reason, "--count");
      spiral.refuseAll(reason);
    }
    requireAtLeast("--count", 0, count == null ? 0 : count);
    require(
        rate == Converters.Rate.MAX || rate >= 0 && rate <= 1e7,
        "--rate: expected 0 to 10,000,000 points per second, found " + rate);
    spiral.spirals();
  }

  /** Tells whether points are stamped when they are sent, as all but those of a file are. */
  private boolean isLive() {
    return !input.given() || input.file().bytes() < 0;
  }

  private boolean isUnpaced() {
    return rate == 0 || rate == Converters.Rate.MAX;
  }

  private RowTimes times(Admin admin, String topic) {
    return RowTimes.of(
        input.file(), System.currentTimeMillis(), new ClusterAdmin(admin).latestTime(topic));
  }

  private SendSchedule schedule() {
    return isUnpaced() ? SendSchedule.atOnce() : SendSchedule.fromNextSecond(rate, 0);
  }

  /** Begins after the sent points: a repeated point would be scored after it was learned. */
  private FeedLoop.Source spiral(Admin admin, String topic) {
    long begin = new ClusterAdmin(admin).end(topic);
    return new SpiralRows(spiral.spirals(), begin, count == null ? SpiralRows.ENDLESS : count);
  }
}
