package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.state.StoredPart;
import io.gyre.stream.start.ApplicationSettings;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OperationNotAttemptedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class RunFailureTest {

  private static final ApplicationSettings SETTINGS = Fixture.application();

  /** The mock refuses as the real one does, out of the same package. */
  @Test
  void shouldStartAnewWhenTheProducerHasLostItsTransaction() {
    IllegalStateException lost = null;
    try (MockProducer<byte[], byte[]> producer = new MockProducer<>()) {
      producer.commitTransaction();
    } catch (IllegalStateException e) {
      lost = e;
    }

    assertThat(RunFailure.of(new StreamsException(lost), SETTINGS).kind())
        .isEqualTo(RunFailure.Kind.TRANSIENT);
    // So it comes out of a store's flush, although nothing is wrong with the store.
    assertThat(RunFailure.of(new ProcessorStateException(lost), SETTINGS).kind())
        .isEqualTo(RunFailure.Kind.TRANSIENT);
  }

  @Test
  void shouldNotTryABugOfOursAgain() {
    assertThat(
            RunFailure.of(new StreamsException(new IllegalStateException("ours")), SETTINGS).kind())
        .isEqualTo(RunFailure.Kind.FINAL);
  }

  /** A broker that has just started, or has just heard of the topic, may not know it yet. */
  @Test
  void shouldLookAgainForATopicThatIsNotThere() {
    for (RuntimeException missing :
        List.of(
            new MissingSourceTopicException("points"),
            new UnknownTopicOrPartitionException(),
            // Another topic of the same request is gone.
            new OperationNotAttemptedException("of a transaction"))) {
      assertThat(RunFailure.of(new StreamsException(missing), SETTINGS).kind())
          .isEqualTo(RunFailure.Kind.TRANSIENT);
    }
  }

  /** A coordinator that was away may have aborted the transaction, or know nothing of it. */
  @Test
  void shouldGoOnWithANewTransactionAfterOneThatTheBrokerDoesNotKnow() {
    for (RuntimeException lost :
        List.of(new InvalidTxnStateException("state"), new InvalidPidMappingException("id"))) {
      assertThat(RunFailure.of(new StreamsException(lost), SETTINGS).kind())
          .isEqualTo(RunFailure.Kind.TRANSIENT);
    }
  }

  @Test
  void shouldNotTakeWhatAProducerThrowsWhileStoresAreFlushedForADamagedStore() {
    Throwable flushed =
        new ProcessorStateException(
            "Failed to flush cache of store learner-network",
            new StreamsException(new UnknownTopicOrPartitionException("changelog")));

    assertThat(RunFailure.of(flushed, SETTINGS).kind()).isEqualTo(RunFailure.Kind.TRANSIENT);
    assertThat(RunFailure.of(new ProcessorStateException(new IOException("disk")), SETTINGS).kind())
        .isEqualTo(RunFailure.Kind.DAMAGED_STATE);
  }

  @Test
  void shouldAdviseToRestoreAStateThatIsDamagedBeforeItIsGivenUp() {
    Remedy restore = Remedy.of(Remedy.Kind.DELETE_STATE, SETTINGS.state());

    assertThat(remedies(new ProcessorStateException(new IOException("disk"))))
        .containsExactly(restore);
    assertThat(remedies(new StreamsException(StoredPart.damaged("a", "cut", null))))
        .containsExactly(restore, Remedy.of(Remedy.Kind.START_ANEW));
  }

  @Test
  void shouldKeepWhatARefusalAdvises() {
    Remedy remedy = Remedy.of(Remedy.Kind.RENAME_LEARNER);

    assertThat(remedies(new StreamsException(new GyreException("refused", remedy))))
        .containsExactly(remedy);
  }

  private static List<Remedy> remedies(Throwable thrown) {
    return ((GyreException) RunFailure.of(thrown, SETTINGS).exception()).remedies;
  }
}
