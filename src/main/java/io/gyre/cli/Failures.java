package io.gyre.cli;

import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.kafka.Causes;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.words.PrintableText;
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
public record Failures(EnvironmentDefaults defaults)
    implements IParameterExceptionHandler, IExecutionExceptionHandler {

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
    command.getOut().flush();
    PrintWriter err = command.getErr();
    err.println(command.getCommandSpec().qualifiedName() + ": " + message(failure, command));
    err.flush();
    return ExitCode.FAILED;
  }

  private static String message(Exception failure, CommandLine command) {
    Throwable cause = Causes.unwrapped(failure);
    if (cause instanceof GyreException known) {
      log().info("Ended with a message for the person", known);
      Advice advice = command.getCommand() instanceof Advice own ? own : Advice.STANDARD;
      return PrintableText.lines(advice.after(known.getMessage(), known.remedies));
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

  private static boolean isKafkas(Throwable failure) {
    return failure instanceof KafkaException
        || failure instanceof ExecutionException && failure.getCause() instanceof KafkaException;
  }

  private static String servers(CommandLine command) {
    return command.getMixins().values().stream()
        .filter(KafkaOptions.class::isInstance)
        .map(mixin -> ((KafkaOptions) mixin).cluster().bootstrapServers())
        .findFirst()
        .orElse("the local broker");
  }

  /** Names the environment variable that a wrong value came from. */
  private String origin(ParameterException wrong) {
    if (wrong.getArgSpec() == null || wrong.getValue() == null) {
      return "";
    }
    String variable = defaults.setVariable(wrong.getArgSpec());
    return wrong.getValue().equals(defaults.defaultValue(wrong.getArgSpec()))
        ? " (from the environment variable " + variable + ")"
        : "";
  }

  /** Makes the logger only when it is needed: it costs time and creates a file. */
  private static Logger log() {
    return LoggerFactory.getLogger(Failures.class);
  }
}
