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
 * Compares the offset of each record that comes with the fold's position: no record is learned
 * twice, and none is skipped silently. Not thread-safe.
 */
public final class IncomingOffsetCheck {

  private static final Logger LOG = LoggerFactory.getLogger(IncomingOffsetCheck.class);

  private final TopologySettings settings;
  private final Fold fold;
  private final FoldReport state;
  private final int partition;
  private final String name;
  private final boolean isNew;
  private final long committed; // when a new fold was opened
  private final String log;
  private boolean first = true;

  public IncomingOffsetCheck(TopologySettings settings, Fold fold, int partition, String name) {
    this.settings = settings;
    this.fold = fold;
    state = fold.report();
    this.partition = partition;
    this.name = name;
    log = settings.inputs().log();
    String points = settings.inputs().points();
    String id = settings.source().topicId(log);
    String learned = state.topicId();
    isNew = learned.isEmpty();
    committed = isNew ? settings.source().committedOffset(log, partition) : 0;
    boolean same = learned.equals(id);
    if (!isNew && !same && !learned.equals(settings.source().topicId(points))) {
      throw new GyreException(
          "%s has learned from the topic %s with id %s, but that topic now has id %s: it was deleted and created again. Learning its records on top of the state would be wrong"
              .formatted(name, log, learned, id),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
    if (!same) {
      fold.apply(LogRecord.log(id));
    }
    if (!isNew) {
      String place = same ? "at offset {}" : "behind its journal, with offset {} of " + points;
      LOG.info("{} goes on " + place, name, state.next());
    }
  }

  public void check(long offset) {
    if (isNew && first) {
      refuseLost();
      gap(0, offset).uncommitted().refuseRecords(name);
      LOG.info("{} is new and starts at offset {}", name, offset);
    } else if (offset < state.next()) {
      refuseRepeated(offset);
    } else if (offset > state.next()) {
      explain(gap(state.next(), offset));
    }
    first = false;
  }

  private LogGap gap(long from, long to) {
    return new LogGap(settings.source(), log, partition, from, to);
  }

  /**
   * The group commits its offsets in one transaction with the state that goes with them. What it
   * has committed since is of another instance, which took over while this one slept.
   */
  private void refuseLost() {
    if (gap(0, committed).holdsRecord()) {
      throw new GyreException(
          "%s has no state, but the group has committed %s up to offset %d: the partition of its changelog is empty. What was learned would start over in the middle of the stream"
              .formatted(name, log, committed - 1),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
  }

  /**
   * Refuses records before the next offset, which the state already contains. They may come at any
   * time, since the consumer restarts from the beginning if the topic no longer has its position.
   */
  private void refuseRepeated(long offset) {
    throw new GyreException(
        "%s has learned %s up to offset %d, but would be given offset %d again: the group's offsets are older than its state, as after they expired, were deleted or were reset, or the topic was deleted and created again. Learning records twice would be wrong"
            .formatted(name, log, state.next() - 1, offset),
        Remedy.of(
            Kind.RESET_TO_STATE, state.next(), settings.application(), settings.inputs().points()),
        Remedy.of(Kind.START_ANEW));
  }

  private void explain(LogGap gap) {
    LogGap unread = first ? gap : gap.unread();
    if (unread.isEmpty()) {
      return;
    }
    (first ? gap.uncommitted() : gap).refuseRecords(name);
    // A journal is trimmed up to the committed offset: only markers follow its last record.
    long lost = (settings.inputs().merges() ? unread.uncommitted() : unread).lost(name);
    if (lost > 0) {
      fold.apply(LogRecord.missed(lost));
    } else if (gap.holdsRecord()) {
      LOG.warn(
          "{} passes over offsets {} to {} of {}, which the group has committed: the group's offset was moved",
          name,
          gap.from(),
          gap.to() - 1,
          log);
    }
  }
}
