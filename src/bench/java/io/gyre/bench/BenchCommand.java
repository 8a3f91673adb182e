package io.gyre.bench;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.bench.Setup.Guarantee;
import io.gyre.bench.Setup.Kind;
import io.gyre.broker.LocalBroker;
import io.gyre.cli.EnvironmentDefaults;
import io.gyre.cli.terminal.EndingSignals;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.encoding.Encoder;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClientProperties;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@code scripts/bench}, whose first lines are its help. */
@Command(name = "scripts/bench")
final class BenchCommand implements Callable<Integer> {

  /**
   * All stream threads of a round join before partitions are handed out. One that comes after that
   * takes partitions over from the others, for which these are silent for up to a heartbeat, 3 s:
   * longer than a round.
   */
  private static final Map<String, String> TOGETHER =
      Map.of("group.initial.rebalance.delay.ms", "500");

  private final Map<String, String> environment;
  private final StopSignal stop;

  @Spec private CommandSpec spec;

  @Option(names = "--learners")
  private String learners;

  @Option(names = "--features", defaultValue = "2")
  private int features;

  @Option(names = "--scenario", split = ",")
  private List<String> names;

  @Option(names = "--guarantee")
  private Guarantee guarantee;

  @Option(names = "--points")
  private Integer points;

  @Option(names = "--rounds")
  private Integer rounds;

  @Option(names = "--rate", defaultValue = "1000")
  private int rate;

  @Option(names = "--seconds")
  private Integer seconds;

  @Option(names = "--journal")
  private boolean journal;

  @Option(names = "--partitions", split = ",")
  private List<Integer> partitions;

  @Option(names = "--threads", split = ",", defaultValue = "1")
  private List<Integer> threads;

  @Option(names = "--instances", split = ",")
  private List<Integer> instances;

  @Option(names = "--quick")
  private boolean quick;

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--bootstrap-server")
  private String bootstrapServer;

  @Option(names = "--connect-timeout", defaultValue = "15")
  private int connectTimeout;

  @Option(names = "--command-config")
  private Path commandConfig;

  private BenchCommand(Map<String, String> environment, StopSignal stop) {
    this.environment = environment;
    this.stop = stop;
  }

  /** Ends the process with the exit code. */
  public static void main(String[] args) {
    run(BenchCommand::commandLine, args);
  }

  /** Runs a script, and ends the process with the exit code. */
  static void run(BiFunction<Map<String, String>, StopSignal, CommandLine> script, String[] args) {
    // Figures look the same on every machine.
    Locale.setDefault(Locale.ROOT);
    StopSignal stop = new StopSignal();
    new EndingSignals(stop);
    System.exit(script.apply(System.getenv(), stop).execute(args));
  }

  /**
   * Returns the command line.
   *
   * @param environment what {@code GYRE_…} and {@code KAFKA_…} variables are read from
   * @param stop ends the bench
   */
  static CommandLine commandLine(Map<String, String> environment, StopSignal stop) {
    return commandLine(new BenchCommand(environment, stop), environment);
  }

  /** Returns the command line of a script, which says in a line what is wrong. */
  static CommandLine commandLine(Callable<Integer> script, Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(script);
    commandLine.setDefaultValueProvider(new EnvironmentDefaults(environment));
    commandLine.setParameterExceptionHandler(
        (wrong, args) -> {
          String message =
              "%s\n'%s --help' shows what there is."
                  .formatted(wrong.getMessage(), commandLine.getCommandName());
          return failed(commandLine, message, ExitCode.USAGE);
        });
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof GyreException known) {
            return failed(commandLine, known.getMessage(), ExitCode.FAILED);
          }
          throw failure;
        });
    return commandLine;
  }

  private static int failed(CommandLine commandLine, String message, int exitCode) {
    commandLine.getErr().println(commandLine.getCommandName() + ": " + message);
    commandLine.getErr().flush();
    return exitCode;
  }

  @Override
  public Integer call() throws IOException {
    check();
    ClusterAccess named = namedCluster();
    Plan plan = plan(named == null);
    stop.listen();
    Path folder = Files.createTempDirectory("gyre-bench-");
    try (LocalBroker broker =
        named == null ? LocalBroker.start(folder.resolve("broker"), 0, TOGETHER) : null) {
      measure(
          plan, broker == null ? named : ClusterAccess.local(broker.bootstrapServers()), folder);
    } finally {
      Utils.delete(folder.toFile());
    }
    return stop.requested() ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** The cluster that an option, a variable or the file names, or null. */
  private ClusterAccess namedCluster() {
    ClientProperties given = ClientProperties.fromEnvironment(environment);
    ClientProperties all = commandConfig == null ? given : given.withFile(commandConfig);
    String servers = bootstrapServer == null ? all.bootstrapServers() : bootstrapServer;
    return servers == null
        ? null
        : new ClusterAccess(servers, Duration.ofSeconds(connectTimeout), all);
  }

  private void check() {
    require("--points", points, 1000, Integer.MAX_VALUE);
    require("--rounds", rounds, 1, Integer.MAX_VALUE);
    require("--rate", rate, 0, 1_000_000);
    require("--seconds", seconds, 1, 3600);
    require("--features", features, 1, Encoder.MAX_FIELDS);
    require("--connect-timeout", connectTimeout, 1, 86_400);
    require("--partitions", partitions);
    require("--instances", instances);
    require("--threads", threads);
    require(journal || instances == null, "--instances goes with --journal");
    require(
        !journal || guarantee != Guarantee.AT_LEAST_ONCE,
        "--guarantee: the journal is read exactly once, found at-least-once");
  }

  private void require(String option, List<Integer> numbers) {
    if (numbers != null) {
      numbers.forEach(number -> require(option, number, 1, Integer.MAX_VALUE));
      require(
          journal || numbers.size() == 1,
          "%s: expected one number without --journal, found %s".formatted(option, numbers));
    }
  }

  private void require(String option, Integer number, int least, int most) {
    String expected =
        most == Integer.MAX_VALUE
            ? "%d or more".formatted(least)
            : "%d to %,d".formatted(least, most);
    require(
        number == null || number >= least && number <= most,
        "%s: expected %s, found %d".formatted(option, expected, number));
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private Plan plan(boolean local) {
    return new Plan(
        setups(),
        orQuick(points, 1_000_000, 400_000),
        orQuick(rounds, 5, 2),
        rate,
        orQuick(seconds, 10, 5),
        local);
  }

  private int orQuick(Integer asked, int full, int quickly) {
    return Objects.requireNonNullElse(asked, quick ? quickly : full);
  }

  private List<Setup> setups() {
    List<Setup> scenarios = scenarios();
    if (!journal) {
      int each = partitions == null ? 1 : partitions.get(0);
      return Arrays.stream(Guarantee.values())
          .filter(g -> guarantee == null ? !quick || g == Guarantee.EXACTLY_ONCE : g == guarantee)
          .flatMap(g -> scenarios.stream().map(s -> s.under(g, each, threads.get(0))))
          .toList();
    }
    List<Setup> learning =
        scenarios.stream().filter(scenario -> scenario.kind() == Kind.LEARN).toList();
    require(
        names == null || learning.size() == 1,
        "--scenario: expected one that learns with --journal, found " + names);
    return learning
        .get(learning.size() - 1)
        .layouts(
            Objects.requireNonNullElse(partitions, List.of(1, 4, 12)),
            Objects.requireNonNullElse(instances, List.of(1, 2)),
            threads);
  }

  /** Refuses what no run could do, before the points are produced. */
  private List<Setup> scenarios() {
    try {
      List<LearnerSettings> list =
          learners == null ? Examples.learners() : LearnerPresets.of(learners);
      new FoldSettings(list, WindowSettings.standard());
      Collection<Setup> all = Setup.scenarios(list);
      List<String> known = all.stream().map(Setup::scenario).toList();
      for (String name : Objects.requireNonNullElse(names, known)) {
        String expected = String.join(", ", known);
        require(
            known.contains(name),
            "--scenario: expected one of %s, found %s".formatted(expected, name));
      }
      return all.stream()
          .filter(
              setup ->
                  names == null
                      || setup.kind() == Kind.PASS_THROUGH
                      || names.contains(setup.scenario()))
          .toList();
    } catch (GyreException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void measure(Plan plan, ClusterAccess cluster, Path folder) {
    // Nothing is to be removed from a cluster that cannot be reached.
    cluster.admin().close();
    Workload workload = new Workload(cluster, features, stop::requested);
    try (Bench bench = new Bench(plan, workload, folder, this::say)) {
      Map<Setup, Rounds> results = bench.run();
      BenchReport report = new BenchReport(plan, results, spec.commandLine().getOut());
      if (results.isEmpty()) {
        say("Stopped before the first round that counts was finished: nothing was measured.");
      } else if (json) {
        report.json();
      } else {
        report.tables();
      }
    }
  }

  /** Standard output is for figures alone. */
  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
