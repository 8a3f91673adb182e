package io.gyre.cli.option;

import io.gyre.Setting;
import java.util.Locale;

/** Names settings in messages by the options with which they are typed. */
public final class OptionNames {

  private OptionNames() {}

  /** Names them so from now on: to be called before any message is made. */
  public static void use() {
    Setting.nameBy(OptionNames::of);
  }

  static String of(Setting setting) {
    return "--" + setting.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
