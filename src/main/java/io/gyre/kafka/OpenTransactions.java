package io.gyre.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;

/**
 * The transactions that the instances of an application have open. Kafka's exceptions come as they
 * are. Thread-safe.
 */
public final class OpenTransactions {

  private final Admin admin;
  private final Pattern id;

  /**
   * @param admin closed by the caller
   */
  public OpenTransactions(Admin admin, String application) {
    this.admin = admin;
    id = Pattern.compile(Pattern.quote(application) + KafkaInternals.TRANSACTIONAL_ID);
  }

  /**
   * Returns the process of each, by its transactional id. A broker that is away is passed over: its
   * transactions are another's as soon as the cluster misses it.
   *
   * @throws KafkaException when no broker answers
   */
  public Map<String, String> processes(Duration timeout) {
    return processes(Set.of(TransactionState.ONGOING), timeout);
  }

  /** As above, also those that are ended, but not on all partitions yet. */
  public Map<String, String> unfinished(Duration timeout) {
    return processes(
        Set.of(
            TransactionState.ONGOING,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT),
        timeout);
  }

  private Map<String, String> processes(Set<TransactionState> states, Duration timeout) {
    ListTransactionsOptions options = new ListTransactionsOptions().filterStates(states);
    options.timeoutMs(ClusterAdmin.millis(timeout));
    Map<String, String> processes = new TreeMap<>();
    KafkaFutures.ofThoseThatAnswer(
            KafkaFutures.get(admin.listTransactions(options).byBrokerId()).values())
        .forEach(found -> found.forEach(open -> add(open.transactionalId(), processes)));
    return processes;
  }

  private void add(String transactionalId, Map<String, String> processes) {
    Matcher found = id.matcher(transactionalId);
    if (found.matches()) {
      processes.put(transactionalId, found.group(1));
    }
  }

  /** Aborts them; whoever has one open can never commit it. */
  public void abort(Collection<String> transactionalIds, Duration timeout) {
    FenceProducersOptions options = new FenceProducersOptions();
    options.timeoutMs(ClusterAdmin.millis(timeout));
    KafkaFutures.get(admin.fenceProducers(transactionalIds, options).all());
  }
}
