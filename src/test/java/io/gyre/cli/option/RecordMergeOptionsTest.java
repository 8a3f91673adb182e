package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class RecordMergeOptionsTest {

  @Command
  private static final class Learning {
    @Mixin RecordMergeOptions inputs;
  }

  private static InputSettings settings(String... options) {
    Learning learning = new Learning();
    new CommandLine(learning).parseArgs(options);
    return learning.inputs.settings(TopicNames.standard());
  }

  @Test
  void shouldGiveTheStandardSettingsWithoutOptions() {
    assertThat(settings()).isEqualTo(InputSettings.standard());
  }

  @Test
  void shouldGiveWhatTheOptionsSay() {
    assertThat(settings("--labels-topic=clicks", "--journal-keep=3MiB"))
        .isEqualTo(new InputSettings("clicks", false, 3 << 20));
    assertThat(settings("--per-partition").perPartition()).isTrue();
  }

  @Test
  void shouldRefuseLabelsOfTheirOwnForEachPartition() {
    assertThatThrownBy(() -> settings("--labels-topic=clicks", "--per-partition"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--per-partition and --labels-topic exclude each other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"points", "dead-letters", "a b"})
  void shouldRefuseATopicThatIsNoneForLabels(String topic) {
    assertThatThrownBy(() -> settings("--labels-topic=" + topic))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--labels-topic: ")
        .hasMessageContaining("'" + topic + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "17B, 17",
    "2KiB, 2048",
    "1GiB, 1073741824",
    "1TiB, 1099511627776",
    "9999999999TiB, 9223370937343148032"
  })
  void shouldReadBytesAndGiveAsManyAsALongHoldsForMore(String text, long bytes) {
    assertThat(settings("--journal-keep=" + text).journalBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17", "1GB", "-1B", "1.5GiB", "1234567890123B"})
  void shouldRefuseWhatIsNoNumberOfBytes(String text) {
    assertThatThrownBy(() -> settings("--journal-keep=" + text))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("expected a whole number and a unit");
  }
}
