package io.gyre.cli.command;

import io.gyre.cli.view.LiveScores;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.TerminalCheck;
import io.gyre.cli.view.TotalsTable;
import io.gyre.data.PrintableText;
import io.gyre.data.ThroughputEstimate;
import io.gyre.feed.FileFeed;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.run.FileRun;
import io.gyre.run.UpFile;
import io.gyre.topic.Metrics;
import io.gyre.topic.PointHeaders;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a person how far {@code gyre up FILE} has come, and at the end how the learners did. */
final class FileProgress {

  private static final Logger LOG = LoggerFactory.getLogger(FileProgress.class);

  private static final int STANDARD_KAFKA_PORT = 9092;

  private static final long FIRST_LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LATER_LINE_NANOS = TimeUnit.SECONDS.toNanos(40);

  private final UpFile file;
  private final FileRun run;
  private final FileFeed feed;
  private final ClusterAccess cluster;
  private final PrintWriter out;
  private final PrintWriter err;
  private final LiveScores scores;

  private final ThroughputEstimate pace;

  private long learned;

  private long streamMs = ThroughputEstimate.UNKNOWN;

  /** The last line where there is no terminal, and the pause before the next. */
  private long lineNanos = System.nanoTime();

  private long pauseNanos = FIRST_LINE_NANOS;
  private boolean told;

  FileProgress(
      UpFile file,
      FileRun run,
      List<String> learners,
      ClusterAccess cluster,
      PrintWriter out,
      PrintWriter err) {
    this.file = file;
    this.run = run;
    feed = run.feed();
    this.cluster = cluster;
    this.out = out;
    this.err = err;
    learned = run.learnedBefore();
    pace = new ThroughputEstimate(lineNanos, learned, ThroughputEstimate.UNKNOWN, streamMs);
    scores = LiveScores.ofFile(out, TerminalCheck.out(), learners, this::status);
  }

  private void look() {
    boolean timed = file.records().time() != null;
    run.application()
        .folds()
        .find(0, fold -> new long[] {fold.next(), timed ? fold.time() : ThroughputEstimate.UNKNOWN})
        .ifPresent(
            found -> {
              learned = found[0];
              streamMs = found[1];
            });
    Long total = feed.passes().endless() ? null : feed.total();
    long left = total == null ? ThroughputEstimate.UNKNOWN : Math.max(0, total - learned);
    pace.note(System.nanoTime(), learned, left, streamMs);
  }

  private String status() {
    look();
    boolean again = feed.passes().endless() && feed.passes().pass() > 0;
    return "%s: %s, %.0f %% of the file, %s"
        .formatted(
            PrintableText.of(file.name()),
            again
                ? "pass " + NumberText.count(feed.passes().pass() + 1)
                : NumberText.count(feed.rows()) + " rows sent",
            100 * feed.share(file.bytes()),
            pace.text());
  }

  void show(List<Metrics> metrics) {
    for (String line = feed.complaint(); line != null; line = feed.complaint()) {
      scores.goOnBelow();
      err.println("gyre up: " + line);
      err.flush();
    }
    scores.show(metrics);
    // What is committed arrives a little later: until it has, the table would be drawn once more.
    boolean pause = metrics.isEmpty() || feed.passes().endless();
    if (!told && pause && run.isLearned()) {
      List<TotalsTable.Line> totals = totals();
      told = !totals.isEmpty();
      if (told) {
        scores.goOnBelow();
        tell(totals);
      }
    }
    if (!told && !TerminalCheck.out()) {
      log();
    }
  }

  private void log() {
    if (System.nanoTime() - lineNanos >= pauseNanos) {
      lineNanos = System.nanoTime();
      pauseNanos = Math.min(2 * pauseNanos, LATER_LINE_NANOS);
      out.println(status());
      out.flush();
    } else if (streamMs == ThroughputEstimate.UNKNOWN && file.records().time() != null) {
      look(); // What is in of the stream is counted from its beginning.
    }
  }

  /** Returns how the learners did; none as long as they restore their state. */
  private List<TotalsTable.Line> totals() {
    return run.application()
        .folds()
        .find(
            0,
            fold ->
                IntStream.range(0, fold.learners().size())
                    .mapToObj(i -> fold.learner(i, true))
                    .map(
                        learner ->
                            new TotalsTable.Line(
                                learner.settings().name(),
                                learner.counts().points(),
                                learner.total(),
                                learner.weights()))
                    .toList())
        .orElse(List.of());
  }

  private void tell(List<TotalsTable.Line> totals) {
    look();
    double seconds = feed.age();
    long now = feed.rows() - feed.sentBefore();
    String name = PrintableText.of(file.name());
    out.println();
    if (now == 0 && feed.sentBefore() > 0) {
      out.printf("All %s rows of %s were sent before.%n", NumberText.count(feed.rows()), name);
    } else {
      out.printf(
          "End of %s: %s rows%s in %.1f s, %s rows/s%s.%n",
          name,
          NumberText.count(feed.rows()),
          feed.sentBefore() == 0 ? "" : ", " + NumberText.count(now) + " of them now,",
          seconds,
          NumberText.count(Math.round(now / seconds)),
          pace.stream());
    }
    if (feed.passes().unlabelled() > 0) {
      out.printf("Without a label: %s.%n", NumberText.count(feed.passes().unlabelled()));
    }
    tellDeadLetters();
    out.println();
    TotalsTable.lines(totals).forEach(out::println);
    out.printf("%n%s Ask: gyre ask%s%nCtrl-C stops.%n", goesOn(), question());
    out.flush();
    if (feed.passes().bad() > 0) {
      err.println("gyre up: rows passed over: " + NumberText.count(feed.passes().bad()) + ".");
      err.flush();
    }
  }

  /** Counts dead letters of the first pass, which nothing else tells of. */
  private void tellDeadLetters() {
    String topic = file.names().deadLetters();
    AtomicLong count = new AtomicLong();
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), true)) {
      reader.readToEnd(
          found -> {
            if (PointHeaders.pass(found.headers()) == 0) {
              count.incrementAndGet();
            }
          });
    } catch (KafkaException e) {
      LOG.info("Asked for the dead letters in vain", e);
      return;
    }
    if (count.get() > 0) {
      out.printf(
          "Dead letters: %s, on the topic %s. Why: gyre watch dead-letters --from-beginning%s%n",
          NumberText.count(count.get()), topic, typed());
    }
  }

  private String goesOn() {
    return feed.passes().endless() && feed.rows() > 0
        ? "Pass %s goes on, not counted in the totals."
            .formatted(NumberText.count(feed.passes().pass() + 1))
        : "Everything stays up.";
  }

  private String question() {
    String fields =
        file.fields().isEmpty()
            ? "FIELD=VALUE"
            : file.fields().stream()
                .limit(2)
                .map(field -> PrintableText.shellWord(field) + "=…")
                .collect(Collectors.joining(" "));
    return "%s %s".formatted(typed(), fields);
  }

  /** Returns the options with which another command means the same topics. */
  private String typed() {
    String server = cluster.bootstrapServers();
    return (server.endsWith(":" + STANDARD_KAFKA_PORT) ? "" : " --bootstrap-server " + server)
        + " --prefix "
        + file.prefix();
  }
}
