package io.gyre.kafka;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;

/**
 * Lists everything of Kafka 4.4.0 that Gyre relies on without a promise of Kafka: texts and names
 * here, behaviour in this list, each with its source and the test that fails if it changes, beside
 * {@code KafkaInternalsTest}.
 *
 * <ul>
 *   <li>Before each commit the cache of every {@code CachedStateStore} is flushed, and what that
 *       throws becomes a {@code ProcessorStateException}: {@code StreamTask.prepareCommit}, {@code
 *       ProcessorStateManager.flushCache}. For {@code stream.processor.CommitStore} and {@code
 *       stream.RunFailure}; {@code CommitStoreTest}, {@code RunFailureTest}. Another version is
 *       found out by {@code stream.processor.CommitOffsetCheck} at its first commit; {@code
 *       FaultsIT}.
 *   <li>A rebalance after a corrupted task loses the note that its partitions must be set back:
 *       {@code StreamThread.runLoop}, {@code TaskManager.closeDirtyAndRevive}, KAFKA-12486. For
 *       {@link StreamsClients} and {@code stream.processor.NewRunException}; {@code FaultsIT}.
 *   <li>A partitioner is given the producer's partitions, asked for with every record: {@code
 *       RecordCollectorImpl.send}. For {@link StreamsClients.RememberingProducer}; {@code
 *       ClusterMonitorIT}.
 *   <li>A file beside the folders of the tasks keeps the process id, and with it the transactional
 *       id: {@code StateDirectory.initializeProcessId}. For {@code stream.start.StateFolder};
 *       {@code KillIT}.
 *   <li>To ask for a part that a topology does not have builds all of it: {@code
 *       InternalTopologyBuilder.build}. For {@code stream.processor.NewRunException}; {@code
 *       MergedLifeCycleIT}.
 *   <li>The controller takes a killed broker in its process for alive, which loses transactions:
 *       {@code TransactionMarkerChannelManager}, {@code BrokerMetadataPublisher}. For {@code
 *       broker.StaleRegistration}; {@code KilledCommitsIT}.
 *   <li>A broker is a {@code KafkaRaftServer} on a folder that a {@code Formatter} has formatted,
 *       with {@code meta.properties} in it, and {@code .kafka_cleanshutdown} once it has stopped as
 *       it should: {@code MetaPropertiesEnsemble}, {@code CleanShutdownFileHandler}. For {@code
 *       broker.LocalBroker} and {@code broker.StaleRegistration}; {@code LocalBrokerIT}.
 *   <li>Classes for the use of Kafka itself, which the compiler holds: {@code WrappedStateStore},
 *       {@code AbstractStoreBuilder}, {@code DefaultKafkaClientSupplier}, {@code RecordHeaders},
 *       {@code Bytes}, {@code Utils}, {@code Exit}, {@code AppInfoParser}.
 * </ul>
 */
public final class KafkaInternals {

  /** The version of Kafka whose inside this is. */
  public static final String VERSION = "4.4.0";

  /** The reason of a rebalance after a corrupted task: {@code StreamThread}, KAFKA-12486. */
  static final String TASKS_CORRUPTED = "Active tasks corrupted";

  /** The suffix of a changelog's name: {@code ProcessorStateManager}. */
  private static final String CHANGELOG = "-changelog";

  /** The file with the id of the process, beside the folders of the tasks. */
  public static final String PROCESS_FILE = "kafka-streams-process-metadata";

  /** The member of that file: {@code StateDirectory.StateDirectoryProcessFile}. */
  public static final String PROCESS_ID = "processId";

  /** Follows the instance in the client id of a consumer: {@code StreamThread.create}. */
  public static final String THREAD_CONSUMER = "-StreamThread-\\d+-consumer";

  /** The id of a process: {@code StateDirectory}. */
  public static final String PROCESS = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  /** Follows the application in the id of its transactions: {@code StreamsProducer}. */
  static final String TRANSACTIONAL_ID = "-(" + PROCESS + ")-\\d+";

  /** Says that a changelog has not grown with its source: {@code InternalTopicManager}. */
  static final String INVALID_PARTITIONS = "has invalid partitions";

  /** Says that a task is of another topology: {@code StreamTask.RecordQueueCreator}. */
  static final String ANOTHER_TOPOLOGY = "is unknown to the topology";

  /** The record that a processor failed at: {@code StreamTask.handleException}. */
  private static final Pattern RECORD =
      Pattern.compile("processor=(\\S+), topic=(\\S+), partition=(\\d+), offset=(\\d+)");

  /** A setting that an older broker has no name for: {@code LogConfig.validateNames}. */
  private static final Pattern UNKNOWN_SETTING =
      Pattern.compile("Unknown topic config name: ([a-z.]+)");

  /** A setting that Kafka 5 drops, where it is always true: {@code StreamsConfig}. */
  static final String GLOBAL_HANDLER = "processing.exception.handler.global.enabled";

  /** Begins a broker's warning at each start: {@code ActivationRecordsGenerator}. */
  static final String ACTIVATION = "Performing controller activation.";

  /** Begins an error of a broker while its controller starts: {@code ControllerApis}. */
  static final String REGISTRATION =
      "Unexpected error handling request RequestHeader(apiKey=CONTROLLER_REGISTRATION,";

  /**
   * Ends an error of a broker that had to put off a producer's first batches, which are sent again:
   * {@code ProducerAppendInfo}, {@code TransactionManager.canRetry}.
   */
  static final String BEHIND_FIRST =
      "Expected sequence 0 for transactions v2 idempotent producer with no existing state.";

  /** Warns of two clients that need an internal topic first at the same time. */
  private static final String EXISTS = "with error 'TOPIC_ALREADY_EXISTS'";

  /** The package that throws IllegalStateException of a transaction. */
  private static final String PRODUCER = "org.apache.kafka.clients.producer";

  /** The record that a processor, which has a name, failed at. */
  public record FailedRecord(String processor, String topic, String partition, String offset) {}

  private KafkaInternals() {}

  /** Returns the topic that the changes of a store are written to. */
  public static String changelogOf(String application, String store) {
    return application + "-" + store + CHANGELOG;
  }

  /**
   * Tells whether Kafka Streams has ended because a topic has more partitions than its changelogs,
   * or because the instances of a group read different topics. It has no class for either.
   */
  public static boolean topologiesDiffer(Causes causes) {
    return causes.says(INVALID_PARTITIONS) || causes.says(ANOTHER_TOPOLOGY);
  }

  /**
   * Tells whether a producer no longer knows the fate of its transaction, as after two minutes
   * without a broker during a commit. Only the place that throws tells.
   */
  public static boolean transactionIsLost(Causes causes) {
    return causes.chain().stream()
        .filter(IllegalStateException.class::isInstance)
        .flatMap(cause -> Arrays.stream(cause.getStackTrace()).limit(1))
        .anyMatch(thrower -> thrower.getClassName().startsWith(PRODUCER));
  }

  /** Returns the record that a processor failed at, if a message names one. */
  public static Optional<FailedRecord> failedRecord(Causes causes) {
    return causes.chain().stream()
        .map(cause -> RECORD.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .findFirst()
        .map(
            found ->
                new FailedRecord(found.group(1), found.group(2), found.group(3), found.group(4)));
  }

  /** Returns the topic setting that a broker refused because it does not know it, if that is so. */
  public static Optional<String> unknownSetting(Throwable fault) {
    return Optional.of(fault)
        .filter(InvalidConfigurationException.class::isInstance)
        .map(refused -> UNKNOWN_SETTING.matcher(String.valueOf(refused.getMessage())))
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }

  /** Tells whether a warning or an error of the log belongs to each start of a local broker. */
  public static boolean isOfEachStart(String logger, String message, Throwable thrown) {
    return switch (logger) {
      case "org.apache.kafka.controller.QuorumController" -> message.contains(ACTIVATION);
      case "kafka.server.ControllerApis" ->
          message.contains(REGISTRATION)
              && Causes.of(thrown).chain().stream()
                  .anyMatch(NotControllerException.class::isInstance);
      case "kafka.server.ReplicaManager" ->
          thrown instanceof OutOfOrderSequenceException late
              && late.getMessage().endsWith(BEHIND_FIRST);
      case "kafka.server.DefaultAutoTopicCreationManager" -> message.contains(EXISTS);
      default -> false;
    };
  }

  /** Tells whether a client's complaint about its settings is about the brokers' addresses. */
  static boolean isOfAddresses(String message) {
    return message.contains("bootstrap");
  }

  /** Tells whether a client's complaint is about the login of SASL. */
  static boolean isOfLogin(String message) {
    return message.contains("JAAS");
  }
}
