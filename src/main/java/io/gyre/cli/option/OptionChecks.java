package io.gyre.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** How commands and mixins check what was typed; what is wrong is a {@link ParameterException}. */
public interface OptionChecks {

  int LAST_PORT = 65_535;

  /** Returns the command that the options belong to. */
  CommandSpec command();

  default ParameterException wrong(String message) {
    return wrong(message, null);
  }

  default ParameterException wrong(String message, Exception cause) {
    return new ParameterException(command().commandLine(), message, cause);
  }

  default void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  default void requireAtLeast(String option, long least, long found) {
    require(found >= least, "%s: expected %d or more, found %d".formatted(option, least, found));
  }

  default void requireBetween(String option, long least, long most, long found) {
    require(
        found >= least && found <= most,
        "%s: expected %d to %d, found %d".formatted(option, least, most, found));
  }

  /** Refuses options that were typed, each for what it is. */
  default void refuse(String reason, String... options) {
    for (String option : options) {
      require(!isTyped(option), option + reason);
    }
  }

  /** Tells whether an option was typed, rather than set by a variable for all commands. */
  default boolean isTyped(String option) {
    return command().commandLine().getParseResult().hasMatchedOption(option);
  }
}
