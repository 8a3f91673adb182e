package io.gyre.stream.start;

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
 * Ends the transactions of instances that are gone. An instance that was killed has one open,
 * behind which nothing in the journal can be read until it ends: by itself only 10 to 20 s later.
 * The group misses its member after the session timeout; then whoever is left aborts what it had
 * open.
 *
 * <p>That is safe at any time: an instance that lives after all finds its transaction aborted, and
 * does its work again from the last commit. Not thread-safe.
 */
public final class AbandonedTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Of all looks; a transaction may be left by one who was gone before the first. */
  private static final int EVERY = 10;

  private final ConsumerGroup group;
  private final OpenTransactions transactions;
  private final String ownProcess;
  private Set<String> members = Set.of();
  private int looks;

  public AbandonedTransactions(
      ConsumerGroup group, OpenTransactions transactions, String ownProcess) {
    this.group = group;
    this.transactions = transactions;
    this.ownProcess = ownProcess;
  }

  /** Looks who is left, and if one is gone, or now and then, what is open. */
  public void look() {
    Set<String> present = new HashSet<>(Set.of(ownProcess));
    for (MemberDescription member : group.members(TIMEOUT)) {
      Optional<ClientId> id = ClientId.parse(member.clientId());
      if (id.isEmpty()) {
        return; // Nobody knows whose transactions are this member's.
      }
      present.add(id.get().process());
    }
    boolean gone = !present.containsAll(members);
    if (gone || looks++ % EVERY == 0) {
      abortAllBut(present);
    }
    members = present;
  }

  private void abortAllBut(Set<String> present) {
    Map<String, String> abandoned = new TreeMap<>(transactions.processes(TIMEOUT));
    abandoned.values().removeAll(present);
    if (!abandoned.isEmpty()) {
      LOG.info("The transactions {} are aborted: their instances are gone", abandoned.keySet());
      transactions.abort(abandoned.keySet(), TIMEOUT);
    }
  }
}
