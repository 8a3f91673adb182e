package io.gyre.kafka;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DeleteTopicsResult;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.FenceProducersResult;
import org.apache.kafka.clients.admin.ListTopicsResult;
import org.apache.kafka.clients.admin.ListTransactionsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** A cluster that is as a test says, and keeps what it was asked to change. Not thread-safe. */
public final class FakeCluster {

  private static final Node BROKER = new Node(1, "broker", 9092);

  /** Of every group. */
  public final List<MemberDescription> members = new ArrayList<>();

  /** How many partitions each topic has. */
  public final Map<String, Integer> partitions = new HashMap<>();

  /** How often topics that were deleted are still listed. */
  public int listings;

  private final Set<String> deleted = new TreeSet<>();

  /** The ids of open transactions, by broker; null for one that does not answer. */
  public final Map<Integer, Set<String>> transactions = new TreeMap<>();

  /** The ids of the transactions that were aborted. */
  public final Set<String> aborted = new TreeSet<>();

  /** The instance ids of the members that were removed. */
  public final Set<String> removed = new TreeSet<>();

  /** A client for it, which knows the requests that the tests need. */
  public Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "describeConsumerGroups" -> describeGroup(only(arguments[0]));
                  case "describeTopics" -> describeTopics((Collection<?>) arguments[0]);
                  case "deleteTopics" -> delete((Collection<?>) arguments[0]);
                  case "listTopics" -> listTopics();
                  case "listTransactions" -> listTransactions();
                  case "fenceProducers" -> abort((Collection<?>) arguments[0]);
                  case "removeMembersFromConsumerGroup" ->
                      remove((RemoveMembersFromConsumerGroupOptions) arguments[1]);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private static String only(Object names) {
    return (String) ((Collection<?>) names).iterator().next();
  }

  private DescribeConsumerGroupsResult describeGroup(String group) {
    ConsumerGroupDescription description =
        new ConsumerGroupDescription(
            group,
            true,
            members,
            "",
            GroupType.CLASSIC,
            GroupState.STABLE,
            BROKER,
            Set.of(),
            Optional.empty(),
            Optional.empty());
    return new DescribeConsumerGroupsResult(
        Map.of(group, KafkaFuture.completedFuture(description)));
  }

  private DescribeTopicsResult describeTopics(Collection<?> names) {
    Map<String, KafkaFuture<TopicDescription>> topics = new HashMap<>();
    for (Object name : names) {
      List<TopicPartitionInfo> all =
          IntStream.range(0, partitions.get(name))
              .mapToObj(i -> new TopicPartitionInfo(i, BROKER, List.of(BROKER), List.of(BROKER)))
              .toList();
      topics.put(
          (String) name,
          KafkaFuture.completedFuture(new TopicDescription((String) name, false, all)));
    }
    return new Topics(topics);
  }

  private DeleteTopicsResult delete(Collection<?> names) {
    Map<String, KafkaFuture<Void>> answers = new HashMap<>();
    for (Object name : names) {
      partitions.remove(name);
      deleted.add((String) name);
      answers.put((String) name, KafkaFuture.completedFuture(null));
    }
    return make(DeleteTopicsResult.class, null, answers);
  }

  private ListTopicsResult listTopics() {
    Set<String> names = new TreeSet<>(partitions.keySet());
    if (listings-- > 0) {
      names.addAll(deleted);
    }
    Map<String, TopicListing> topics = new HashMap<>();
    names.forEach(name -> topics.put(name, new TopicListing(name, Uuid.ZERO_UUID, false)));
    return make(ListTopicsResult.class, KafkaFuture.completedFuture(topics));
  }

  private ListTransactionsResult listTransactions() {
    Map<Integer, KafkaFutureImpl<Collection<TransactionListing>>> brokers = new TreeMap<>();
    transactions.forEach(
        (broker, ids) -> {
          KafkaFutureImpl<Collection<TransactionListing>> answer = new KafkaFutureImpl<>();
          if (ids == null) {
            answer.completeExceptionally(new TimeoutException("broker " + broker));
          } else {
            answer.complete(
                ids.stream()
                    .map(id -> new TransactionListing(id, 1, TransactionState.ONGOING))
                    .toList());
          }
          brokers.put(broker, answer);
        });
    return make(ListTransactionsResult.class, KafkaFuture.completedFuture(brokers));
  }

  private FenceProducersResult abort(Collection<?> ids) {
    ids.forEach(id -> aborted.add((String) id));
    return make(FenceProducersResult.class, Map.of());
  }

  private RemoveMembersFromConsumerGroupResult remove(
      RemoveMembersFromConsumerGroupOptions options) {
    options.members().stream().map(MemberToRemove::groupInstanceId).forEach(removed::add);
    return make(
        RemoveMembersFromConsumerGroupResult.class,
        KafkaFuture.completedFuture(Map.of()),
        Set.of());
  }

  /** Kafka keeps these constructors to itself, and has no mock that others may use. */
  private static <T> T make(Class<T> result, Object... arguments) {
    try {
      Constructor<?> constructor = result.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return result.cast(constructor.newInstance(arguments));
    } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Kafka no longer makes its answers so", e);
    }
  }

  private static final class Topics extends DescribeTopicsResult {
    Topics(Map<String, KafkaFuture<TopicDescription>> topics) {
      super(null, topics);
    }
  }
}
