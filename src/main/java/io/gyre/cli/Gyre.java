package io.gyre.cli;

import io.gyre.StopSignal;
import io.gyre.cli.command.AskCommand;
import io.gyre.cli.command.DashboardCommand;
import io.gyre.cli.command.ExplainCommand;
import io.gyre.cli.command.ExportCommand;
import io.gyre.cli.command.HealthCommand;
import io.gyre.cli.command.LearnCommand;
import io.gyre.cli.command.NotebookCommand;
import io.gyre.cli.command.ProduceCommand;
import io.gyre.cli.command.ResetCommand;
import io.gyre.cli.command.SampleCommand;
import io.gyre.cli.command.ScoreCommand;
import io.gyre.cli.command.ServeCommand;
import io.gyre.cli.command.TopicsCommand;
import io.gyre.cli.command.UpCommand;
import io.gyre.cli.command.VersionCommand;
import io.gyre.cli.command.WatchCommand;
import io.gyre.cli.option.OptionNames;
import io.gyre.cli.terminal.CommandContext;
import io.gyre.cli.terminal.EndingSignals;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.terminal.StandardStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program. A command registers in {@link #COMMANDS}, belongs to a group of {@link HelpLayout},
 * and reaches shared objects through {@code @ParentCommand}.
 */
@Command(
    name = "gyre",
    versionProvider = Version.class,
    description = "A classifier that learns from a Kafka topic, exactly once.")
public final class Gyre extends CommandContext implements Callable<Integer> {

  private static final List<Class<?>> COMMANDS =
      List.of(
          UpCommand.class,
          NotebookCommand.class,
          TopicsCommand.class,
          LearnCommand.class,
          ScoreCommand.class,
          ProduceCommand.class,
          SampleCommand.class,
          AskCommand.class,
          ExplainCommand.class,
          ServeCommand.class,
          ExportCommand.class,
          WatchCommand.class,
          HealthCommand.class,
          DashboardCommand.class,
          ResetCommand.class,
          VersionCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  Gyre(Map<String, String> environment, StopSignal stop) {
    super(environment, stop);
  }

  public static void main(String[] args) {
    // Numbers and messages look the same on every machine.
    Locale.setDefault(Locale.ROOT);
    OptionNames.use();
    LogFile.choose(System.getenv());
    StopSignal stop = new StopSignal();
    EndingSignals signals = new EndingSignals(stop);
    CommandLine commandLine = commandLine(System.getenv(), stop, args);
    StandardStream err = StandardStream.err();
    StandardStream out = StandardStream.out(loss -> tell(commandLine.getErr(), loss));
    commandLine.setErr(err.writer());
    commandLine.setOut(out.writer());
    int exitCode = execute(commandLine, args);
    commandLine.getOut().flush();
    commandLine.getErr().flush();
    signals.finished();
    boolean lost = out.lost() || err.lost();
    System.exit(exitCode == ExitCode.DONE && lost ? ExitCode.FAILED : exitCode);
  }

  /** Reports lost output at once, because some commands go on without it. */
  private static void tell(PrintWriter err, IOException loss) {
    String message =
        "standard output cannot be written: %s. Nothing more is printed there, and the exit code will be %d."
            .formatted(loss.getMessage(), ExitCode.FAILED);
    err.println("gyre: " + message);
    err.flush();
    LoggerFactory.getLogger(Failures.class).warn(message);
  }

  /** Logs errors such as too little memory, which picocli does not hand to {@link Failures}. */
  private static int execute(CommandLine commandLine, String[] args) {
    try {
      return commandLine.execute(args);
    } catch (Error e) {
      LoggerFactory.getLogger(Gyre.class).error("An error of the JVM", e);
      return ExitCode.FAILED;
    }
  }

  /**
   * @param args what was typed: if it begins with a command, no other is added, because reading the
   *     options of all takes half a second
   */
  static CommandLine commandLine(Map<String, String> environment, StopSignal stop, String... args) {
    EnvironmentDefaults defaults = new EnvironmentDefaults(environment);
    Failures failures = new Failures(defaults);
    CommandLine commandLine = new CommandLine(new Gyre(environment, stop));
    named(args).forEach(commandLine::addSubcommand);
    commandLine.setDefaultValueProvider(defaults);
    commandLine.setParameterExceptionHandler(failures);
    commandLine.setExecutionExceptionHandler(failures);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine ask = commandLine.getSubcommands().get("ask");
    if (ask != null) {
      // "gyre ask -0.3 0.7": a negative number is no option.
      ask.setUnmatchedOptionsArePositionalParams(true);
    }
    HelpLayout.apply(commandLine);
    return commandLine;
  }

  private static List<Class<?>> named(String[] args) {
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(c -> args.length > 0 && args[0].equals(c.getAnnotation(Command.class).name()))
            .toList();
    return named.isEmpty() ? COMMANDS : named;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
