package io.gyre.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

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
  public Map<String, String> processes() {
    ListTransactionsOptions options =
        new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
    var ofBrokers = KafkaFutures.get(admin.listTransactions(options).byBrokerId()).values();
    Map<String, String> processes = new TreeMap<>();
    KafkaException failure = null;
    int answers = 0;
    for (KafkaFuture<Collection<TransactionListing>> ofBroker : ofBrokers) {
      try {
        KafkaFutures.get(ofBroker).forEach(open -> add(open.transactionalId(), processes));
        answers++;
      } catch (KafkaException e) {
        failure = e;
      }
    }
    if (answers == 0 && failure != null) {
      throw failure;
    }
    return processes;
  }

  private void add(String transactionalId, Map<String, String> processes) {
    Matcher found = id.matcher(transactionalId);
    if (found.matches()) {
      processes.put(transactionalId, found.group(1));
    }
  }

  /** Aborts them; whoever has one open can never commit it. */
  public void abort(Collection<String> transactionalIds) {
    KafkaFutures.get(admin.fenceProducers(transactionalIds).all());
  }
}
