package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Setting;
import io.gyre.StopSignal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingNamesTest {

  @Test
  void shouldNameEachSettingByAnOption() {
    Set<String> options = new TreeSet<>();
    Gyre.commandLine(Map.of(), new StopSignal())
        .getSubcommands()
        .values()
        .forEach(command -> options.addAll(command.getCommandSpec().optionsMap().keySet()));

    assertThat(Stream.of(Setting.values()).map(Setting::toString)).isSubsetOf(options);
  }
}
