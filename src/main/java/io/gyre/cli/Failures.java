package io.gyre.cli;

import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.data.PrintableText;
import io.gyre.kafka.Causes;
import io.gyre.kafka.KafkaErrorText;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every exception into one message on standard error and an exit code; traces go to the log.
 */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final EnvironmentDefaults defaults;

  public Failures(EnvironmentDefaults defaults) {
    this.defaults = defaults;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + PrintableText.lines(wrong.getMessage()) + origin(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("'" + name + " --help' shows what there is.");
    err.flush();
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    // What was printed so far comes before the message.
    command.getOut().flush();
    PrintWriter err = command.getErr();
    err.println(command.getCommandSpec().qualifiedName() + ": " + message(failure, command));
    err.flush();
    return ExitCode.FAILED;
  }

  private static String message(Exception failure, CommandLine command) {
    Throwable cause = Causes.unwrapped(failure);
    if (failure instanceof GyreException || cause instanceof GyreException) {
      GyreException known = (GyreException) (failure instanceof GyreException ? failure : cause);
      log().info("Ended with a message for the person", known);
      return PrintableText.lines(advice(command).after(known.getMessage(), known.remedies()));
    }
    if (failure instanceof InterruptedException) {
      return "interrupted.";
    }
    if (isKafkas(failure) || isKafkas(cause)) {
      log().info("Ended by Kafka", failure);
      String message = KafkaErrorText.explain(failure, servers(command)).getMessage();
      return PrintableText.lines(message) + " The log: " + LogFile.chosen();
    }
    log().error("A bug", failure);
    return "this is a bug in Gyre: %s. Please report it, with the log %s"
        .formatted(PrintableText.of(failure.toString()), LogFile.chosen());
  }

  private static Advice advice(CommandLine command) {
    return command.getCommand() instanceof Advice own ? own : Advice.STANDARD;
  }

  private static boolean isKafkas(Throwable failure) {
    return failure instanceof KafkaException
        || failure instanceof ExecutionException && failure.getCause() instanceof KafkaException;
  }

  private static String servers(CommandLine command) {
    for (Object mixin : command.getMixins().values()) {
      if (mixin instanceof KafkaOptions kafka) {
        return kafka.cluster().bootstrapServers();
      }
    }
    return "the local broker";
  }

  /** A wrong value that nobody typed must be found: it came from the environment. */
  private String origin(ParameterException wrong) {
    if (wrong.getArgSpec() == null || wrong.getValue() == null) {
      return "";
    }
    String variable = defaults.setVariable(wrong.getArgSpec());
    boolean fromThere =
        variable != null && wrong.getValue().equals(defaults.defaultValue(wrong.getArgSpec()));
    return fromThere ? " (from the environment variable " + variable + ")" : "";
  }

  /** Looked up only when needed, for a logger costs time and makes a file. */
  private static Logger log() {
    return LoggerFactory.getLogger(Failures.class);
  }
}
