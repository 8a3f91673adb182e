package io.gyre.stream.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.FakeCluster;
import io.gyre.stream.GroupMembers;
import io.gyre.stream.start.InputMode.Way;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose transactions are aborted, and when. */
class AbandonedTransactionsTest {

  private static final InputMode SHAPE = new InputMode(Way.JOURNAL, false, null, null);
  private static final String OWN = process(0);
  private static final String OTHER = process(1);
  private static final String GONE = process(2);

  private final FakeCluster cluster = new FakeCluster();
  private final AbandonedTransactions abandoned =
      new AbandonedTransactions(new ClusterAdmin(cluster.admin()), "gyre", OWN);

  private static String process(int i) {
    return i + "b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";
  }

  private static String transaction(String process) {
    return "gyre-" + process + "-1";
  }

  @Test
  void shouldBeThoseOfNoMemberAndNotItsOwn() {
    cluster.members.add(GroupMembers.thread("b", OTHER, SHAPE));
    cluster.transactions.put(
        1, Set.of(transaction(OWN), transaction(OTHER), transaction(GONE), "else-" + GONE + "-1"));

    abandoned.look();

    assertThat(cluster.aborted).containsExactly(transaction(GONE));
  }

  /** An earlier Gyre has no words for how it reads, but its process is known. */
  @Test
  void shouldNotBeThoseOfAnEarlierGyre() {
    cluster.members.add(GroupMembers.thread("b", OTHER, null));
    cluster.transactions.put(1, Set.of(transaction(OTHER)));

    abandoned.look();

    assertThat(cluster.aborted).isEmpty();
  }

  @Test
  void shouldBeNobodysWhileAMemberIsUnknown() {
    cluster.members.add(GroupMembers.member("c-1", "somebody"));
    cluster.transactions.put(1, Set.of(transaction(GONE)));

    abandoned.look();

    assertThat(cluster.aborted).isEmpty();
  }

  @Test
  void shouldBeAbortedAtOnceWhenAMemberGoesAndElseAtEveryTenthLook() {
    cluster.members.add(GroupMembers.thread("b", OTHER, SHAPE));
    abandoned.look();
    cluster.transactions.put(1, Set.of(transaction(GONE), transaction(OTHER)));
    for (int look = 1; look < 10; look++) {
      abandoned.look();
      assertThat(cluster.aborted).isEmpty();
    }
    abandoned.look();
    assertThat(cluster.aborted).containsExactly(transaction(GONE));

    cluster.members.clear();
    abandoned.look();
    assertThat(cluster.aborted).contains(transaction(OTHER));
  }
}
