package io.gyre.kafka;

import io.gyre.GyreException;
import io.gyre.Setting;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A person's settings of the Kafka clients: security, timeouts, sizes.
 *
 * <p>They come from {@code KAFKA_…} environment variables ({@code KAFKA_SECURITY_PROTOCOL} is
 * {@code security.protocol}) and from a properties file, which wins. Variables that no client
 * defines, such as {@code KAFKA_OPTS}, are ignored. A setting that would break one of Gyre's
 * promises is refused, also under each prefix of Kafka Streams ({@code main.consumer.}). Immutable.
 */
public final class ClientProperties {

  private static final String PREFIX = "KAFKA_";

  /** Settings that Gyre makes itself; another value breaks a promise. */
  private static final Map<String, List<String>> PROMISES =
      Map.of(
          "isolation.level", List.of("read_committed"),
          "enable.auto.commit", List.of("false"),
          "enable.idempotence", List.of("true"),
          "acks", List.of("all", "-1"),
          "group.protocol", List.of("classic"),
          "transaction.two.phase.commit.enable", List.of("false"),
          // For changelogs: any other policy would lose learned state.
          "topic.cleanup.policy", List.of("compact"));

  /**
   * The settings of Kafka Streams that a person may choose: the amount, speed and place of work.
   * All others, also those of later versions, may change the results.
   */
  private static final Set<String> CHOICES =
      Set.of(
          """
          acceptable.recovery.lag allow.os.group.write.access
          buffered.records.per.partition built.in.metrics.version
          cache.max.bytes.buffering commit.interval.ms log.summary.interval.ms
          max.task.idle.ms max.warmup.replicas num.standby.replicas num.stream.threads
          poll.ms probing.rebalance.interval.ms rack.aware.assignment.non_overlap_cost
          rack.aware.assignment.strategy rack.aware.assignment.tags
          rack.aware.assignment.traffic_cost repartition.purge.interval.ms
          replication.factor state.cleanup.delay.ms statestore.cache.max.bytes
          task.timeout.ms upgrade.from"""
              .split("\\s+"));

  private static final Map<String, Object> INSTEAD =
      Map.of(
          "application.id", Setting.APPLICATION_ID,
          "state.dir", Setting.STATE_DIR,
          "bootstrap.servers", "bootstrap.servers, which is for all clients");

  static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  private final Map<String, String> given;

  ClientProperties(Map<String, String> given) {
    this.given = Map.copyOf(given);
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
                String suffix = variable.substring(PREFIX.length());
                String name = suffix.toLowerCase(Locale.ROOT).replace('_', '.');
                String bare = Names.bare(name);
                if (Names.CLIENTS.contains(bare) || Names.PROMISED.containsKey(bare)) {
                  refuseBrokenPromise(name, value, "The environment variable " + variable);
                }
                if (Names.CLIENTS.contains(name)) {
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
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new GyreException(
          "%s: cannot read %s (%s). Expected a file of name=value lines, as for Kafka's own tools."
              .formatted(Setting.COMMAND_CONFIG, file, e),
          e);
    }
    Map<String, String> merged = new HashMap<>(given);
    for (String name : new TreeSet<>(read.stringPropertyNames())) {
      String value = read.getProperty(name).strip();
      refuseBrokenPromise(name, value, "The file " + file);
      merged.put(name, value);
    }
    return new ClientProperties(merged);
  }

  /** Returns the addresses of a cluster, or null if not set. */
  public String bootstrapServers() {
    return given.get(BOOTSTRAP_SERVERS);
  }

  /** Returns all settings but the bootstrap servers, for the clients of Kafka Streams. */
  public Map<String, String> all() {
    Map<String, String> all = new HashMap<>(given);
    all.remove(BOOTSTRAP_SERVERS);
    return all;
  }

  Map<String, Object> forAdmin() {
    return without(AdminClientConfig.configNames());
  }

  /** Returns the settings for a producer. */
  public Map<String, Object> forProducer() {
    return without(ProducerConfig.configNames());
  }

  Map<String, Object> forConsumer() {
    return without(ConsumerConfig.configNames());
  }

  /** A name that no client knows stays: a plug-in, such as a login callback, may want it. */
  private Map<String, Object> without(Set<String> known) {
    Map<String, Object> some = new HashMap<>(all());
    some.keySet().removeIf(name -> Names.CLIENTS.contains(name) && !known.contains(name));
    return some;
  }

  private static void refuseBrokenPromise(String name, String value, String where) {
    List<String> promised = promised(name);
    if (promised != null && promised.stream().noneMatch(value.strip()::equalsIgnoreCase)) {
      Object instead = INSTEAD.get(Names.bare(name));
      throw GyreException.of(
          "%s sets %s to '%s', but Gyre must set it itself%s to keep its promise of exactly once. Remove it%s.",
          where,
          name,
          value,
          promised.isEmpty() ? "" : " (" + promised.get(0) + ")",
          instead == null ? "" : " and use " + instead);
    }
  }

  /** Returns the values that a setting may have, or null when it is the person's choice. */
  private static List<String> promised(String name) {
    String bare = Names.bare(name);
    if (Names.PROMISED.containsKey(bare)) {
      return Names.PROMISED.get(bare);
    }
    boolean identity =
        Names.CLIENTS.contains(bare)
            && (bare.equals("transactional.id")
                || bare.startsWith("group.")
                || bare.endsWith("serializer")
                // One cluster for all: a client with its own would read or write elsewhere.
                || bare.startsWith("bootstrap.") && !name.equals(BOOTSTRAP_SERVERS));
    boolean internal = bare.startsWith("internal.") || bare.startsWith("__");
    return identity || internal ? List.of() : null;
  }

  /** Kept apart, so that a command without settings of Kafka does not load its classes. */
  private static final class Names {

    static final Set<String> CLIENTS = new HashSet<>(AdminClientConfig.configNames());

    /** The values that settings must have: what Kafka Streams has in Gyre, and the promises. */
    static final Map<String, List<String>> PROMISED = new HashMap<>();

    private static final List<String> PREFIXES =
        List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    static {
      CLIENTS.addAll(ProducerConfig.configNames());
      CLIENTS.addAll(ConsumerConfig.configNames());
      Map<Object, Object> gyres = new HashMap<>(StreamsConfig.configDef().defaultValues());
      gyres.putAll(StreamsConfiguration.of("", "", Path.of(""), Map.of()));
      for (String name : StreamsConfig.configDef().names()) {
        if (!CLIENTS.contains(name) && !CHOICES.contains(name)) {
          PROMISED.put(name, values(gyres.get(name)));
        }
      }
      PROMISED.putAll(PROMISES);
    }

    private static List<String> values(Object value) {
      String text = value instanceof Class<?> type ? type.getName() : Objects.toString(value, "");
      return text.isEmpty() ? List.of() : List.of(text);
    }

    /** Returns a setting's name without the prefixes of clients. */
    static String bare(String name) {
      for (String prefix : PREFIXES) {
        if (name.startsWith(prefix)) {
          return bare(name.substring(prefix.length()));
        }
      }
      return name;
    }
  }
}
