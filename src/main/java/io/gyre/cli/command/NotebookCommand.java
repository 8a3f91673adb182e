package io.gyre.cli.command;

import io.gyre.app.RequiredTopics;
import io.gyre.broker.LocalBroker;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.Progress;
import io.gyre.kafka.ClusterAccess;
import io.gyre.notebook.NotebookFigures;
import io.gyre.notebook.NotebookReport;
import io.gyre.notebook.NotebookRun;
import io.gyre.notebook.NotebookRun.Result;
import io.gyre.notebook.NotebookRun.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "notebook",
    description = "Run the teaching notebook through Kafka and compare with its figures.")
public final class NotebookCommand extends GyreCommand {

  /** The cost of each pass is kept: 80 MB. */
  private static final int MAX_PASSES = 10_000_000;

  @Option(names = "--passes", paramLabel = "N", defaultValue = "10000")
  private int passes;

  @Option(names = "--every", paramLabel = "K", defaultValue = "1000")
  private int every;

  @Option(names = "--hidden", paramLabel = "H", defaultValue = "4")
  private int hidden;

  @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "1.2")
  private double learningRate;

  @Option(names = "--seed", paramLabel = "SEED", defaultValue = "42")
  private long seed;

  @Option(names = "--data-seed", paramLabel = "SEED", defaultValue = "42")
  private long dataSeed;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "gyre-notebook")
  private Path out;

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    requireBetween("--passes", 1, MAX_PASSES, passes);
    requireAtLeast("--every", 1, every);
    requireBetween("--data-seed", 0, (1L << 32) - 1, dataSeed);
    Settings settings =
        checked("", () -> new Settings(passes, hidden, learningRate, seed, dataSeed));
    checked("", settings::learners);
    NotebookFigures.prepare(out);
    stop().listen();
    Path folder = Files.createTempDirectory("gyre-notebook-");
    try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"), 0)) {
      ClusterAccess cluster = ClusterAccess.local(broker.bootstrapServers());
      try (Admin admin = cluster.admin()) {
        RequiredTopics.require(admin, NotebookRun.TOPICS, NotebookRun.topicSettings());
      }
      boolean whole = run(new NotebookRun(settings, cluster, stop()::requested), settings, folder);
      return whole ? ExitCode.DONE : ExitCode.FAILED;
    } finally {
      Utils.delete(folder.toFile());
    }
  }

  private boolean run(NotebookRun run, Settings settings, Path folder) throws InterruptedException {
    NotebookReport report = new NotebookReport(out(), settings, json);
    report.begin();
    Result result;
    try (Progress progress = Progress.of("passes", passes)) {
      result =
          run.run(
              folder.resolve("learner"),
              (pass, cost) -> {
                if (pass % every == 0) {
                  progress.makeRoom();
                  report.pass(pass, cost);
                }
                progress.done(pass + 1);
              });
    }
    if (result == null) {
      note("Stopped before the last pass.");
      return false;
    }
    report.end(result);
    NotebookFigures.write(result, out);
    note("Figures: " + out.toAbsolutePath().normalize());
    return true;
  }
}
