package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {

  private static final String ONE = "0b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";
  private static final String OTHER = "1b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";

  private final FakeCluster cluster = new FakeCluster();
  private final OpenTransactions transactions =
      new OpenTransactions(new ClusterAdmin(cluster.admin()), "gy.re");

  @Test
  void shouldTellTheProcessesOfTheApplicationAlone() {
    cluster.transactions.put(
        1, Set.of("gy.re-" + ONE + "-1", "gy.re-2-" + ONE + "-1", "x-gy.re-" + ONE + "-1"));
    cluster.transactions.put(2, Set.of("gy.re-" + OTHER + "-12", "gyyre-" + ONE + "-1"));

    assertThat(transactions.processes())
        .isEqualTo(Map.of("gy.re-" + ONE + "-1", ONE, "gy.re-" + OTHER + "-12", OTHER));
  }

  /** The one that does not answer may be the one whose death has left transactions open. */
  @Test
  void shouldTellThoseOfTheBrokersThatAnswer() {
    cluster.transactions.put(1, null);
    cluster.transactions.put(2, Set.of("gy.re-" + ONE + "-1"));
    cluster.transactions.put(3, null);

    assertThat(transactions.processes()).isEqualTo(Map.of("gy.re-" + ONE + "-1", ONE));

    cluster.transactions.put(2, Set.of());
    assertThat(transactions.processes()).isEmpty();
  }

  @Test
  void shouldSayThatNoBrokerAnswers() {
    cluster.transactions.put(1, null);
    cluster.transactions.put(2, null);

    assertThatThrownBy(() -> transactions.processes()).isInstanceOf(TimeoutException.class);
  }
}
