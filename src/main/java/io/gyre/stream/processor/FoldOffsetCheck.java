package io.gyre.stream.processor;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.intake.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares each offset with where the fold stands: nothing is learned twice, and nothing is passed
 * over in silence. Not thread-safe.
 */
public final class FoldOffsetCheck {

  private static final Logger LOG = LoggerFactory.getLogger(FoldOffsetCheck.class);

  private final TopologySettings settings;
  private final Fold fold;
  private final FoldReport state;
  private final int partition;
  private final String name;
  private final boolean isNew;
  private final String log;
  private boolean first = true;

  public FoldOffsetCheck(TopologySettings settings, Fold fold, int partition, String name) {
    this.settings = settings;
    this.fold = fold;
    state = fold.report();
    this.partition = partition;
    this.name = name;
    log = settings.inputs().log();
    String topicId = settings.source().topicId(log);
    String points = settings.inputs().points();
    String pointsId = settings.inputs().merges() ? settings.source().topicId(points) : topicId;
    LogChoice choice = LogChoice.of(name, log, state.topicId(), pointsId, topicId);
    isNew = choice == LogChoice.NEW;
    if (choice != LogChoice.SAME) {
      fold.apply(LogRecord.log(topicId));
    }
    if (!isNew) {
      LOG.info(
          choice == LogChoice.SAME
              ? "{} goes on at offset {}"
              : "{} goes on behind its journal, with offset {} of " + points,
          name,
          state.next());
    }
  }

  /** Checks the offset of a record, before it is applied. */
  public void check(long offset) {
    if (isNew && first) {
      refuseLost();
      refuseSkipped(0, offset);
      LOG.info("{} is new and starts at offset {}", name, offset);
    } else if (offset != state.next()) {
      checkJump(offset);
    }
    first = false;
  }

  /**
   * Never relearn: what lies before the next offset is part of the state already. It may come at
   * any time, since the consumer starts over by itself when the topic no longer has its position.
   */
  private void checkJump(long offset) {
    long expected = state.next();
    if (offset < expected) {
      throw new GyreException(
          "%s has learned %s up to offset %d, but would be given offset %d again: the group's offsets are older than its state, as after they expired, were deleted or were reset, or the topic was deleted and created again. Learning records twice would be wrong"
              .formatted(name, log, expected - 1, offset),
          Remedy.of(
              Kind.RESET_TO_STATE, expected, settings.application(), settings.inputs().points()),
          Remedy.of(Kind.START_ANEW));
    }
    LogGap gap = gap(expected, offset);
    LogGap unread = first ? gap : gap.unread();
    if (first || unread.from() < offset) {
      explainGap(expected, unread.from(), offset);
    }
  }

  /** The group commits its offsets in one transaction with the state that goes with them. */
  private void refuseLost() {
    long committed = committed();
    if (committed > 0 && settings.source().holdsRecord(log, partition, 0, committed)) {
      throw new GyreException(
          "%s has no state, but the group has committed %s up to offset %d: the partition of its changelog is empty. What was learned would start over in the middle of the stream"
              .formatted(name, log, committed - 1),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
  }

  private LogGap gap(long from, long to) {
    return new LogGap(settings.source(), log, partition, from, to);
  }

  private void refuseSkipped(long expected, long offset) {
    gap(first ? Math.max(expected, committed()) : expected, offset).refuseRecords(name);
  }

  private void explainGap(long expected, long unread, long offset) {
    refuseSkipped(expected, offset);
    // A journal is trimmed up to what is committed: behind its last record lie only marks.
    long from = settings.inputs().merges() ? Math.max(unread, committed()) : unread;
    long lost = gap(from, offset).lost(name);
    if (lost > 0) {
      fold.apply(LogRecord.missed(lost));
    } else if (settings.source().holdsRecord(log, partition, expected, offset)) {
      LOG.warn(
          "{} passes over offsets {} to {} of {}, which the group has committed: the group's offset was moved",
          name,
          expected,
          offset - 1,
          log);
    }
  }

  private long committed() {
    return settings.source().committedOffset(log, partition);
  }
}
