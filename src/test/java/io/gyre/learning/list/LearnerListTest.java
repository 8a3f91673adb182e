package io.gyre.learning.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearnerListTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void shouldEndWithTheOnlyBlend(LearnerList list) {
    List<LearnerSettings> learners = list.learners();

    assertThat(LearnerList.of(list.toString())).isEqualTo(learners);
    assertThat(learners).filteredOn(l -> l.settings().mixes()).hasSize(1);
    assertThat(learners.get(learners.size() - 1).name()).isEqualTo("blend");
  }

  @Test
  void shouldHaveTheThreeOfTheNotebookForSpirals() {
    assertThat(LearnerList.SPIRALS.learners())
        .extracting(LearnerSettings::name)
        .containsExactly("network", "challenger", "logistic", "blend");
    assertThat(LearnersJson.standard()).isEqualTo(LearnerList.SPIRALS.learners().subList(0, 3));
  }

  /** Then whoever changes the list keeps what the learners on both have learned. */
  @Test
  void shouldHaveTheSameLearnersOnEveryListForData() {
    List<LearnerSettings> data = LearnerList.DATA.learners();

    assertThat(data).containsAll(LearnerList.FAST.learners()).hasSizeGreaterThan(6);
    assertThat(LearnerList.THOROUGH.learners()).containsAll(data).hasSizeGreaterThan(data.size());
  }

  @Test
  void shouldReadAFileToo() throws Exception {
    Path file = Files.writeString(folder.resolve("fast"), "[{\"name\":\"a\",\"kind\":\"prior\"}]");

    assertThat(LearnerList.of(file.toString())).extracting("name").containsExactly("a");
  }

  @Test
  void shouldNameTheListsWhereThereIsNoSuchFile() {
    assertThatThrownBy(() -> LearnerList.of("fats"))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "learners file fats: there is no such file. Expected one of fast, data, thorough, spirals, or a file with a JSON list of learners");
  }
}
