package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.bench.Layout.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {

  @Test
  void shouldSetReplicasBesideTheJournalAndBothBesideOnePartition() {
    assertThat(Layout.of(List.of(1, 4), List.of(1, 2), List.of(1)))
        .containsExactly(
            new Layout(Way.REPLICAS, 1, 1, 1),
            new Layout(Way.REPLICAS, 4, 1, 1),
            new Layout(Way.JOURNAL, 4, 1, 1),
            new Layout(Way.REPLICAS, 4, 2, 1),
            new Layout(Way.JOURNAL, 4, 2, 1));
  }

  @Test
  void shouldCompareWithOnePartitionEvenIfNobodyNamesIt() {
    assertThat(Layout.of(List.of(12), List.of(1), List.of(1, 2)))
        .hasSize(5)
        .startsWith(Layout.direct());
    assertThat(Layout.direct().wayName()).isEqualTo("direct");
  }

  @Test
  void shouldAskForReplicasOnlyWhereTheyAreMeant() {
    assertThat(Way.REPLICAS.inputs().perPartition()).isTrue();
    assertThat(Way.JOURNAL.inputs().perPartition()).isFalse();
  }

  @Test
  void shouldCountTheJournalAsASource() {
    assertThat(new Layout(Way.REPLICAS, 4, 1, 1).sourcePartitions()).isEqualTo(4);
    assertThat(new Layout(Way.JOURNAL, 4, 1, 1).sourcePartitions()).isEqualTo(5);
  }
}
