package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.TableColumns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@code scripts/bench-serve}, whose first lines are its help. */
@Command(name = "scripts/bench-serve")
final class BenchServe implements Callable<Integer> {

  private static final int WIDTH = 56;

  private final StopSignal stop;

  @Spec private CommandSpec spec;

  @Option(names = "--seconds", defaultValue = "20")
  private double seconds;

  @Option(names = "--questions", defaultValue = "5000")
  private double questions;

  @Option(names = "--points", defaultValue = "10000")
  private double points;

  private BenchServe(StopSignal stop) {
    this.stop = stop;
  }

  /** Ends the process with the exit code. */
  public static void main(String[] args) {
    BenchCommand.run(BenchServe::commandLine, args);
  }

  /**
   * Returns the command line.
   *
   * @param environment what {@code GYRE_…} variables are read from
   * @param stop ends the bench
   */
  static CommandLine commandLine(Map<String, String> environment, StopSignal stop) {
    return BenchCommand.commandLine(new BenchServe(stop), environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--seconds", 2, seconds);
    require("--questions", 1, questions);
    require("--points", 1, points);
    stop.listen();
    Path target = Path.of(System.getProperty("gyre.log.file", "target/bench.log")).getParent();
    Path folder = Files.createTempDirectory(target, "bench-serve-");
    PrintWriter out = spec.commandLine().getOut();
    TableColumns<ServeRun.Figure> table =
        new TableColumns<ServeRun.Figure>()
            .left("", WIDTH, ServeRun.Figure::what)
            .right("found", 10, ServeRun.Figure::found)
            .right("goal", 6, ServeRun.Figure::goal);
    out.println(table.header());
    out.flush();
    try {
      new ServeRun(
              questions,
              points,
              seconds,
              folder,
              stop,
              figure -> {
                out.println(table.line(figure));
                out.flush();
              })
          .run();
    } catch (GyreException e) {
      // Ctrl-C goes to the processes too, and then they are missed: that is no failure.
      if (!stop.requested()) {
        throw e;
      }
    } finally {
      Utils.delete(folder.toFile());
    }
    return stop.requested() ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void require(String name, double least, double found) {
    if (!(found >= least)) {
      throw new ParameterException(
          spec.commandLine(), "%s: expected %.0f or more, found %s".formatted(name, least, found));
    }
  }
}
