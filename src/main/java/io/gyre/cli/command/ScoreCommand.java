package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.FileOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.TableColumns;
import io.gyre.cli.view.TableColumns.Column;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import io.gyre.feed.CountedRows;
import io.gyre.file.DataFile;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.topic.Origin;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.header.Headers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre score}: what learners would learn from a file or a topic, without Kafka Streams. */
@Command(
    name = "score",
    description = "Score learners on a file, or on what lies on a topic, at full speed.",
    footer = {
      "",
      "Each record is predicted, then its label is learned, as gyre learn would do: the same records",
      "give the same figures and digests. Nothing is written anywhere. Beside the learners stand two",
      "baselines: the same as the last label, and the most frequent class.",
      "FILE may be - for standard input. Ends with 1 if no row has a label, or if a row or record could",
      "not be used, except on a journal, where such records are passed over as gyre learn does. A",
      "journal tells by itself whether labels come later on a topic of their own.",
      "",
      "Examples:",
      "  gyre score orders.csv --label outcome",
      "  gyre score orders.csv --label outcome --ignore placed --label-delay 500",
      "  gyre score flights.arff --label delay --learners mine.json --json",
      "  gyre score --topic orders --label outcome --until 100000"
    })
public final class ScoreCommand extends GyreCommand {

  /** The first second of the year 2000: rows are a millisecond apart from there on. */
  private static final long START_MS = 946_684_800_000L;

  private static final int REPORTED = 10;

  /** After so many rows it is likely whether labels come again; learners have room for more. */
  private static final int ENOUGH_FOR_A_DOUBT = 200;

  @Mixin private FileOptions input;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Score the records of a topic, instead of a FILE.")
  private String topic;

  @Option(
      names = "--partition",
      paramLabel = "P",
      description = "Which partition of the topic; needed if there are several.")
  private Integer partition;

  @Option(
      names = "--from",
      paramLabel = "OFFSET",
      description = "The topic's record to begin with. Default: the first that is there.")
  private Long from;

  @Option(
      names = "--until",
      paramLabel = "OFFSET",
      description = "The record to end before. Default: the end of the topic as it is now.")
  private Long until;

  @Option(
      names = "--label-delay",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Hold each label back until N records more have come: what was answered then is scored.")
  private int labelDelay;

  @Option(
      names = "--json",
      description = "Print one JSON object a learner, with its digest, instead of the table.")
  private boolean json;

  @Mixin private RecordOptions records;
  @Mixin private LateLabelOptions labels;
  @Mixin private FoldOptions fold;
  @Mixin private KafkaOptions kafka;

  private ScoreProgress progress;
  private long begin;
  private long unusable;

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    return topic != null ? scoreTopic() : scoreFile();
  }

  private void check() {
    require(
        input.given() != (topic != null),
        "expected a FILE or --topic, found " + (topic != null ? "both" : "none"));
    boolean offsets = from != null || until != null || partition != null;
    require(
        topic != null || !offsets,
        "--partition, --from and --until are for --topic, and there is none");
    require(
        labelDelay <= 0 || labels.settings(false) == null,
        "--label-delay and --late-labels exclude one another: labels that come later have delays of their own");
    requireAtLeast("--label-delay", 0, labelDelay);
  }

  private int scoreFile() throws InterruptedException, IOException {
    DataFile file = input.file();
    try (RowReader reader = file.open(records.labelColumn())) {
      RecordSettings meaning = records.settingsFor(reader);
      ScoringLoop loop = loop(meaning, false);
      CountedRows rows =
          new CountedRows(reader, null, loop.lateLabels() != null, stop(), this::complain);
      boolean ended = run(file.bytes(), () -> scoreRows(rows, loop, meaning, reader));
      if (ended && rows.good() + rows.bad() == 0) {
        throw new GyreException(file.name() + ": expected rows, found none");
      }
      report(loop, file.name(), rows.bad() + unusable);
      boolean whole = ended && !rows.noneHasALabel();
      return whole && rows.bad() + unusable == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** Returns whether the work came to its end, rather than being stopped. */
  private boolean run(long total, Runnable work) throws InterruptedException {
    begin = System.nanoTime();
    try (ScoreProgress shown = new ScoreProgress(total, this::tell, System::nanoTime)) {
      progress = shown;
      return AbandonableRun.run(
          () -> {
            work.run();
            return !stop().requested();
          },
          stop());
    }
  }

  private void complain(String line) {
    progress.makeRoom();
    tell(line);
  }

  private void scoreRows(
      CountedRows rows, ScoringLoop loop, RecordSettings meaning, RowReader reader) {
    long window = fold.window().toMillis();
    long start = START_MS / window * window;
    long i = 0;
    for (Row row = rows.next(); row != null; row = rows.next(), i++) {
      String refused = loop.add(LogRecord.of(LogRecord.Kind.POINT, row.json(), start + i, 0, i));
      if (refused != null) {
        refuse("line " + row.number() + ": " + refused);
      }
      // With a label that repeats nothing is worth waiting for; other doubts can wait for the end.
      String doubt = i + 1 == ENOUGH_FOR_A_DOUBT ? loop.survey().labelDoubt() : null;
      if (doubt != null) {
        complain(doubt);
      }
      progress.done(reader.bytesRead(), loop.points(), meaning.time() == null ? -1 : loop.time());
    }
    loop.end();
  }

  private int scoreTopic() throws InterruptedException {
    RecordSettings meaning = records.settings();
    ClusterAccess cluster = kafka.cluster();
    int chosen;
    try (Admin admin = cluster.admin()) {
      chosen = partition(TopicLookup.partitionsOfNamed(admin, cluster, topic));
    }
    try (StoredRecords stored = new StoredRecords(cluster, topic, chosen, from, until)) {
      boolean journal = isJournal(stored);
      // The first label may come late, so that all records may have to be looked at.
      boolean labelled =
          journal && labels.settings(false) == null && stored.any(ScoreCommand::isLabel, stop());
      ScoringLoop loop = loop(meaning, labelled);
      if (journal && from == null && stored.from() > 0) {
        tell(
            "the journal no longer begins at offset 0 but at %d: what was learned before is not in these figures, nor in the digests"
                .formatted(stored.from()));
      }
      LogRecords log = new LogRecords(journal);
      boolean ended =
          run(
              stored.count(),
              () -> {
                stored.forEach(
                    (offset, record) -> {
                      RecordCoordinates place = new RecordCoordinates(topic, chosen, offset);
                      String refused = loop.add(log.locate(record, place).log());
                      if (refused != null) {
                        refuse("offset " + offset + ": " + refused);
                      }
                      progress.done(offset + 1 - stored.from(), loop.points(), loop.time());
                    },
                    stop());
                loop.end();
              });
      report(loop, "%s, partition %d".formatted(topic, chosen), unusable);
      return ended && (unusable == 0 || journal) ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private int partition(int partitions) {
    require(
        partition != null || partitions == 1,
        "the topic %s has %d partitions, and records of one are scored: say which with --partition. All of them in the order in which gyre learn takes them are on its journal, ID-journal"
            .formatted(topic, partitions));
    int chosen = partition == null ? 0 : partition;
    requireBetween("--partition", 0, partitions - 1, chosen);
    return chosen;
  }

  /**
   * @param labelled whether there are labels in records of their own
   */
  private ScoringLoop loop(RecordSettings meaning, boolean labelled) {
    if (labelled) {
      require(
          labelDelay == 0,
          "--label-delay: labels come later on the journal %s, and have delays of their own"
              .formatted(topic));
      tell("labels come later than their points on this journal: scored as with --late-labels");
    }
    LateLabels late = labels.settings(labelled);
    return new ScoringLoop(
        fold.settings(meaning, List.of(), LateLabelOptions.learners(late), late), labelDelay);
  }

  /** Tells a journal by its name and by a header that merging gives each record. */
  private boolean isJournal(StoredRecords stored) {
    return topic.endsWith(TopicNames.JOURNAL)
        && stored.anyOfFirst(headers -> Origin.of(headers) != null, stop());
  }

  private static boolean isLabel(Headers headers) {
    Origin origin = Origin.of(headers);
    return origin != null && origin.kind() == Origin.Kind.LABEL;
  }

  private void refuse(String reason) {
    unusable++;
    if (unusable <= REPORTED) {
      complain("cannot be used, " + reason);
    } else if (unusable == REPORTED + 1) {
      complain("more cannot be used; their number follows at the end");
    }
  }

  private void report(ScoringLoop loop, String source, long passed) {
    if (json) {
      loop.scores().forEach(score -> out().println(score.json()));
    } else {
      lines(loop, source).forEach(out()::println);
    }
    out().flush();
    if (passed > 0) {
      tell("passed over: %,d.".formatted(passed));
    }
  }

  private List<String> lines(ScoringLoop loop, String source) {
    List<String> lines = new ArrayList<>(loop.survey().lines());
    lines.add("");
    lines.addAll(table(loop.scores()));
    lines.add("");
    lines.addAll(loop.withoutRoom());
    boolean all = loop.labelled() == loop.points() && loop.points() > 0;
    lines.add(
        "%,d %s of %s in %.1f s, %s with a label, %d %s."
            .formatted(
                loop.points(),
                loop.points() == 1 ? "point" : "points",
                PrintableText.of(source),
                (System.nanoTime() - begin) / 1e9,
                all ? "all" : NumberText.count(loop.labelled()),
                loop.classes(),
                loop.classes() == 1 ? "class" : "classes"));
    if (loop.lateLabels() != null) {
      lines.addAll(LateLabelText.lines(loop.lateLabels()));
    }
    if (loop.unlearned() > 0) {
      lines.add(
          "Not learned: %,d labels, for whose classes there was no room."
              .formatted(loop.unlearned()));
    }
    if (loop.repeated() > 0) {
      lines.add("Learned but not counted: %,d of later passes.".formatted(loop.repeated()));
    }
    return lines;
  }

  /** A column in which no row has a figure is left out: the AUC of many classes, weights. */
  private static List<String> table(List<LearnerScore> scores) {
    List<String> titles = scores.get(0).titles();
    List<List<String>> rows = scores.stream().map(LearnerScore::cells).toList();
    List<Integer> shown =
        IntStream.range(0, titles.size())
            .filter(c -> rows.stream().anyMatch(row -> !row.get(c).equals("-")))
            .boxed()
            .toList();
    TableColumns columns =
        new TableColumns(
            shown.stream()
                .map(titles::get)
                .map(t -> t.equals("learner") ? Column.left(t, 0) : Column.right(t, 0))
                .toList());
    return columns.table(rows.stream().map(row -> shown.stream().map(row::get).toList()).toList());
  }
}
