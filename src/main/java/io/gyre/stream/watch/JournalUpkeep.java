package io.gyre.stream.watch;

import io.gyre.kafka.RepeatingThread;
import io.gyre.stream.start.AbandonedTransactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains the journal every second during learning: ends transactions of absent instances that
 * block it, and keeps it from growing too large. A failure is logged once, and retried at the next
 * check.
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
  private final Set<String> failing = new HashSet<>();
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
    if (!present.inputs.merges()) {
      return;
    }
    attempt(
        "Whether an instance that is gone has left a transaction open is not known",
        transactions::look);
    if (looks++ % SIZE_EVERY == 0) {
      attempt(
          "The journal keeps what has been learned from it",
          () -> trimmer.look(present.partitions()));
    }
  }

  private void attempt(String otherwise, Runnable action) {
    try {
      action.run();
      failing.remove(otherwise);
    } catch (KafkaException e) {
      if (failing.add(otherwise) && !looking.isClosed()) {
        LOG.info("{} ({}); it is tried again", otherwise, e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    looking.interrupt();
  }
}
