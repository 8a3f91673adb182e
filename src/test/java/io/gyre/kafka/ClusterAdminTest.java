package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterAdminTest {

  private final FakeCluster cluster = new FakeCluster();
  private final ClusterAdmin admin = new ClusterAdmin(cluster.admin());

  /** The controller has deleted it; the broker that is asked hears of it later. */
  @Test
  void shouldReturnWhenDeletedTopicsAreNoLongerListed() {
    cluster.partitions.put("kept", 1);
    cluster.partitions.put("doomed", 1);
    cluster.listings = 2;

    assertThat(admin.deleteTopics(Set.of("doomed"))).isTrue();

    assertThat(admin.topics()).containsExactly("kept");
  }
}
