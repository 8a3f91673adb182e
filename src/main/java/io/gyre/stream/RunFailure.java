package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.kafka.Causes;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.KafkaInternals.FailedRecord;
import io.gyre.registry.SchemaWaitException;
import io.gyre.state.DamagedStateException;
import io.gyre.stream.processor.NewRunException;
import io.gyre.stream.processor.SavingException;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.TopicsChangedException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OperationNotAttemptedException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * The failure that ended a run of Kafka Streams, and its consequence. Kafka Streams itself retries
 * within its task timeout (5 minutes) and revives tasks; this covers the other failures.
 *
 * @param kind whether to try again
 * @param exception the exception to throw if that does not help; its message is for the person
 */
public record RunFailure(Kind kind, RuntimeException exception) {

  public enum Kind {
    /** It may be gone at the next attempt: the cluster's trouble, not ours. */
    TRANSIENT,
    /** A schema is awaited, however long that takes. */
    AWAITS_SCHEMA,
    /** The local state cannot be trusted; the changelog has it all. */
    DAMAGED_STATE,
    /** It would be there again at each attempt, or going on would lose or double records. */
    FINAL
  }

  /**
   * A topic may be missing only because a broker does not know it yet: the next run asks first. A
   * deleted one fails the records for other topics in the same request (not attempted). When a
   * coordinator has aborted a transaction, brokers may call its state invalid, not its epoch
   * (KAFKA-19690), which Kafka Streams takes for fatal; the next run's producer has a new epoch.
   */
  private static final List<Class<? extends Throwable>> PASSING =
      List.of(
          RetriableException.class,
          MissingSourceTopicException.class,
          TaskMigratedException.class,
          TaskCorruptedException.class,
          LockException.class,
          NewRunException.class,
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          InvalidPidMappingException.class,
          InvalidTxnStateException.class,
          OutOfOrderSequenceException.class,
          OperationNotAttemptedException.class,
          TransactionAbortedException.class,
          UnknownServerException.class);

  public static RunFailure of(Throwable thrown, ApplicationSettings settings) {
    Causes causes = Causes.of(thrown);
    Throwable root = causes.root();
    if (causes.says("No space left on device")) {
      return last(
          "state folder %s: expected room on its disk, found it full (%s). Make room, then start again: nothing that was committed is lost"
              .formatted(settings.state(), root.getMessage()),
          thrown);
    }
    if (causes.first(List.of(TopicsChangedException.class))
        instanceof TopicsChangedException changed) {
      return new RunFailure(changed.ofState() != null ? Kind.FINAL : Kind.TRANSIENT, changed);
    }
    if (causes.first(List.of(SchemaWaitException.class)) instanceof SchemaWaitException awaited) {
      return new RunFailure(Kind.AWAITS_SCHEMA, awaited);
    }
    RuntimeException damage =
        causes.first(List.of(DamagedStateException.class, ProcessorStateException.class));
    // Kafka Streams reports whatever is thrown while a store is flushed as if it were damaged.
    boolean lost = KafkaInternals.transactionIsLost(causes);
    boolean ofOthers =
        lost || causes.first(List.of(SavingException.class, ApiException.class)) != null;
    if (damage != null && !ofOthers) {
      return new RunFailure(Kind.DAMAGED_STATE, damaged(damage, thrown, settings));
    }
    if (causes.first(List.of(GyreException.class)) instanceof GyreException refusal) {
      return last(refusal.getMessage(), thrown, refusal.remedies.toArray(Remedy[]::new));
    }
    if (causes.first(List.of(FencedInstanceIdException.class)) != null) {
      return last(
          "state folder %s: another process has joined the group %s with the id of this instance, so it runs on a copy of this folder. Stop one of the two and delete its folder"
              .formatted(settings.state(), settings.application()),
          thrown);
    }
    boolean passes =
        lost || KafkaInternals.topologiesDiffer(causes) || causes.first(PASSING) != null;
    return passes
        ? new RunFailure(Kind.TRANSIENT, ofCluster(root, thrown, settings))
        : new RunFailure(Kind.FINAL, bug(causes, thrown, settings));
  }

  private static RunFailure last(String message, Throwable thrown, Remedy... remedies) {
    return new RunFailure(Kind.FINAL, new GyreException(message, thrown, remedies));
  }

  private static GyreException damaged(
      RuntimeException damage, Throwable thrown, ApplicationSettings settings) {
    Remedy restore = Remedy.of(Remedy.Kind.DELETE_STATE, settings.state());
    String found = damage.getMessage();
    if (damage instanceof DamagedStateException) {
      return new GyreException(found, thrown, restore, Remedy.of(Remedy.Kind.START_ANEW));
    }
    String text = "state folder %s: expected stores that can be opened, found: %s (%s)";
    String root = Causes.of(thrown).root().getMessage();
    return new GyreException(text.formatted(settings.state(), found, root), thrown, restore);
  }

  private static GyreException ofCluster(
      Throwable root, Throwable thrown, ApplicationSettings settings) {
    String servers = settings.client().get("bootstrap.servers");
    String what = root.getClass().getSimpleName();
    return new GyreException(
        "Kafka at %s: %s (%s)".formatted(servers, root.getMessage(), what), thrown);
  }

  private static RuntimeException bug(
      Causes causes, Throwable thrown, ApplicationSettings settings) {
    Throwable root = causes.root();
    FailedRecord record = KafkaInternals.failedRecord(causes).orElse(null);
    if (record == null && root instanceof KafkaException) {
      return ofCluster(root, thrown, settings);
    }
    String place =
        record == null
            ? ""
            : "%s failed at the record at offset %s of partition %s of %s: "
                .formatted(record.processor(), record.offset(), record.partition(), record.topic());
    return new IllegalStateException(place + root, thrown);
  }
}
