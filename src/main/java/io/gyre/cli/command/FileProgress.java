package io.gyre.cli.command;

import io.gyre.app.FileRun;
import io.gyre.app.UpFile;
import io.gyre.cli.view.LateLabelText;
import io.gyre.cli.view.LearnerScore;
import io.gyre.cli.view.LiveScores;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.ScoreNotes;
import io.gyre.cli.view.TerminalCheck;
import io.gyre.data.ThroughputEstimate;
import io.gyre.feed.FileFeed;
import io.gyre.fold.FoldReport;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the progress of {@code gyre up FILE}, and at the file's end the learners' scores. */
final class FileProgress {

  private static final Logger LOG = LoggerFactory.getLogger(FileProgress.class);

  private static final int STANDARD_KAFKA_PORT = 9092;

  private static final long FIRST_LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LATER_LINE_NANOS = TimeUnit.SECONDS.toNanos(40);

  private final UpFile file;
  private final FileRun run;
  private final FileFeed feed;
  private final UpRun up;
  private final PrintWriter out;
  private final LiveScores scores;
  private final ThroughputEstimate pace;

  private long learned;
  private long streamMs = ThroughputEstimate.UNKNOWN;

  /** The time of the last line where there is no terminal, and the pause before the next. */
  private long lineNanos = System.nanoTime();

  private long pauseNanos = FIRST_LINE_NANOS;
  private boolean ended;

  FileProgress(UpFile file, FileRun run, UpRun up) {
    this.file = file;
    this.run = run;
    feed = run.feed;
    this.up = up;
    out = up.command().out();
    learned = run.learnedBefore();
    pace = new ThroughputEstimate(lineNanos, learned, ThroughputEstimate.UNKNOWN, streamMs);
    scores = new LiveScores(out, TerminalCheck.out(), up.learners(), this::status);
  }

  private void measure() {
    run.application
        .folds
        .find(0, fold -> new long[] {rowsOf(fold), fold.time()})
        .ifPresent(
            found -> {
              learned = found[0];
              streamMs = isTimed() ? found[1] : streamMs;
            });
    Long total = feed.total(file.file.bytes());
    long left = total == null ? ThroughputEstimate.UNKNOWN : Math.max(0, total - learned);
    pace.note(System.nanoTime(), learned, left, streamMs);
  }

  /** Labels that are held back have offsets of their own, and no row. */
  private long rowsOf(FoldReport fold) {
    return file.labelDelay != null ? fold.points() : fold.next();
  }

  private boolean isTimed() {
    return file.records.time() != null;
  }

  private String status() {
    measure();
    return "%s: %s, %.0f %% of the file, %s"
        .formatted(
            PrintableText.of(file.name()),
            PrintableText.counted(feed.rows(), "row") + " sent",
            100 * feed.share(file.file.bytes()),
            pace.text());
  }

  void show(List<Metrics> metrics) {
    for (String line = feed.file.complaint(); line != null; line = feed.file.complaint()) {
      scores.goOnBelow();
      up.command().tell(line);
    }
    scores.show(metrics);
    // The last reports arrive after the commit; until then the table would be drawn again.
    if (!ended && metrics.isEmpty() && run.isLearned()) {
      Optional<Totals> totals = totals();
      ended = totals.isPresent();
      if (ended) {
        scores.goOnBelow();
        end(totals.get());
      }
    }
    if (!ended && !TerminalCheck.out()) {
      log();
    }
  }

  private void log() {
    if (System.nanoTime() - lineNanos >= pauseNanos) {
      lineNanos = System.nanoTime();
      pauseNanos = Math.min(2 * pauseNanos, LATER_LINE_NANOS);
      out.println(status());
      out.flush();
    } else if (streamMs == ThroughputEstimate.UNKNOWN && isTimed()) {
      measure(); // The stream's progress is counted from its first time.
    }
  }

  private record Totals(List<LearnerScore> learners, List<String> notes) {

    static Totals of(FoldReport fold, Map<String, Double> knows) {
      List<LearnerScore> scores = new ArrayList<>(LearnerScore.of(fold));
      scores.addAll(LearnerScore.ofBaselines(fold));
      return new Totals(scores, ScoreNotes.lines(fold, knows, null));
    }
  }

  /** Returns how the learners did; empty while they restore their state. */
  private Optional<Totals> totals() {
    return run.application.folds.find(0, fold -> Totals.of(fold, file.found.knows()));
  }

  private void end(Totals totals) {
    measure();
    double seconds = feed.age();
    long now = feed.rows() - feed.sentBefore();
    String rows = NumberText.count(feed.rows());
    String name = PrintableText.of(file.name());
    out.println();
    if (now == 0 && feed.sentBefore() > 0) {
      out.printf("All %s rows of %s were sent before.%n", rows, name);
    } else {
      out.printf(
          "End of %s: %s rows%s in %.1f s, %s rows/s%s.%n",
          name,
          rows,
          feed.sentBefore() == 0 ? "" : ", " + NumberText.count(now) + " of them now,",
          seconds,
          NumberText.count(Math.round(now / seconds)),
          pace.stream());
    }
    if (feed.file.unlabelled() > 0) {
      out.printf("Without a label: %s.%n", NumberText.count(feed.file.unlabelled()));
    }
    showDeadLetters();
    out.println();
    boolean scored = totals.learners.stream().anyMatch(each -> each.points() > 0);
    if (file.labelDelay != null && !scored) {
      out.printf(LateLabelText.ALL_HELD + "%n", file.labelDelay);
    } else {
      LearnerScore.table(totals.learners).forEach(out::println);
    }
    if (!totals.notes.isEmpty()) {
      out.println();
      totals.notes.forEach(out::println);
    }
    out.printf(
        "%nEverything stays up. Ask: gyre ask%s %s%nCtrl-C stops.%n", typed(), exampleFields());
    out.flush();
    if (feed.file.bad() > 0) {
      up.command().tell("rows passed over: %s.", NumberText.count(feed.file.bad()));
    }
  }

  /** Counts the dead letters, which nothing else reports. */
  private void showDeadLetters() {
    String topic = file.names().of(Topic.DEAD_LETTERS);
    AtomicLong count = new AtomicLong();
    try (TopicReader reader = new TopicReader(up.cluster(), List.of(topic), true)) {
      reader.readToEnd(found -> count.incrementAndGet());
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

  private String exampleFields() {
    return file.fields().isEmpty()
        ? "FIELD=VALUE"
        : file.fields().stream()
            .limit(2)
            .map(field -> PrintableText.shellWord(field) + "=…")
            .collect(Collectors.joining(" "));
  }

  private String typed() {
    String server = up.cluster().bootstrapServers();
    return (server.endsWith(":" + STANDARD_KAFKA_PORT) ? "" : " --bootstrap-server " + server)
        + " --prefix "
        + file.application
        + ".";
  }
}
