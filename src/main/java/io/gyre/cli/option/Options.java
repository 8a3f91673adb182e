package io.gyre.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import io.gyre.GyreException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options of a command, or of several: a mixin, as in {@code @Mixin private KafkaOptions kafka}.
 * Its methods throw a {@link ParameterException} for options that are out of range or do not fit
 * together.
 */
public abstract class Options {

  public static final int LAST_PORT = 65_535;

  @Spec(MIXEE)
  private CommandSpec mixee;

  /** Returns the command that the options belong to. */
  protected CommandSpec command() {
    return mixee;
  }

  protected final ParameterException wrong(String message) {
    return wrong(message, null);
  }

  protected final ParameterException wrong(String message, Exception cause) {
    return new ParameterException(command().commandLine(), message, cause);
  }

  /** Makes settings whose messages begin with the setting's name, which is the option's too. */
  protected final <T> T checked(Supplier<T> settings) {
    return checked("--", settings);
  }

  /**
   * Makes settings of options.
   *
   * @param prefix put before the message of what is wrong
   */
  protected final <T> T checked(String prefix, Supplier<T> settings) {
    try {
      return settings.get();
    } catch (GyreException e) {
      throw wrong(prefix + e.getMessage(), e);
    }
  }

  protected final void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  protected final void requireAtLeast(String option, long least, long found) {
    require(found >= least, "%s: expected %d or more, found %d".formatted(option, least, found));
  }

  protected final void requireBetween(String option, long least, long most, long found) {
    require(
        found >= least && found <= most,
        "%s: expected %d to %d, found %d".formatted(option, least, most, found));
  }

  /** Refuses options that were typed. */
  protected final void refuse(String reason, String... options) {
    refuse(reason, Stream.of(options));
  }

  /** Refuses each of this mixin's options that was typed. */
  public final void refuseAll(String reason) {
    Stream<CommandSpec> own =
        command().mixins().values().stream().filter(mixin -> mixin.userObject() == this);
    refuse(reason, own.flatMap(mixin -> mixin.options().stream()).map(each -> each.names()[0]));
  }

  private void refuse(String reason, Stream<String> options) {
    String typed = options.filter(this::isTyped).findFirst().orElse(null);
    require(typed == null, typed + reason);
  }

  /** Tells whether an option was typed, rather than set by a variable for all commands. */
  protected final boolean isTyped(String option) {
    return command().commandLine().getParseResult().hasMatchedOption(option);
  }
}
