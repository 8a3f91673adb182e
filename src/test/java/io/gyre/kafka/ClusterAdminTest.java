package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeFeaturesResult;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
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

  @Test
  void shouldTakeBrokersThatDoNotSayForOnesWithoutAVersionOfTransactions() throws Exception {
    KafkaFutureImpl<FeatureMetadata> unsupported = new KafkaFutureImpl<>();
    unsupported.completeExceptionally(new UnsupportedVersionException("of an old broker"));

    assertThat(transactionVersion(unsupported)).isZero();
    assertThat(transactionVersion(KafkaFuture.completedFuture(finalised(Map.of())))).isZero();
    assertThat(
            transactionVersion(
                KafkaFuture.completedFuture(finalised(Map.of("transaction.version", 2)))))
        .isEqualTo(2);
  }

  private static int transactionVersion(KafkaFuture<FeatureMetadata> answer) {
    Object admin =
        Proxy.newProxyInstance(
            ClusterAdminTest.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("describeFeatures");
              return new DescribeFeaturesResult(answer) {};
            });
    return new ClusterAdmin((Admin) admin).transactionVersion();
  }

  /** Kafka's own class cannot be made from outside. */
  private static FeatureMetadata finalised(Map<String, Integer> levels) throws Exception {
    Map<String, FinalizedVersionRange> ranges = new HashMap<>();
    levels.forEach(
        (feature, level) ->
            ranges.put(feature, new FinalizedVersionRange((short) 0, level.shortValue())));
    Constructor<?> metadata = FeatureMetadata.class.getDeclaredConstructors()[0];
    metadata.setAccessible(true);
    return (FeatureMetadata) metadata.newInstance(ranges, Optional.of(1L), Map.of());
  }
}
