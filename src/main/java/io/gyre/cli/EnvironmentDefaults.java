package io.gyre.cli;

import io.gyre.cli.option.KafkaOptions;
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
public record EnvironmentDefaults(Map<String, String> environment)
    implements IDefaultValueProvider {

  @Override
  public String defaultValue(ArgSpec arg) {
    String variable = setVariable(arg);
    return variable == null ? null : environment.get(variable).strip();
  }

  String setVariable(ArgSpec arg) {
    return variables(arg).stream()
        .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
        .findFirst()
        .orElse(null);
  }

  /** Returns the variables that an option listens to; the first one that is set wins. */
  static List<String> variables(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return List.of();
    }
    String name = option.longestName().replaceFirst("^-+", "");
    String own = "GYRE_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    return name.equals(KafkaOptions.BOOTSTRAP_SERVER)
        ? List.of(own, "KAFKA_BOOTSTRAP_SERVERS")
        : List.of(own);
  }
}
