package io.gyre.learning.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.Examples;
import io.gyre.GyreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearnerPresetsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void shouldEndWithTheOnlyOneThatMixes(LearnerPresets list) {
    List<LearnerSettings> learners = list.learners();

    assertThat(LearnerPresets.of(list.toString())).isEqualTo(learners);
    assertThat(learners).filteredOn(l -> l.settings().mixes()).hasSize(1);
    assertThat(learners.get(learners.size() - 1).name())
        .isEqualTo(list == LearnerPresets.AMOUNTS ? "mix" : "blend");
  }

  @Test
  void shouldHaveTheThreeOfTheNotebookForSpirals() {
    assertThat(LearnerPresets.SPIRALS.learners())
        .extracting(LearnerSettings::name)
        .containsExactly("network", "challenger", "logistic", "blend");
    assertThat(Examples.learners()).isEqualTo(LearnerPresets.SPIRALS.learners().subList(0, 3));
  }

  /** Then whoever changes the list keeps what the learners on both have learned. */
  @Test
  void shouldHaveTheSameLearnersOnEveryListForData() {
    List<LearnerSettings> data = LearnerPresets.DATA.learners();

    assertThat(data).containsAll(LearnerPresets.FAST.learners()).hasSizeGreaterThan(6);
    assertThat(LearnerPresets.THOROUGH.learners())
        .containsAll(data)
        .hasSizeGreaterThan(data.size());
  }

  @Test
  void shouldReadAFileToo() throws Exception {
    Path file = Files.writeString(folder.resolve("fast"), "[{\"name\":\"a\",\"kind\":\"prior\"}]");

    assertThat(LearnerPresets.of(file.toString())).extracting("name").containsExactly("a");
  }

  @Test
  void shouldNameAFileThatCannotBeRead() {
    assertThatThrownBy(() -> LearnerPresets.of(folder.toString()))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(folder + ": cannot be read");
  }

  @Test
  void shouldNameTheListsWhereThereIsNoSuchFile() {
    assertThatThrownBy(() -> LearnerPresets.of("fats"))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "learners file fats: there is no such file. Expected one of fast, data, thorough, amounts, spirals, or a file with a JSON list of learners");
  }
}
