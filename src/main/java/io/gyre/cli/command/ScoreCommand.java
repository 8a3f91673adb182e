package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.app.FirstRows;
import io.gyre.cli.option.FileOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LabelDelayOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.SchemaOptions;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.LateLabelText;
import io.gyre.cli.view.LearnerScore;
import io.gyre.cli.view.Progress;
import io.gyre.data.record.RecordReader;
import io.gyre.data.record.RecordReader.Accepts;
import io.gyre.data.record.RecordSettings;
import io.gyre.data.record.Schema;
import io.gyre.export.ExportFolder;
import io.gyre.feed.CountedRows;
import io.gyre.file.DataFile;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.topic.Origin;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "score",
    description = "Score learners on a file, or on what lies on a topic, at full speed.")
public final class ScoreCommand extends GyreCommand {

  /** Rows of a file are a millisecond apart, from the year 2000 on. */
  private static final long START_MS = 946_684_800_000L;

  private static final int REPORTED = 10;

  /** The rows after which it is clear whether labels recur; fewer than the limit of classes. */
  private static final int ENOUGH_FOR_A_DOUBT = 200;

  @Mixin private FileOptions input;

  @Option(names = "--topic", paramLabel = "TOPIC")
  private String topic;

  @Option(names = "--partition", paramLabel = "P")
  private Integer partition;

  @Option(names = "--from", paramLabel = "OFFSET")
  private Long from;

  @Option(names = "--until", paramLabel = "OFFSET")
  private Long until;

  @Option(names = "--predictions-file", paramLabel = "FILE")
  private Path predictionsFile;

  @Option(names = "--export", paramLabel = "FOLDER")
  private Path export;

  @Option(names = "--json")
  private boolean json;

  @Mixin private RecordOptions records;
  @Mixin private SchemaOptions registry;
  @Mixin private LateLabelOptions labels;
  @Mixin private LabelDelayOptions held;
  @Mixin private FoldOptions fold;
  @Mixin private KafkaOptions kafka;

  private PredictionsFile predictions;
  private Progress progress;
  private long begin;
  private long unusable;

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    try (PredictionsFile file =
        predictionsFile == null ? null : new PredictionsFile(predictionsFile)) {
      predictions = file;
      return topic != null ? scoreTopic() : scoreFile();
    }
  }

  private void check() {
    require(
        input.given() != (topic != null),
        "expected a FILE or --topic, found " + (topic != null ? "both" : "none"));
    boolean offsets = from != null || until != null || partition != null;
    require(
        topic != null || !offsets,
        "--partition, --from and --until are for --topic, and there is none");
    fold.requireTime(isTimed());
    if (export != null) {
      ExportFolder.require(export);
    }
    held.check(labels, isTimed());
    held.requireWait(labels, isTimed());
  }

  private boolean isTimed() {
    return topic != null || records.hasTime();
  }

  private int scoreFile() throws InterruptedException, IOException {
    DataFile file = input.file();
    require(
        predictionsFile == null
            || !Files.exists(predictionsFile)
            || !Files.isSameFile(predictionsFile, file.path()),
        "--predictions-file: expected another file than the one that is scored, found "
            + predictionsFile);
    try (RowReader reader = file.open(records.labelColumn())) {
      RecordSettings asked = records.settingsFor(reader);
      fold.requireCosts(reader.columns());
      require(
          asked.bins() == 0 || file.bytes() >= 0,
          "--bins needs a FILE that can be read twice, found " + file.name());
      RecordSettings meaning =
          fold.settle(
              asked, 0, first -> FirstRows.survey(file, records.labelColumn(), asked, first));
      ScoringLoop loop = loop(meaning, false);
      CountedRows rows = new CountedRows(reader, labels.comeLate(), stop(), this::complain);
      boolean ended = run(file.bytes(), () -> scoreRows(rows, loop, meaning, reader));
      if (ended && rows.good() + rows.bad() == 0) {
        throw new GyreException(file.name() + ": expected rows, found none");
      }
      report(loop, file.name(), reader.notes(), rows.bad() + unusable);
      boolean whole = ended && !rows.noneHasALabel();
      return whole && rows.bad() + unusable == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** Returns whether the work ended by itself. */
  private boolean run(long total, Runnable work) throws InterruptedException {
    begin = System.nanoTime();
    try (Progress shown = Progress.paced(total, this::tell, System::nanoTime)) {
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
    if (progress != null) {
      progress.makeRoom();
    }
    tell(line);
  }

  private void scoreRows(
      CountedRows rows, ScoringLoop loop, RecordSettings meaning, RowReader reader) {
    long window = fold.windowMs();
    long start = START_MS / window * window;
    long i = 0;
    for (Row row = rows.next(); row != null; row = rows.next(), i++) {
      String refused = loop.add(LogRecord.of(LogRecord.Kind.POINT, row.json(), start + i, 0, i));
      if (refused != null) {
        refuse("line " + row.number() + ": " + refused);
      }
      String doubt = i + 1 == ENOUGH_FOR_A_DOUBT ? loop.survey.labelDoubt() : null;
      if (doubt != null) {
        complain(doubt);
      }
      long time = meaning.time() == null ? -1 : loop.report.time();
      progress.done(reader.bytesRead(), loop.points, time);
    }
    loop.end();
  }

  private int scoreTopic() throws InterruptedException {
    ClusterAccess cluster = registry.of(kafka.cluster());
    int chosen;
    try (Admin admin = cluster.admin()) {
      chosen =
          partition(
              TopicLookup.partitions(admin, cluster, topic, () -> TopicLookup.fullNames(admin)));
    }
    try (StoredRecords stored = new StoredRecords(cluster, topic, chosen, from, until)) {
      // Merging gives each record of a journal an origin.
      boolean journal = topic.endsWith(TopicNames.JOURNAL) && stored.isJournal(stop());
      // The first label, and the first schema, may come late, so all records have to be read.
      Set<Origin.Kind> kinds = journal ? stored.kinds(stop()) : Set.of();
      boolean labelled = labels.settings(false) == null && kinds.contains(Origin.Kind.LABEL);
      // A journal has the schemas of its records, so no registry is needed.
      boolean hasSchemas = kinds.contains(Origin.Kind.SCHEMA);
      RecordSettings asked = records.settings(hasSchemas || cluster.hasSchemaRegistry());
      Function<String, Schema> schemas =
          registry.schemas(cluster, null, this::complain, stop()::requested);
      Map<String, Schema> kept = journal ? new HashMap<>() : null;
      RecordReader reader =
          RecordReader.of(
              asked,
              Accepts.POINTS_AND_LABELS,
              id -> journal && kept.containsKey(id) ? kept.get(id) : schemas.apply(id));
      RecordSettings meaning =
          fold.settle(asked, 0, first -> stored.survey(reader, kept, first, stop()));
      ScoringLoop loop = loop(meaning, labelled).withSchemas(schemas);
      if (journal && from == null && stored.from > 0) {
        tell(
            "the journal no longer begins at offset 0 but at %d: what was learned before is not in these figures, nor in the digests",
            stored.from);
      }
      LogRecords log = new LogRecords(journal);
      boolean ended =
          run(
              stored.until - stored.from,
              () -> {
                stored.forEach(
                    found -> {
                      score(loop, log, found);
                      long done = found.offset() + 1 - stored.from;
                      progress.done(done, loop.points, loop.report.time());
                    },
                    stop()::requested);
                loop.end();
              });
      report(loop, "%s, partition %d".formatted(topic, chosen), List.of(), unusable);
      return ended && (unusable == 0 || journal) ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private void score(ScoringLoop loop, LogRecords log, ConsumerRecord<byte[], byte[]> found) {
    String refused =
        loop.add(
            log.locate(
                    new Record<>(found.key(), found.value(), found.timestamp(), found.headers()),
                    new RecordCoordinates(topic, found.partition(), found.offset()))
                .log());
    if (refused != null) {
      refuse("offset " + found.offset() + ": " + refused);
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

  private ScoringLoop loop(RecordSettings meaning, boolean labelled) {
    if (labelled) {
      require(
          held.delay() == null,
          "--label-delay: labels come later on the journal %s, and have delays of their own"
              .formatted(topic));
      tell("labels come later than their points on this journal: scored as with --late-labels");
    }
    LateLabels late = labelled ? labels.settings(true) : held.waits(labels, isTimed());
    FoldSettings settings =
        fold.settings(meaning, List.of(), LateLabelOptions.learners(late != null), late);
    if (!json) {
      settings.decisionLines().forEach(this::say);
    }
    return new ScoringLoop(settings, held.delay(), predictions);
  }

  private void refuse(String reason) {
    unusable++;
    if (unusable <= REPORTED) {
      complain("cannot be used, " + reason);
    } else if (unusable == REPORTED + 1) {
      complain("more cannot be used; their number follows at the end");
    }
  }

  private void report(ScoringLoop loop, String source, List<String> notes, long passed) {
    List<LearnerScore> scores = loop.scores();
    if (json) {
      scores.forEach(score -> say(score.json(loop.report.counts())));
    } else {
      loop.survey.lines().forEach(this::say);
      notes.forEach(note -> say("  " + note));
      suggest(loop.survey.found().options());
      say("");
      if (held.delay() != null && scores.stream().allMatch(score -> score.points() == 0)) {
        say(LateLabelText.ALL_HELD.formatted(held.delay()));
      } else {
        LearnerScore.table(scores).forEach(this::say);
      }
      say("");
      loop.summary(source, (System.nanoTime() - begin) / 1e9).forEach(this::say);
    }
    if (passed > 0) {
      tell("passed over: %,d.", passed);
    }
    if (export != null) {
      ExportCommand.lines(ExportFolder.write(loop.fold.report(), source, export), export)
          .forEach(json ? this::tell : this::say);
    }
  }
}
