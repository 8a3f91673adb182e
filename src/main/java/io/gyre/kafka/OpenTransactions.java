package io.gyre.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;

/** The transactions that the instances of an application have open. Thread-safe. */
public record OpenTransactions(ClusterAdmin cluster, String application) {

  /**
   * Returns the process of each, by its transactional id. An absent broker is skipped: another
   * takes its transactions over once the cluster misses it.
   *
   * @throws KafkaException when no broker answers
   */
  public Map<String, String> processes() {
    return processes(Set.of(TransactionState.ONGOING));
  }

  /** Returns these, and transactions that are ended, but not on all partitions yet. */
  public Map<String, String> unfinished() {
    return processes(
        Set.of(
            TransactionState.ONGOING,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT));
  }

  private Map<String, String> processes(Set<TransactionState> states) {
    Pattern id = Pattern.compile(Pattern.quote(application) + KafkaInternals.TRANSACTIONAL_ID);
    ListTransactionsOptions options =
        cluster.limited(new ListTransactionsOptions().filterStates(states));
    var asked = KafkaFutures.get(cluster.admin().listTransactions(options).byBrokerId());
    return KafkaFutures.ofThoseThatAnswer(asked.values()).stream()
        .flatMap(Collection::stream)
        .map(open -> id.matcher(open.transactionalId()))
        .filter(Matcher::matches)
        .collect(Collectors.toMap(Matcher::group, found -> found.group(1), (a, b) -> a));
  }

  /** Aborts them; its owner can never commit it. */
  public void abort(Collection<String> transactionalIds) {
    FenceProducersOptions options = cluster.limited(new FenceProducersOptions());
    KafkaFutures.get(cluster.admin().fenceProducers(transactionalIds, options).all());
  }
}
