package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.kafka.Causes;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.KafkaInternals.FailedRecord;
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
 * What has ended a run of Kafka Streams, and what follows from it.
 *
 * <p>Kafka Streams itself retries what fails within its task timeout (5 minutes) and revives tasks;
 * what comes here is the rest.
 *
 * @param kind whether to try again
 * @param exception what is thrown when that does not help; its message is for the person
 */
public record RunFailure(Kind kind, RuntimeException exception) {

  public enum Kind {
    /** It may be gone at the next attempt: the cluster's trouble, not ours. */
    TRANSIENT,
    /** The local state cannot be trusted; the changelog has it all. */
    DAMAGED_STATE,
    /** It would be there again at each attempt, or going on would lose or double records. */
    FINAL
  }

  /**
   * That a topic is not there may be no more than a broker that does not know it yet: before the
   * next run the cluster is asked. Of a transaction that its coordinator has aborted meanwhile,
   * brokers may say that its state is invalid, not that its epoch is (KAFKA-19690), and Kafka
   * Streams takes that for fatal; the producer of the next run has an epoch of its own.
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
          TransactionAbortedException.class,
          UnknownServerException.class);

  public static RunFailure of(Throwable thrown, ApplicationSettings settings) {
    Causes causes = Causes.of(thrown);
    if (causes.says("No space left on device")) {
      return last(
          new GyreException(
              "state folder %s: expected room on its disk, found it full (%s). Make room, then start again: nothing that was committed is lost"
                  .formatted(settings.state(), causes.root().getMessage()),
              thrown));
    }
    RuntimeException changed = causes.first(List.of(TopicsChangedException.class));
    if (changed != null) {
      boolean ofState = ((TopicsChangedException) changed).ofState() != null;
      return new RunFailure(ofState ? Kind.FINAL : Kind.TRANSIENT, changed);
    }
    RuntimeException damage =
        causes.first(List.of(DamagedStateException.class, ProcessorStateException.class));
    if (damage != null && isOfStore(causes)) {
      return new RunFailure(Kind.DAMAGED_STATE, damaged(damage, thrown, settings));
    }
    if (causes.first(List.of(GyreException.class)) instanceof GyreException refusal) {
      return last(new GyreException(refusal.getMessage(), thrown, refusal.remedies()));
    }
    return ofKafka(causes, thrown, settings);
  }

  private static RunFailure ofKafka(Causes causes, Throwable thrown, ApplicationSettings settings) {
    if (causes.first(List.of(FencedInstanceIdException.class)) != null) {
      return last(
          new GyreException(
              "state folder %s: another process has joined the group %s with the id of this instance, so it runs on a copy of this folder. Stop one of the two and delete its folder"
                  .formatted(settings.state(), settings.application()),
              thrown));
    }
    boolean passes =
        KafkaInternals.changelogsAreBehind(causes)
            || KafkaInternals.topologyIsAnother(causes)
            || KafkaInternals.transactionIsLost(causes);
    if (passes || causes.first(PASSING) != null) {
      return new RunFailure(Kind.TRANSIENT, ofCluster(causes, thrown, settings));
    }
    return last(bug(causes, thrown, settings));
  }

  /**
   * Whether what a store threw is about its files. Kafka Streams reports whatever is thrown while a
   * store is flushed as if the store were damaged: what a producer throws there, and our saving.
   */
  private static boolean isOfStore(Causes causes) {
    return !KafkaInternals.transactionIsLost(causes)
        && causes.first(List.of(SavingException.class, ApiException.class)) == null;
  }

  private static GyreException damaged(
      RuntimeException damage, Throwable thrown, ApplicationSettings settings) {
    Remedy restore = Remedy.of(Remedy.Kind.DELETE_STATE, settings.state());
    if (damage instanceof DamagedStateException known) {
      return new GyreException(
          known.getMessage(), thrown, restore, Remedy.of(Remedy.Kind.START_ANEW));
    }
    return new GyreException(
        "state folder %s: expected stores that can be opened, found: %s (%s)"
            .formatted(
                settings.state(), damage.getMessage(), Causes.of(thrown).root().getMessage()),
        thrown,
        restore);
  }

  private static GyreException ofCluster(
      Causes causes, Throwable thrown, ApplicationSettings settings) {
    Throwable root = causes.root();
    return new GyreException(
        "Kafka at %s: %s (%s)"
            .formatted(
                settings.client().get("bootstrap.servers"),
                root.getMessage(),
                root.getClass().getSimpleName()),
        thrown);
  }

  private static RuntimeException bug(
      Causes causes, Throwable thrown, ApplicationSettings settings) {
    Throwable root = causes.root();
    FailedRecord record = KafkaInternals.failedRecord(causes).orElse(null);
    if (record != null) {
      return new IllegalStateException(
          "%s failed at the record at offset %s of partition %s of %s: %s"
              .formatted(
                  record.processor(), record.offset(), record.partition(), record.topic(), root),
          thrown);
    }
    return root instanceof KafkaException
        ? ofCluster(causes, thrown, settings)
        : new IllegalStateException(root.toString(), thrown);
  }

  private static RunFailure last(RuntimeException exception) {
    return new RunFailure(Kind.FINAL, exception);
  }
}
