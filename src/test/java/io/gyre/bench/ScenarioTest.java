package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gyre.learning.LearnerList;
import io.gyre.learning.LearnersJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {

  @Test
  void shouldSetEachScenarioBesideOneThatOnlyWritesAsMany() {
    assertThat(Scenario.of(LearnersJson.standard()))
        .extracting(Scenario::name, Scenario::outputs, Scenario::floor)
        .containsExactly(
            tuple("pass-through", 1, "pass-through"),
            tuple("json-1", 1, "json-1"),
            tuple("network", 1, "json-1"),
            tuple("json-2", 2, "json-2"),
            tuple("network+logistic", 2, "json-2"),
            tuple("json-3", 3, "json-3"),
            tuple("network+challenger+logistic", 3, "json-3"));
  }

  @Test
  void shouldWriteOnlyWhatABlendSays() {
    List<Scenario> scenarios = Scenario.of(LearnerList.SPIRALS.learners());

    assertThat(scenarios)
        .extracting(Scenario::name)
        .containsExactly(
            "pass-through",
            "json-1",
            "network",
            "network+logistic+blend",
            "network+challenger+logistic+blend");
    assertThat(scenarios).extracting(Scenario::outputs).containsOnly(1);
  }
}
