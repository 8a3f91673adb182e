package io.gyre.stream.start;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.OpenTransactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.MemberDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of instances that no longer run. A killed instance leaves one open, and no
 * record after it in the journal can be read until it ends, 10 to 20 s later. The group misses its
 * member after the session timeout; then a remaining member aborts the transaction.
 *
 * <p>This is safe at any time: an instance that is alive after all finds its transaction aborted,
 * and repeats its work from the last commit. Not thread-safe.
 */
public final class AbandonedTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Members that were gone before the first check may have left one, too. */
  private static final int EVERY = 10;

  private final ConsumerGroup group;
  private final OpenTransactions transactions;
  private final String ownProcess;
  private Set<String> members = Set.of();
  private int looks;

  public AbandonedTransactions(ClusterAdmin cluster, String application, String ownProcess) {
    ClusterAdmin quick = cluster.within(TIMEOUT);
    group = quick.group(application);
    transactions = new OpenTransactions(quick, application);
    this.ownProcess = ownProcess;
  }

  /** Checks the members and, if one is gone, or now and then, the open transactions. */
  public void look() {
    Set<String> present = new HashSet<>(Set.of(ownProcess));
    for (MemberDescription member : group.members()) {
      Optional<ClientId> id = ClientId.parse(member.clientId());
      if (id.isEmpty()) {
        return; // Nobody knows whose transactions are this member's.
      }
      present.add(id.get().process());
    }
    boolean gone = !present.containsAll(members);
    if (gone || looks++ % EVERY == 0) {
      Map<String, String> abandoned = new TreeMap<>(transactions.processes());
      abandoned.values().removeAll(present);
      if (!abandoned.isEmpty()) {
        transactions.abort(abandoned.keySet());
        LOG.info("The transactions {} are aborted: their instances are gone", abandoned.keySet());
      }
    }
    members = present;
  }
}
