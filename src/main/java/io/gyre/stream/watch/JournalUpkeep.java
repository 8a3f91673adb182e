package io.gyre.stream.watch;

import io.gyre.kafka.RepeatingThread;
import io.gyre.stream.start.AbandonedTransactions;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the journal while learning goes on, every second: that no transaction of an instance that
 * is gone holds it, and that it does not become too large. What fails is tried again at the next
 * look, and said once.
 */
public final class JournalUpkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalUpkeep.class);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int SIZE_EVERY = 30;

  private final AbandonedTransactions transactions;
  private final JournalTrimmer trimmer;
  private final Supplier<StreamsRun> run;
  private final RepeatingThread looking =
      RepeatingThread.looking("gyre-journal", () -> LOOK, this::look);
  private boolean transactionsFailed;
  private boolean sizeFailed;
  private int looks;

  public JournalUpkeep(
      AbandonedTransactions transactions, JournalTrimmer trimmer, Supplier<StreamsRun> run) {
    this.transactions = transactions;
    this.trimmer = trimmer;
    this.run = run;
    looking.start();
  }

  private void look() {
    StreamsRun present = run.get();
    if (present.inputs().merges()) {
      look(present);
    }
  }

  private void look(StreamsRun present) {
    transactionsFailed =
        attempt(
            transactions::look,
            transactionsFailed,
            "Whether an instance that is gone has left a transaction open is not known");
    if (looks++ % SIZE_EVERY == 0) {
      sizeFailed =
          attempt(
              () -> trimmer.look(present.partitions()),
              sizeFailed,
              "The journal keeps what has been learned from it");
    }
  }

  private boolean attempt(Runnable action, boolean failedBefore, String consequence) {
    try {
      action.run();
      return false;
    } catch (KafkaException e) {
      if (!failedBefore && !looking.isClosed()) {
        LOG.info("{} ({}); it is tried again", consequence, e.getMessage(), e);
      }
      return true;
    }
  }

  @Override
  public void close() {
    looking.interrupt();
  }
}
