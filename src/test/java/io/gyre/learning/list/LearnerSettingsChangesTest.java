package io.gyre.learning.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerSettingsChangesTest {

  private static final String NETWORK = "{\"name\":\"a\",\"kind\":\"network\",\"learningRate\":0.1";

  private static LearnerSettings learner(String fields) {
    return LearnersJson.parse("[" + NETWORK + fields + "}]", "test").get(0);
  }

  @Test
  void shouldListWhatChanged() {
    LearnerSettings before = learner("");
    assertThat(before.changesTo(before, "learner a")).isEmpty();
    assertThat(
            before.changesTo(
                learner(",\"batch\":3,\"memory\":100,\"seed\":7,\"clip\":3"), "learner a"))
        .containsExactly("batch: 8 → 3", "memory: 64 → 100", "clip: 10.0 → 3.0", "seed: 42 → 7");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"hidden\":5', hidden 4, 5, hidden",
    "'\"optimiser\":\"adam\"', optimiser gradient-descent, adam, optimiser",
    "'\"view\":\"plain\"', view full, plain, view",
  })
  void shouldRefuseWhatTheStateIsMadeFor(String change, String old, String now, String field) {
    LearnerSettings before = learner("");
    LearnerSettings after = learner("," + change);
    assertThatThrownBy(() -> before.changesTo(after, "learner \"a\" of partition 3"))
        .hasMessage(
            "learner \"a\" of partition 3: its state was made with %s, but the learners file says %s",
            old, now)
        .asInstanceOf(InstanceOfAssertFactories.type(GyreException.class))
        .extracting(each -> each.remedies, InstanceOfAssertFactories.list(Remedy.class))
        .contains(
            Remedy.of(Kind.SET_BACK, field, old.split(" ")[1]), Remedy.of(Kind.RENAME_LEARNER));
  }

  @Test
  void shouldRefuseAnotherKind() {
    LearnerSettings before = learner("");
    LearnerSettings after =
        LearnersJson.parse(
                "[{\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.1,\"optimiser\":\"adam\"}]",
                "test")
            .get(0);
    assertThatThrownBy(() -> before.changesTo(after, "learner"))
        .hasMessageStartingWith(
            "learner: its state was made with kind network, but the learners file says logistic");
  }
}
