package io.gyre.cli;

import io.gyre.GyreException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Settings of the Kafka clients that a person gave: security, timeouts, sizes.
 *
 * <p>They come from {@code KAFKA_…} environment variables ({@code KAFKA_SECURITY_PROTOCOL} is
 * {@code security.protocol}) and from a properties file, which wins. Of the environment only names
 * that Kafka's clients define count, for a shell or an orchestrator carries {@code KAFKA_OPTS} or
 * {@code KAFKA_PORT} as well. A setting that would break one of Gyre's promises is refused.
 * Immutable.
 */
public final class ClientProperties {

  private static final String PREFIX = "KAFKA_";

  /** What Gyre itself sets; saying the same is no fault, saying otherwise breaks a promise. */
  private static final Map<String, List<String>> PROMISES =
      Map.of(
          "processing.guarantee", List.of("exactly_once_v2"),
          "isolation.level", List.of("read_committed"),
          "enable.auto.commit", List.of("false"),
          "enable.idempotence", List.of("true"),
          "acks", List.of("all", "-1"),
          // Another handler could pass over a record that must not be passed over.
          "processing.exception.handler", List.of(),
          "production.exception.handler", List.of());

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  private final Map<String, String> properties;
  private final String bootstrapServers;

  private ClientProperties(Map<String, String> given) {
    Map<String, String> others = new HashMap<>(given);
    this.bootstrapServers = others.remove(BOOTSTRAP_SERVERS);
    this.properties = Map.copyOf(others);
  }

  /** Returns no settings at all: those of the local broker, which no environment may influence. */
  public static ClientProperties none() {
    return new ClientProperties(Map.of());
  }

  /**
   * Reads the {@code KAFKA_…} variables of an environment.
   *
   * @throws GyreException if one would break a promise
   */
  public static ClientProperties fromEnvironment(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (variable.startsWith(PREFIX) && !value.isBlank()) {
                String name = variable.substring(PREFIX.length());
                name = name.toLowerCase(Locale.ROOT).replace('_', '.');
                refuseBrokenPromise(name, value, "The environment variable " + variable);
                if (Names.ALL.contains(name)) {
                  properties.put(name, value);
                }
              }
            });
    return new ClientProperties(properties);
  }

  /**
   * Returns these settings with those of a properties file on top.
   *
   * @throws GyreException if there is no such file, or a setting would break a promise
   */
  public ClientProperties withFile(Path file) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new GyreException(
          "--command-config: cannot read %s (%s). Expected a file of name=value lines, as for Kafka's own tools."
              .formatted(file, e),
          e);
    }
    Map<String, String> merged = new HashMap<>(properties);
    if (bootstrapServers != null) {
      merged.put(BOOTSTRAP_SERVERS, bootstrapServers);
    }
    for (String name : new TreeSet<>(read.stringPropertyNames())) {
      String value = read.getProperty(name).strip();
      refuseBrokenPromise(name, value, "The file " + file);
      merged.put(name, value);
    }
    return new ClientProperties(merged);
  }

  /** Returns where a cluster is to be found, or null when nothing says so. */
  String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Returns all settings but the bootstrap servers, as for Kafka Streams, which has clients of
   * every kind.
   */
  public Map<String, String> all() {
    return properties;
  }

  /** Returns the settings for an admin client. */
  Map<String, Object> forAdmin() {
    return without(AdminClientConfig.configNames());
  }

  /** Returns the settings for a producer. */
  Map<String, Object> forProducer() {
    return without(ProducerConfig.configNames());
  }

  /** Returns the settings for a consumer. */
  Map<String, Object> forConsumer() {
    return without(ConsumerConfig.configNames());
  }

  /** A name that no client knows stays: a plug-in, such as a login callback, may want it. */
  private Map<String, Object> without(Set<String> known) {
    Map<String, Object> some = new HashMap<>(properties);
    some.keySet().removeIf(name -> Names.ALL.contains(name) && !known.contains(name));
    return some;
  }

  private static void refuseBrokenPromise(String name, String value, String where) {
    boolean identity =
        Names.ALL.contains(name)
            && (name.equals("transactional.id")
                || name.startsWith("group.")
                || name.endsWith("serializer"));
    List<String> promised = PROMISES.getOrDefault(name, List.of());
    String found = value.strip().toLowerCase(Locale.ROOT);
    if (identity || PROMISES.containsKey(name) && !promised.contains(found)) {
      throw new GyreException(
          "%s sets %s to '%s', but Gyre must set it itself%s to keep its promise of exactly once. Remove it."
              .formatted(
                  where, name, value, promised.isEmpty() ? "" : " (" + promised.get(0) + ")"));
    }
  }

  /** Held apart, so that a command without Kafka clients does not load their classes. */
  private static final class Names {
    static final Set<String> ALL = new HashSet<>();

    static {
      ALL.addAll(AdminClientConfig.configNames());
      ALL.addAll(ProducerConfig.configNames());
      ALL.addAll(ConsumerConfig.configNames());
    }
  }
}
