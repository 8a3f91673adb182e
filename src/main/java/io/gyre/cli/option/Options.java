package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Options that several commands have: a mixin, as in {@code @Mixin private KafkaOptions kafka}. Its
 * methods throw a {@link picocli.CommandLine.ParameterException} for options that are out of range
 * or do not fit together.
 */
abstract class Options implements OptionChecks {

  @Spec(MIXEE)
  private CommandSpec command;

  @Override
  public final CommandSpec command() {
    return command;
  }
}
