package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.cli.option.Converters;
import io.gyre.cli.terminal.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs {@code scripts/bench-io}, whose first lines are its help. */
@Command(name = "scripts/bench-io")
final class BenchIo implements Callable<Integer> {

  private final StopSignal stop;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1")
  private Path file;

  @Option(
      names = "--rate",
      split = ",",
      defaultValue = "10,100,1000,max",
      converter = Converters.Rate.class)
  private List<Double> rates;

  @Option(names = "--seconds", defaultValue = "80")
  private int seconds;

  @Option(names = "--points", defaultValue = "100000")
  private int points;

  @Option(names = "--label")
  private String label;

  @Option(names = "--id")
  private String id;

  @Option(names = "--time")
  private String time;

  @Option(names = "--ignore")
  private String ignore;

  @Option(names = "--key")
  private String key;

  @Option(names = "--learners")
  private String learners;

  @Option(names = "--label-delay")
  private String labelDelay;

  @Option(names = "--late-labels")
  private boolean lateLabels;

  @Option(names = "--wait")
  private String wait;

  @Option(names = "--keys")
  private boolean keys;

  @Option(names = "--json")
  private boolean json;

  private BenchIo(StopSignal stop) {
    this.stop = stop;
  }

  /** Ends the process with the exit code. */
  public static void main(String[] args) {
    BenchCommand.run(BenchIo::commandLine, args);
  }

  /**
   * Returns the command line.
   *
   * @param environment what {@code GYRE_…} variables are read from
   * @param stop ends the bench
   */
  static CommandLine commandLine(Map<String, String> environment, StopSignal stop) {
    return BenchCommand.commandLine(new BenchIo(stop), environment);
  }

  @Override
  public Integer call() throws IOException {
    check();
    stop.listen();
    Path folder = Files.createTempDirectory("gyre-bench-io-");
    try {
      Path rows = file == null ? orders(folder) : file;
      for (double rate : rates) {
        measure(rows, rate, Files.createDirectory(folder.resolve("run")));
        Utils.delete(folder.resolve("run").toFile());
      }
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

  private void check() {
    require(seconds > 0, "--seconds: expected 1 or more, found " + seconds);
    require(points > 0, "--points: expected 1 or more, found " + points);
    require(rates.stream().allMatch(rate -> rate > 0), "--rate: expected more than 0, or max");
    require(file == null || Files.isReadable(file), "FILE: %s cannot be read".formatted(file));
    require(label != null || file == null, "--label is needed: which column of FILE is the label");
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  /** Writes the orders of {@code gyre sample}. */
  private Path orders(Path folder) {
    try (GyreProcess sample = new GyreProcess(folder, List.of("sample", "--rows=" + points))) {
      sample.await();
      return sample.output();
    }
  }

  private void measure(Path rows, double rate, Path folder) throws IOException {
    if (stop.requested()) {
      return;
    }
    Path some = folder.resolve("rows.csv");
    copy(rows, (int) Math.min(points, rate * seconds), some);
    IoRun.Result result =
        new IoRun(some, rate, seconds, sending(), learning(), folder, stop::requested).run();
    if (!stop.requested()) {
      PrintWriter out = spec.commandLine().getOut();
      IoReport report = new IoReport(result);
      Stream<String> lines =
          json
              ? Stream.of(WorkerProcess.line(report.json()))
              : Stream.concat(report.lines(keys).stream(), Stream.of(""));
      lines.forEach(out::println);
      out.flush();
    }
  }

  /** Copies the header and so many lines, unpacked and byte for byte. */
  private static void copy(Path from, int rows, Path to) throws IOException {
    try (InputStream raw = Files.newInputStream(from);
        InputStream in = from.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
      Iterable<String> some = lines.lines().limit(rows + 1L)::iterator;
      Files.write(to, some, StandardCharsets.ISO_8859_1);
    }
  }

  private List<String> sending() {
    List<String> options = common();
    add(options, "--label-delay", labelDelay);
    // Without a delay in time it is refused.
    boolean inTime = labelDelay != null && !labelDelay.matches("\\d+");
    add(options, "--time", inTime ? time : null);
    return options;
  }

  private List<String> learning() {
    List<String> options = common();
    add(options, "--time", time);
    add(options, "--ignore", ignore);
    add(options, "--key", key);
    add(options, "--learners", learners);
    add(options, "--wait", wait);
    if (labelDelay != null && !lateLabels) {
      options.add("--late-labels");
    }
    return options;
  }

  private List<String> common() {
    List<String> options = new ArrayList<>();
    add(options, "--label", label == null ? "outcome" : label);
    add(options, "--id", id);
    if (lateLabels) {
      options.add("--late-labels");
    }
    return options;
  }

  private static void add(List<String> options, String name, String value) {
    if (value != null) {
      options.add(name + "=" + value);
    }
  }
}
