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
abstract class Options implements OptionChecks {

  @Spec(MIXEE)
  private CommandSpec command;

  @Override
  public final CommandSpec command() {
    return command;
  }

  /** Makes settings of options; its messages begin with the setting's name, the option's too. */
  final <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (GyreException e) {
      throw wrong("--" + e.getMessage(), e);
    }
  }
}
