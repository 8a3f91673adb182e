package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import io.gyre.GyreException;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options that several commands have: a mixin, as in {@code @Mixin private KafkaOptions kafka}.
 * What its methods return is checked: they throw a {@link ParameterException} for options that are
 * out of range or do not fit together.
 */
abstract class Options {

  @Spec(MIXEE)
  private CommandSpec command;

  final CommandSpec command() {
    return command;
  }

  final ParameterException wrong(String message) {
    return wrong(message, null);
  }

  final ParameterException wrong(String message, Exception cause) {
    return new ParameterException(command.commandLine(), message, cause);
  }

  /** Makes settings of options; its messages begin with the setting's name, the option's too. */
  final <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (GyreException e) {
      throw wrong("--" + e.getMessage(), e);
    }
  }

  /** Refuses options that were typed, each for what it is. */
  final void refuse(String reason, String... options) {
    for (String option : options) {
      require(!isTyped(option), option + reason);
    }
  }

  final void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  /** Tells whether an option was typed, rather than set by a variable for all commands. */
  final boolean isTyped(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }
}
