package io.gyre.cli.command;

import io.gyre.app.score.PredictionsFile;
import io.gyre.app.score.ScoreRun;
import io.gyre.app.score.StoredRecords;
import io.gyre.app.score.VersionLog;
import io.gyre.cli.option.FileOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LabelDelayOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.LogOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.SchemaOptions;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.Progress;
import io.gyre.cli.view.ScoreSummary;
import io.gyre.export.ExportFolder;
import io.gyre.file.DataFile;
import io.gyre.file.RowReader;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "score",
    description = "Score learners on a file, or on what lies on a topic, at full speed.")
public final class ScoreCommand extends GyreCommand {

  @Mixin private FileOptions input;
  @Mixin private LogOptions log;

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

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    try (PredictionsFile file =
        predictionsFile == null ? null : new PredictionsFile(predictionsFile)) {
      predictions = file;
      return input.given() ? scoreFile() : log.ofVersion() ? scoreSinceVersion() : scoreTopic();
    }
  }

  private void check() {
    log.check(input.given());
    fold.requireTime(isTimed());
    if (export != null) {
      ExportFolder.require(export);
    }
    held.check(labels, isTimed());
    held.requireWait(labels, isTimed());
    if (log.ofVersion()) {
      String why = " is settled by the version: leave it out with --from-version";
      List.of(records, labels, held).forEach(options -> options.refuseAll(why));
    }
  }

  private boolean isTimed() {
    return !input.given() || records.hasTime();
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
          asked.bins() <= 0 || file.bytes() >= 0,
          "--bins needs a FILE that can be read twice, found " + file.name());
      ScoreRun run = made(fold.settle(asked, file, records.labelColumn()), false);
      boolean whole =
          run(
              file.bytes(),
              () ->
                  run.rows(
                      file, reader, labels.comeLate(), stop(), this::complain, progress::done));
      report(run, null, file.name(), reader.notes());
      return whole && run.passedOver() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** Returns what the work returns; false if it was abandoned. */
  private boolean run(long total, Callable<Boolean> work) throws InterruptedException {
    begin = System.nanoTime();
    try (Progress shown = Progress.paced(total, this::tell, System::nanoTime)) {
      progress = shown;
      return AbandonableRun.run(work, stop());
    }
  }

  private void complain(String line) {
    if (progress != null) {
      progress.makeRoom();
    }
    tell(line);
  }

  private int scoreSinceVersion() throws InterruptedException {
    ClusterAccess cluster = registry.of(kafka.cluster());
    try (VersionLog since = log.sinceVersion(cluster, stop())) {
      ScoreRun otherwise = since.otherwise(fold::changed, log.without(), predictions);
      ScoreRun real = since.asItWas(otherwise == null ? predictions : null, log.frozen());
      boolean ended = run(real.withSchemas(schemas(cluster)), since.records());
      boolean alone = otherwise == null && log.frozen().isEmpty();
      report(real, alone ? null : "as it was", since.toString(), List.of());
      if (otherwise != null && ended) {
        ended = run(otherwise.withSchemas(schemas(cluster)), since.records());
        report(otherwise, "what if", since.toString(), List.of());
      }
      return ended ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private Function<String, Schema> schemas(ClusterAccess cluster) {
    return registry.schemas(cluster, null, this::complain, stop()::requested);
  }

  /** Returns false if it was abandoned. */
  private boolean run(ScoreRun run, StoredRecords stored) throws InterruptedException {
    return run(
        stored.length(),
        () -> {
          run.records(stored, this::complain, progress::done);
          return !stop().requested();
        });
  }

  private int scoreTopic() throws InterruptedException {
    ClusterAccess cluster = registry.of(kafka.cluster());
    String topic = log.topic();
    int chosen;
    try (Admin admin = cluster.admin()) {
      chosen =
          log.partition(
              TopicLookup.partitions(admin, cluster, topic, () -> TopicLookup.fullNames(admin)));
    }
    try (StoredRecords stored = log.records(cluster, chosen, stop())) {
      boolean labelled = labels.settings(false) == null && stored.hasLabels();
      // A journal has the schemas of its records, so no registry is needed.
      boolean hasSchemas = stored.hasSchemas();
      RecordSettings asked = records.settings(hasSchemas || cluster.hasSchemaRegistry());
      Function<String, Schema> schemas = schemas(cluster);
      RecordSettings meaning =
          fold.settle(asked, null, 0, first -> stored.survey(asked, schemas, first));
      ScoreRun run = made(meaning, labelled).withSchemas(schemas);
      if (stored.isJournal() && log.fromFirst() && stored.from() > 0) {
        tell(
            "the journal no longer begins at offset 0 but at %d: what was learned before is not in these figures, nor in the digests",
            stored.from());
      }
      boolean ended = run(run, stored);
      report(run, null, "%s, partition %d".formatted(topic, chosen), List.of());
      return ended && (run.passedOver() == 0 || stored.isJournal())
          ? ExitCode.DONE
          : ExitCode.FAILED;
    }
  }

  private ScoreRun made(RecordSettings meaning, boolean labelled) {
    require(
        export == null || !meaning.ofAmounts(), "--export is for classes: an amount has no graph");
    if (labelled) {
      require(
          held.delay() == null,
          "--label-delay: labels come later on the journal %s, and have delays of their own"
              .formatted(log.topic()));
      tell("labels come later than their points on this journal: scored as with --late-labels");
    }
    ScoreRun run =
        new ScoreRun(
            fold.settings(
                meaning, labelled ? labels.settings(true) : held.waits(labels, isTimed())),
            held.delay(),
            predictions);
    if (!json) {
      run.report().settings().decisionLines().forEach(this::say);
    }
    return run.without(log.without());
  }

  private void report(ScoreRun run, String name, String source, List<String> notes) {
    ScoreSummary summary = new ScoreSummary(run, name);
    if (json) {
      summary.json().forEach(this::say);
    } else {
      if (!log.ofVersion()) { // Else the version has settled how records are read.
        run.survey().lines().forEach(this::say);
        notes.forEach(note -> say("  " + note));
        suggest(run.survey().found().options());
      }
      say("");
      if (name != null) {
        say(name + ":");
      }
      summary.table().forEach(this::say);
      say("");
      summary.lines(source, (System.nanoTime() - begin) / 1e9).forEach(this::say);
    }
    if (run.passedOver() > 0) {
      tell("passed over: %,d.", run.passedOver());
    }
    if (export != null) {
      ExportCommand.write(run.report(), source, export).forEach(json ? this::tell : this::say);
    }
  }
}
