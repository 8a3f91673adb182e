package io.gyre.cli.command;

import io.gyre.cli.ExitCode;
import io.gyre.cli.Gyre;
import io.gyre.cli.StoppableRun;
import io.gyre.cli.option.InputOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.SpiralOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.Progress;
import io.gyre.data.PointReader;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gyre produce}: sends points from the endless spiral, a file or standard input. */
@Command(
    name = "produce",
    description = "Send points: the endless spiral, a file, or standard input.",
    footer = {
      "",
      "With --rate, points bear the time at which they are due, so that every full second holds exactly",
      "as many; without it, the time at which they are sent. Ctrl-C ends cleanly: what was sent is",
      "delivered and counted. A line that is no point is reported and passed over.",
      "Ends with 1 if a line was passed over, a point could not be delivered, or Ctrl-C came before the",
      "last point of a file or --count.",
      "",
      "Examples:",
      "  gyre produce --rate 2000",
      "  gyre produce --count 100000 --swap-at 50000",
      "  gyre produce clicks.csv --label bought --id session --points clicks",
      "  tail -f points.jsonl | gyre produce - --format json"
    })
public final class ProduceCommand implements Callable<Integer> {

  /** Of a point with two features. */
  private static final int TYPICAL_BYTES = 64;

  @ParentCommand private Gyre gyre;
  @Spec private CommandSpec spec;

  @Mixin private InputOptions input;

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
      description = "Points per second; 0 for as fast as they are taken.")
  private double rate;

  @Option(
      names = "--start-time",
      paramLabel = "TIME",
      description =
          "Event time of the first point, as 2026-01-31T12:00:00Z; needs --rate. Default: the next full second.")
  private String startTime;

  @Mixin private SpiralOptions spiral;
  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    try (PointReader file = input.given() ? input.open() : null;
        Admin admin = cluster.admin()) {
      TopicLookup.partitions(admin, cluster, names.points());
      PointReader source = file != null ? file : spiral(admin, names.points());
      try (Producer<byte[], byte[]> producer = cluster.producer(batches(cluster))) {
        return produce(source, new PointSender(producer, names.points()));
      }
    }
  }

  /**
   * The client turns to another partition after every batch.size bytes. At a pace of 1,000 points/s
   * Gyre's 128 KiB are two seconds or more, in which the windows of the other partitions stand
   * still. So they are what a quarter of a second brings, unless the person has set them.
   */
  private Map<String, Object> batches(ClusterAccess cluster) {
    if (rate == 0 || cluster.properties().forProducer().containsKey("batch.size")) {
      return Map.of();
    }
    double bytes = rate / 4 * TYPICAL_BYTES;
    return Map.of("batch.size", (int) Math.max(1 << 10, Math.min(bytes, 128 << 10)));
  }

  private int produce(PointReader source, PointSender sender) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    long begin = System.nanoTime();
    boolean ended;
    PointTransfer transfer;
    try (Progress progress = Progress.of("points", total())) {
      transfer =
          new PointTransfer(
              source,
              sender,
              schedule(),
              gyre.stop(),
              line -> {
                progress.makeRoom();
                println(err, line);
              },
              progress::done);
      ended = StoppableRun.run(transfer::run, gyre.stop());
      sender.flush();
    }
    summarise(sender, transfer.bad(), begin);
    boolean whole = ended || !input.given() && count == null;
    return whole && transfer.bad() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void summarise(PointSender sender, long bad, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s points sent in %.1f s, %s acknowledged.%n",
        NumberText.count(sender.sent()), seconds, NumberText.count(sender.acknowledged()));
    out.flush();
    if (bad > 0) {
      println(spec.commandLine().getErr(), "lines passed over: " + NumberText.count(bad) + ".");
    }
  }

  private void check() {
    input.check();
    if (input.given() && (count != null || spiral.given() != null || first != null)) {
      String option = count != null ? "--count" : first != null ? "--first" : spiral.given();
      throw wrong(option + " is for the spiral, but a FILE is given: " + input.name());
    }
    if (count != null && count < 0) {
      throw wrong("--count: expected 0 or more, found " + count);
    }
    if (first != null && first < 0) {
      throw wrong("--first: expected 0 or more, found " + first);
    }
    if (!(rate >= 0 && rate <= 1e7)) {
      throw wrong("--rate: expected 0 to 10,000,000 points per second, found " + rate);
    }
    if (startTime != null && rate == 0) {
      throw wrong("--start-time needs --rate, which says how far apart points are");
    }
    schedule();
    spiral.spirals();
  }

  /** Returns null for no pace. */
  private SendSchedule schedule() {
    if (rate == 0) {
      return null;
    }
    return startTime == null
        ? SendSchedule.fromNextSecond(rate)
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
  private PointReader spiral(Admin admin, String topic) throws InterruptedException {
    long begin = first != null ? first : TopicEnd.of(admin, topic).offsets();
    return new SpiralReader(spiral.spirals(), begin, count == null ? SpiralReader.ENDLESS : count);
  }

  private long total() {
    return count == null ? -1 : count;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void println(PrintWriter err, String line) {
    err.println("gyre produce: " + line);
    err.flush();
  }
}
