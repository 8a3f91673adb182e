package io.gyre.cli;

import io.gyre.cli.option.KafkaOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives every option its value from the environment when the command line does not: {@code
 * --connect-timeout} is {@code GYRE_CONNECT_TIMEOUT}. Blank variables count as absent.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {

  private final Map<String, String> environment;

  /** Reads nothing yet. */
  public EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    String variable = setVariable(arg);
    return variable == null ? null : environment.get(variable).strip();
  }

  String setVariable(ArgSpec arg) {
    for (String variable : variables(arg)) {
      if (!environment.getOrDefault(variable, "").isBlank()) {
        return variable;
      }
    }
    return null;
  }

  /** Returns the variables that an option listens to; the first one that is set wins. */
  static List<String> variables(ArgSpec arg) {
    List<String> variables = new ArrayList<>();
    if (arg instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()) {
      String name = option.longestName().replaceFirst("^-+", "");
      variables.add("GYRE_" + name.replace('-', '_').toUpperCase(Locale.ROOT));
      if (name.equals(KafkaOptions.BOOTSTRAP_SERVER)) {
        variables.add("KAFKA_BOOTSTRAP_SERVERS");
      }
    }
    return variables;
  }
}
