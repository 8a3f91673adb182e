package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.ApplicationOption;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.export.ExportFolder;
import io.gyre.export.ExportedModel;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.replica.Replica;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "export", description = "Take the model away: as ONNX, with all to ask it.")
public final class ExportCommand extends GyreCommand {

  @Option(names = "--out", paramLabel = "FOLDER", required = true)
  private Path out;

  @Mixin private ApplicationOption named;

  @Option(names = "--partition", paramLabel = "P")
  private Integer partition;

  @Mixin private KafkaOptions kafka;

  @Override
  public Integer call() {
    ExportFolder.require(out);
    String source = named.id();
    Map<Integer, Fold> folds = Replica.restore(kafka.cluster(), source);
    if (folds.isEmpty()) {
      throw GyreException.of(
          "%s has saved nothing yet: is 'gyre learn' running, and has it learned a point?", source);
    }
    Fold fold = SavedModels.chosen(folds, partition, source);
    String model = partition == null ? source : "%s, partition %d".formatted(source, partition);
    write(fold.report(), model, out).forEach(this::say);
    return ExitCode.DONE;
  }

  /** Writes a model to a folder, and says what was exported, and what was not. */
  static List<String> write(FoldReport report, String source, Path folder) {
    ExportedModel exported = ExportFolder.write(report, source, folder);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Exported %s to %s: %s answers."
            .formatted(String.join(", ", exported.learners()), folder, exported.answering()));
    exported.leftOut().forEach(each -> lines.add("Left out: " + each + "."));
    return lines;
  }
}
