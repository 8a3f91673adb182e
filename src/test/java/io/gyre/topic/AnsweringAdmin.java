package io.gyre.topic;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/**
 * A real admin client, some of whose requests are answered with a fault that a local broker cannot
 * be brought to give.
 */
final class AnsweringAdmin {

  private AnsweringAdmin() {}

  /** Answers the creation of a topic with a fault, unless the function gives null. */
  static Admin creating(Admin real, Function<NewTopic, RuntimeException> fault) {
    return intercept(
        real,
        "createTopics",
        argument -> {
          NewTopic topic = (NewTopic) ((Collection<?>) argument).iterator().next();
          RuntimeException found = fault.apply(topic);
          return found == null ? null : new Created(Map.of(topic.name(), failed(found)));
        });
  }

  /** Answers the description of every topic with a fault. */
  static Admin describing(Admin real, RuntimeException fault) {
    return intercept(
        real,
        "describeTopics",
        argument ->
            new Described(
                Map.of((String) ((Collection<?>) argument).iterator().next(), failed(fault))));
  }

  /** Answers the description of every topic's configs with a fault. */
  static Admin describingConfigs(Admin real, RuntimeException fault) {
    return intercept(
        real,
        "describeConfigs",
        argument ->
            new Configs(
                Map.of(
                    (ConfigResource) ((Collection<?>) argument).iterator().next(), failed(fault))));
  }

  /** Answers the question for the offsets of partitions with a fault. */
  static Admin listingOffsets(Admin real, RuntimeException fault) {
    return intercept(
        real,
        "listOffsets",
        argument ->
            new ListOffsetsResult(
                Map.of(
                    (TopicPartition) ((Map<?, ?>) argument).keySet().iterator().next(),
                    failed(fault))));
  }

  /** Refuses to alter the configs of a topic, whether or not that is only tried. */
  static Admin refusingToAlter(Admin real, String topic) {
    return intercept(
        real,
        "incrementalAlterConfigs",
        argument -> {
          if (((Map<?, ?>) argument)
              .containsKey(new ConfigResource(ConfigResource.Type.TOPIC, topic))) {
            throw new TopicAuthorizationException("not yours");
          }
          return null;
        });
  }

  private static Admin intercept(Admin real, String method, Function<Object, Object> answer) {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, called, arguments) -> {
              Object ours = called.getName().equals(method) ? answer.apply(arguments[0]) : null;
              try {
                return ours != null ? ours : called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static <T> KafkaFuture<T> failed(RuntimeException fault) {
    KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
    future.completeExceptionally(fault);
    return future;
  }

  private static final class Created extends CreateTopicsResult {
    Created(Map<String, KafkaFuture<TopicMetadataAndConfig>> futures) {
      super(futures);
    }
  }

  private static final class Described extends DescribeTopicsResult {
    Described(Map<String, KafkaFuture<TopicDescription>> futures) {
      super(null, futures);
    }
  }

  private static final class Configs extends DescribeConfigsResult {
    Configs(Map<ConfigResource, KafkaFuture<Config>> futures) {
      super(futures);
    }
  }
}
