package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.format.RecordSettings;
import io.gyre.format.ValueFormat;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class RecordOptionsTest {

  @Command
  private static final class Reading {
    @Mixin RecordOptions records;
  }

  @Test
  void shouldGiveTheStandardSettingsWithoutOptions() {
    assertThat(settings()).isEqualTo(RecordSettings.standard());
  }

  @Test
  void shouldGiveWhatTheOptionsSay() {
    assertThat(
            settings(
                "--label=meta.outcome",
                "--id=key",
                "--time=at",
                "--fields=a, b.c",
                "--ignore=b.c.x,y",
                "--categories=zip",
                "--categories=month"))
        .isEqualTo(
            RecordSettings.json("meta.outcome", "key", "at")
                .withFields(List.of("a", "b.c"))
                .withIgnored(List.of("b.c.x", "y"))
                .withCategories(List.of("zip", "month")));
  }

  @ParameterizedTest
  @EnumSource
  void shouldDescribeEveryFormat(ValueFormat format) {
    OptionSpec option =
        new CommandLine(new Reading()).getCommandSpec().findOption("--value-format");
    String name = "\\b" + format + "\\b";

    assertThat(option.paramLabel()).as("paramLabel of --value-format").containsPattern(name);
    assertThat(ResourceBundle.getBundle("io.gyre.cli.help.options").getString("value-format"))
        .containsPattern(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tab", "TAB", "\t", "\\t"})
  void shouldTakeLinesOfCsv(String tab) {
    RecordSettings settings =
        settings("--value-format=csv", "--columns=a,b,late", "--label=late", "--delimiter", tab);
    assertThat(settings.format()).isEqualTo(ValueFormat.CSV);
    assertThat(settings.columns()).containsExactly("a", "b", "late");
    assertThat(settings.delimiter()).isEqualTo('\t');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--label=id", "--time=id", "--fields=a,id", "--ignore=id", "--label=id.x"})
  void shouldNotTakeAFieldForTheIdThatIsSomethingElse(String option) {
    assertThat(settings(option).id()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--label=y --id=y|--id: found y, expected another field than the label's, which is y",
        "--columns=a,b|--columns: found a, b, expected none, because the records are JSON, which names its fields",
        "--value-format=csv|--columns: found none, expected the names of the cells in their order, as a,b,label",
        "--value-format=csv --columns=a,b --label=c|--label: found c, expected one of the columns a, b",
        "--value-format=csv --columns=a,b --delimiter=x|--delimiter: found \"x\", expected a comma, a semicolon, a tab or a bar",
        "--delimiter=ab|`Invalid value for option '--delimiter': expected a comma, ';', '|' or tab, found 'ab'`",
      })
  void shouldRefuseWhatDoesNotFit(String options, String message) {
    assertThatThrownBy(() -> settings(options.split(" ")))
        .isInstanceOf(ParameterException.class)
        .hasMessage(message);
  }

  private static RecordSettings settings(String... arguments) {
    Reading reading = new Reading();
    CommandLine line = new CommandLine(reading).setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(arguments);
    return reading.records.settings();
  }
}
