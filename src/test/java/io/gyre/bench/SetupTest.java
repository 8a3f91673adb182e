package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gyre.Examples;
import io.gyre.bench.Setup.Kind;
import io.gyre.learning.list.LearnerPresets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetupTest {

  private static final Setup NETWORK = List.copyOf(Setup.scenarios(Examples.learners())).get(2);

  @Test
  void shouldSetEachScenarioBesideOneThatOnlyWritesAsMany() {
    assertThat(Setup.scenarios(Examples.learners()))
        .extracting(Setup::name, Setup::outputs)
        .containsExactly(
            tuple("pass-through", 1),
            tuple("json-1", 1),
            tuple("network", 1),
            tuple("json-2", 2),
            tuple("network+logistic", 2),
            tuple("json-3", 3),
            tuple("network+challenger+logistic", 3));
  }

  @Test
  void shouldWriteOnlyWhatABlendSays() {
    assertThat(Setup.scenarios(LearnerPresets.SPIRALS.learners()))
        .extracting(Setup::name, Setup::outputs)
        .containsExactly(
            tuple("pass-through", 1),
            tuple("json-1", 1),
            tuple("network", 1),
            tuple("network+logistic+blend", 1),
            tuple("network+challenger+logistic+blend", 1));
  }

  @Test
  void shouldSetReplicasBesideTheJournalAndBothBesideOnePartition() {
    assertThat(NETWORK.layouts(List.of(4), List.of(1, 2), List.of(1)))
        .extracting(Setup::name, Setup::kind, Setup::partitions, Setup::instances, Setup::threads)
        .containsExactly(
            tuple("direct", Kind.REPLICAS, 1, 1, 1),
            tuple("replicas", Kind.REPLICAS, 4, 1, 1),
            tuple("journal", Kind.JOURNAL, 4, 1, 1),
            tuple("replicas", Kind.REPLICAS, 4, 2, 1),
            tuple("journal", Kind.JOURNAL, 4, 2, 1));
    assertThat(NETWORK.layouts(List.of(1, 12), List.of(1), List.of(1, 2))).hasSize(5);
  }
}
