package io.gyre.cli.option;

import io.gyre.GyreException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks option values; commands and mixins throw a {@link ParameterException} for a wrong one. */
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

  /** Makes settings whose messages begin with the setting's name, which is the option's too. */
  default <T> T checked(Supplier<T> settings) {
    return checked("--", settings);
  }

  /**
   * Makes settings of options.
   *
   * @param prefix put before the message of what is wrong
   */
  default <T> T checked(String prefix, Supplier<T> settings) {
    try {
      return settings.get();
    } catch (GyreException e) {
      throw wrong(prefix + e.getMessage(), e);
    }
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

  /** Refuses options that were typed. */
  default void refuse(String reason, String... options) {
    String typed = firstTyped(options);
    require(typed == null, typed + reason);
  }

  /** Returns the first of some options that was typed, or null. */
  default String firstTyped(String... options) {
    return Stream.of(options).filter(this::isTyped).findFirst().orElse(null);
  }

  /** Tells whether an option was typed, rather than set by a variable for all commands. */
  default boolean isTyped(String option) {
    return command().commandLine().getParseResult().hasMatchedOption(option);
  }
}
