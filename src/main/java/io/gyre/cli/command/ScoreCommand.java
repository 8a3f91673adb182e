package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.ExitCode;
import io.gyre.cli.Gyre;
import io.gyre.cli.StoppableRun;
import io.gyre.cli.option.FileOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.view.Columns;
import io.gyre.cli.view.Columns.Column;
import io.gyre.cli.view.NumberText;
import io.gyre.data.PrintableText;
import io.gyre.data.RecordSettings;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.LateLabels;
import io.gyre.fold.LogRecord;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.Coordinates;
import io.gyre.stream.LogRecords;
import io.gyre.topic.Origin;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.header.Headers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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
public final class ScoreCommand implements Callable<Integer> {

  /** The first second of the year 2000: rows are a millisecond apart from there on. */
  private static final long START_MS = 946_684_800_000L;

  private static final int REPORTED = 10;

  /** After so many rows it is likely whether labels come again; learners have room for more. */
  private static final int ENOUGH_FOR_A_DOUBT = 200;

  @ParentCommand private Gyre gyre;
  @Spec private CommandSpec spec;

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

  private long unusable;

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    return topic != null ? scoreTopic() : scoreFile();
  }

  private void check() {
    if (input.given() == (topic != null)) {
      throw wrong(
          topic != null
              ? "expected a FILE or --topic, found both"
              : "expected a FILE or --topic, found none");
    }
    boolean offsets = from != null || until != null || partition != null;
    if (topic == null && offsets) {
      throw wrong("--partition, --from and --until are for --topic, and there is none");
    }
    if (labelDelay > 0 && labels.settings(false) != null) {
      throw wrong(
          "--label-delay and --late-labels exclude one another: labels that come later have delays of their own");
    }
    if (labelDelay < 0) {
      throw wrong("--label-delay: expected 0 or more, found " + labelDelay);
    }
  }

  private int scoreFile() throws InterruptedException, IOException {
    DataFile file = input.file();
    try (RowReader rows = file.open(labelColumn())) {
      RecordSettings meaning = records.settingsFor(rows);
      ScoringLoop loop = loop(meaning, false);
      boolean ended;
      CountedRows counted;
      long begin = System.nanoTime();
      try (ScoreProgress progress = progress(file.bytes())) {
        Consumer<String> complaints = complaints(progress);
        counted = new CountedRows(rows, loop.lateLabels() != null, gyre.stop(), complaints);
        CountedRows source = counted;
        ended =
            StoppableRun.run(
                () -> {
                  scoreRows(source, loop, meaning, rows, progress, complaints);
                  return !gyre.stop().requested();
                },
                gyre.stop());
      }
      if (ended && counted.good() + counted.bad() == 0) {
        throw new GyreException(file.name() + ": expected rows, found none");
      }
      report(loop, meaning, file.name(), begin);
      tellPassed(counted.bad() + unusable);
      boolean whole = ended && !counted.noneHasALabel();
      return whole && counted.bad() + unusable == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private void scoreRows(
      CountedRows rows,
      ScoringLoop loop,
      RecordSettings meaning,
      RowReader reader,
      ScoreProgress progress,
      Consumer<String> complaints) {
    long window = fold.window().toMillis();
    long start = START_MS / window * window;
    long i = 0;
    for (Row row = rows.next(); row != null; row = rows.next(), i++) {
      String refused = loop.add(LogRecord.of(LogRecord.Kind.POINT, row.json(), start + i, 0, i));
      if (refused != null) {
        complain(complaints, "line " + row.number() + ": " + refused);
      }
      if (i + 1 == ENOUGH_FOR_A_DOUBT) {
        warnOfLabel(loop, complaints);
      }
      progress.done(reader.bytesRead(), loop.points(), meaning.time() == null ? -1 : loop.time());
    }
    loop.end();
  }

  /**
   * The other doubts can wait for the end: with such a label there is nothing worth waiting for.
   */
  private static void warnOfLabel(ScoringLoop loop, Consumer<String> complaints) {
    String doubt = loop.survey().labelDoubt();
    if (doubt != null) {
      complaints.accept(doubt);
    }
  }

  private int scoreTopic() throws InterruptedException {
    RecordSettings meaning = records.settings();
    ClusterAccess cluster = kafka.cluster();
    int chosen;
    try (Admin admin = cluster.admin()) {
      chosen = partition(TopicLookup.partitionsOfNamed(admin, cluster, topic));
    }
    ScoringLoop loop;
    boolean journal;
    boolean ended;
    long begin;
    try (StoredRecords stored = new StoredRecords(cluster, topic, chosen, from, until)) {
      journal = isJournal(stored);
      boolean untold = journal && labels.settings(false) == null;
      loop = loop(meaning, untold && hasLabels(stored));
      if (journal && from == null && stored.from() > 0) {
        tell(
            "the journal no longer begins at offset 0 but at %d: what was learned before is not in these figures, nor in the digests"
                .formatted(stored.from()));
      }
      LogRecords log = new LogRecords(journal);
      begin = System.nanoTime();
      try (ScoreProgress progress = progress(stored.count())) {
        Consumer<String> complaints = complaints(progress);
        ended =
            StoppableRun.run(
                () -> {
                  stored.forEach(
                      (offset, record) -> {
                        Coordinates place = new Coordinates(topic, chosen, offset);
                        String refused = loop.add(log.locate(record, place).log());
                        if (refused != null) {
                          complain(complaints, "offset " + offset + ": " + refused);
                        }
                        progress.done(offset + 1 - stored.from(), loop.points(), loop.time());
                      },
                      gyre.stop());
                  loop.end();
                  return !gyre.stop().requested();
                },
                gyre.stop());
      }
    }
    report(loop, meaning, "%s, partition %d".formatted(topic, chosen), begin);
    tellPassed(unusable);
    return ended && (unusable == 0 || journal) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int partition(int partitions) {
    if (partition == null && partitions > 1) {
      throw wrong(
          "the topic %s has %d partitions, each of which trains learners of its own: say which with --partition"
              .formatted(topic, partitions));
    }
    if (partition != null && (partition < 0 || partition >= partitions)) {
      throw wrong("--partition: expected 0 to %d, found %d".formatted(partitions - 1, partition));
    }
    return partition == null ? 0 : partition;
  }

  private LabelColumn labelColumn() {
    return records.label() == null ? LabelColumn.REQUIRED : LabelColumn.named(records.label());
  }

  /**
   * @param labelled whether there are labels in records of their own
   */
  private ScoringLoop loop(RecordSettings meaning, boolean labelled) {
    if (labelled && labelDelay > 0) {
      throw wrong(
          "--label-delay: labels come later on the journal %s, and have delays of their own"
              .formatted(topic));
    }
    LateLabels late = labels.settings(labelled);
    if (labelled) {
      tell("labels come later than their points on this journal: scored as with --late-labels");
    }
    FoldSettings settings =
        fold.settings(meaning, List.of(), LateLabelOptions.learners(late), late);
    return new ScoringLoop(settings, labelDelay);
  }

  /** By its name, which any topic may have, and what merge says of any of its first records. */
  private boolean isJournal(StoredRecords stored) {
    return topic.endsWith(TopicNames.JOURNAL)
        && stored.anyOfFirst(headers -> Origin.of(headers) != null, gyre.stop());
  }

  /** The first label may come late, so that all records may have to be looked at. */
  private boolean hasLabels(StoredRecords stored) {
    return stored.any(ScoreCommand::isLabel, gyre.stop());
  }

  private static boolean isLabel(Headers headers) {
    Origin origin = Origin.of(headers);
    return origin != null && origin.kind() == Origin.Kind.LABEL;
  }

  private ScoreProgress progress(long total) {
    return new ScoreProgress(total, this::tell, System::nanoTime);
  }

  private Consumer<String> complaints(ScoreProgress progress) {
    return line -> {
      progress.makeRoom();
      tell(line);
    };
  }

  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("gyre score: " + line);
    err.flush();
  }

  private void complain(Consumer<String> complaints, String reason) {
    unusable++;
    if (unusable <= REPORTED) {
      complaints.accept("cannot be used, " + reason);
    } else if (unusable == REPORTED + 1) {
      complaints.accept("more cannot be used; their number follows at the end");
    }
  }

  private void tellPassed(long passed) {
    if (passed > 0) {
      tell("passed over: " + NumberText.count(passed) + ".");
    }
  }

  private void report(ScoringLoop loop, RecordSettings meaning, String source, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      loop.scores().forEach(score -> out.println(score.json()));
    } else {
      loop.survey().lines().forEach(out::println);
      out.println();
      table(loop.scores()).forEach(out::println);
      out.println();
      loop.withoutRoom().forEach(out::println);
      out.printf(
          "%s of %s in %.1f s, %s with a label, %s.%n",
          NumberText.count(loop.points()) + (loop.points() == 1 ? " point" : " points"),
          PrintableText.of(source),
          seconds,
          loop.labelled() == loop.points() && loop.points() > 0
              ? "all"
              : NumberText.count(loop.labelled()),
          loop.classes() == 1 ? "1 class" : loop.classes() + " classes");
      if (loop.lateLabels() != null) {
        LateLabelText.lines(loop.lateLabels()).forEach(out::println);
      }
      if (loop.unlearned() > 0) {
        out.printf(
            "Not learned: %s labels, for whose classes there was no room.%n",
            NumberText.count(loop.unlearned()));
      }
      if (loop.repeated() > 0) {
        out.printf(
            "Learned but not counted: %s of later passes.%n", NumberText.count(loop.repeated()));
      }
    }
    out.flush();
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
    Columns columns =
        new Columns(
            shown.stream()
                .map(titles::get)
                .map(t -> t.equals("learner") ? Column.left(t, 0) : Column.right(t, 0))
                .toList());
    return columns.table(rows.stream().map(row -> shown.stream().map(row::get).toList()).toList());
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
