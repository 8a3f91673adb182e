package io.gyre.learning.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.gradient.Weights;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerSettingsTest {

  private static final String NUMBER_FROM_0 = "a finite number of 0 or more";
  private static final String NUMBER_ABOVE_0 = "a finite number above 0";

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void shouldRefuseNamingFieldValueAndRange(
      String field, Object value, String expected, Consumer<SettingsDraft> change) {
    SettingsDraft draft = SettingsDraft.network(4);
    change.accept(draft);

    assertThatThrownBy(draft::settings)
        .isInstanceOf(GyreException.class)
        .hasMessage("%s is %s, expected %s", field, value, expected);
  }

  static Stream<Arguments> shouldRefuseNamingFieldValueAndRange() {
    return Stream.of(
        row("hidden", 0, "1 to 4,096", d -> d.hidden = 0),
        row("hidden", 4_097, "1 to 4,096", d -> d.hidden = 4_097),
        row("learningRate", 0.0, NUMBER_ABOVE_0, d -> d.learningRate = 0),
        row("learningRate", -1.0, NUMBER_ABOVE_0, d -> d.learningRate = -1),
        row("learningRate", Double.NaN, NUMBER_ABOVE_0, d -> d.learningRate = Double.NaN),
        row("learningRate", "Infinity", NUMBER_ABOVE_0, d -> d.learningRate = 1 / 0.0),
        row("momentum", -0.1, NUMBER_FROM_0, d -> d.momentum = -0.1),
        row("momentum", 1.0, "from 0 to below 1", d -> d.momentum = 1),
        row("momentum", Double.NaN, NUMBER_FROM_0, d -> d.momentum = Double.NaN),
        row("batch", 0, "1 to 100,000", d -> d.batch = 0),
        row("batch", 100_001, "1 to 100,000", d -> d.batch = 100_001),
        row("replay", -1, "0 to 100,000", d -> d.replay = -1),
        row("replay", 100_001, "0 to 100,000", d -> d.replay = 100_001),
        row("memory", -1, "8 to 1,000,000", d -> d.memory = -1),
        row("memory", 7, "8 to 1,000,000", d -> d.memory = 7),
        row("memory", 1_000_001, "8 to 1,000,000", d -> d.memory = 1_000_001),
        row("steps", 0, "1 to 1,000", d -> d.steps = 0),
        row("steps", 1_001, "1 to 1,000", d -> d.steps = 1_001),
        row("l2", -1e-9, NUMBER_FROM_0, d -> d.l2 = -1e-9),
        row("l2", Double.NaN, NUMBER_FROM_0, d -> d.l2 = Double.NaN),
        row("clip", -1.0, NUMBER_FROM_0, d -> d.clip = -1),
        row("clip", "Infinity", NUMBER_FROM_0, d -> d.clip = 1 / 0.0),
        row("clipNorm", -0.5, NUMBER_FROM_0, d -> d.clipNorm = -0.5),
        row("clipNorm", Double.NaN, NUMBER_FROM_0, d -> d.clipNorm = Double.NaN),
        row("seed", -1, "0 to 4,294,967,295", d -> d.seed = -1),
        row("seed", 1L << 32, "0 to 4,294,967,295", d -> d.seed = 1L << 32),
        row("view", "missing", "one of those that view can be", d -> d.view = null),
        row("optimiser", "missing", "one of those that optimiser can be", d -> d.optimiser = null),
        row(
            "initialisation",
            "missing",
            "one of those that initialisation can be",
            d -> d.initialisation = null));
  }

  private static Arguments row(
      String field, Object value, String expected, Consumer<SettingsDraft> change) {
    return Arguments.of(field, value, expected, change);
  }

  @Test
  void shouldTakeTheEndsOfEveryRange() {
    SettingsDraft least = SettingsDraft.network(1);
    least.learningRate = Double.MIN_VALUE;
    least.momentum = 0;
    least.batch = 1;
    least.memory = 1;
    least.seed = 0;
    SettingsDraft most = SettingsDraft.network(NetworkSettings.MAX_HIDDEN);
    most.learningRate = Double.MAX_VALUE;
    most.momentum = Math.nextDown(1.0);
    most.batch = 100_000;
    most.replay = 100_000;
    most.memory = 1_000_000;
    most.steps = 1_000;
    most.seed = (1L << 32) - 1;

    assertThatCode(least::settings).doesNotThrowAnyException();
    assertThatCode(most::settings).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".a", "-a", "_a", "a b", "a/b", "é", "a\n"})
  void shouldRefuseANameThatCannotNameAStore(String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("learner \"" + name + "\"", "1 to 60 letters, digits");
  }

  private static LearnerSettings named(String name) {
    return new LearnerSettings(name, SettingsDraft.logistic().settings());
  }

  @Test
  void shouldRefuseNamesThatAreMissingOrTooLong() {
    assertThatThrownBy(() -> named(null)).hasMessageContaining("learner without a name");
    assertThatThrownBy(() -> named("a".repeat(61))).hasMessageContaining("1 to 60 letters");
    assertThat(named("a".repeat(60)).name()).hasSize(60);
  }

  @Test
  void shouldWriteMessagesAlikeInEveryLocale() {
    SettingsDraft draft = SettingsDraft.network(4_097);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThatThrownBy(draft::settings).hasMessageEndingWith("expected 1 to 4,096");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void shouldSayHowManyParametersThereAre() {
    for (SettingsDraft draft :
        new SettingsDraft[] {SettingsDraft.network(7), SettingsDraft.logistic()}) {
      for (int classes = 0; classes < 6; classes++) {
        long numbers = 0;
        for (double[] array : Weights.all(draft.run(5, classes))) {
          numbers += array.length;
        }
        assertThat(draft.settings().parameters(5, classes)).isEqualTo(numbers);
      }
    }
    assertThat(SettingsDraft.network(4_096).settings().parameters(10_000, 1_000_000))
        .isEqualTo(4_096L * 10_001 + 1_000_000L * 4_097);
  }

  @ParameterizedTest
  @CsvSource({"gradient-descent, 1", "momentum, 2", "adagrad, 2", "adam, 3"})
  void shouldCountTheNumbersOfTheOptimiser(String optimiser, int times) {
    SettingsDraft draft = SettingsDraft.network(7);
    draft.optimiser = optimiser;
    assertThat(draft.settings().numbers(5, 3)).isEqualTo(times * draft.settings().parameters(5, 3));
  }

  @Test
  void shouldSayHowManyNumbersABatchTakes() {
    SettingsDraft draft = SettingsDraft.network(7);
    draft.memory = 100;
    draft.replay = 20;
    assertThat(draft.settings().workspace(5, 3)).isEqualTo(28 * 7);
    assertThat(draft.settings().workspace(9, 3)).isEqualTo(28 * 9);
    assertThat(draft.settings().workspace(9, 30)).isEqualTo(28 * 30);
  }
}
