package io.gyre.fold.intake;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.PartitionWindows;
import io.gyre.time.SourceClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;

/**
 * The sources of a journal: up to which offset each has been applied, and its event time. There is
 * none in a fold without a journal. Not thread-safe.
 */
public final class JournalSources extends StatePart {

  /** Version 3 counted what was skipped. */
  private static final int VERSION = 4;

  /** With more, each record would cost much: each moves the clocks of all. */
  public static final int MOST = 10_000;

  private static final Comparator<Known> ORDER =
      Comparator.comparing((Known known) -> known.topicId)
          .thenComparingInt(known -> known.partition);

  private final PartitionWindows windows;

  /** In the order of topic id and partition. */
  private final List<Known> all = new ArrayList<>();

  public JournalSources(PartitionWindows windows) {
    super("sources");
    this.windows = windows;
  }

  /** How a record comes, and what is told of that. */
  private enum Coming {
    /** Behind all that has come of its source. */
    NEXT(null),
    /** The same, but others before it are lost. */
    LOST(
        "comes behind records that were deleted unread, by what the journal says: they are counted"
            + " as missed. The log of the instance that merged it tells so too, unless somebody"
            + " else has written it to the journal"),
    /** Before something that has come, but for the first time. */
    BEHIND(
        "comes behind a greater one, but for the first time: it is applied. Somebody else has"
            + " written the greater one to the journal, or the offsets of merge were moved on and"
            + " set back"),
    /** Once more. */
    AGAIN(
        "is in the journal again, or lies in a gap that was forgotten: it is skipped. The offsets"
            + " of merge were set back, or somebody else has written offsets to the journal");

    /** Null if it is nothing to tell of. */
    final String text;

    Coming(String text) {
      this.text = text;
    }
  }

  /** A source that has come. */
  private static final class Known {

    final String topicId;
    final int partition;
    final SourceClock clock;
    final OffsetGaps gaps = new OffsetGaps();
    long next;

    /** Since the start, by {@link Coming}. */
    final long[] counts = new long[Coming.values().length];

    Known(String topicId, int partition, SourceClock clock) {
      this.topicId = topicId;
      this.partition = partition;
      this.clock = clock;
    }
  }

  /** Adds a source that stands somewhere already. */
  public void add(String topicId, int partition, long next, SourceClock clock) {
    Known added = new Known(topicId, partition, clock);
    added.next = next;
    all.add(added);
    all.sort(ORDER);
    changed();
  }

  public boolean hasRoom(JournalSource source) {
    return all.size() < MOST || find(source) != null;
  }

  /** Makes a source the present one; returns whether the record is still to be applied. */
  public boolean from(JournalSource source, String owner, Logger log) {
    Known known = find(source);
    if (known == null) {
      add(source.topicId(), source.partition(), 0, windows.addSource());
      known = find(source);
    }
    changed();
    Coming coming = from(source, known);
    long count = ++known.counts[coming.ordinal()];
    if (coming.text != null && isPowerOfTen(count)) {
      log.warn(
          "{}: offset {} of partition {} of the topic with id {} {} ({} so far)",
          owner,
          source.offset(),
          source.partition(),
          source.topicId(),
          coming.text,
          count);
    }
    return coming != Coming.AGAIN;
  }

  private Coming from(JournalSource source, Known known) {
    long offset = source.offset();
    OffsetGaps.Gap gap = known.gaps.find(offset);
    if (offset < known.next && gap == null) {
      return Coming.AGAIN;
    }
    windows.from(known.clock);
    if (gap != null) {
      long lost = lost(source, gap.from());
      windows.countMissed(lost - gap.missed());
      known.gaps.take(gap, offset, lost);
      return Coming.BEHIND;
    }
    long lost = lost(source, known.next);
    windows.countMissed(lost);
    if (offset > known.next) {
      known.gaps.add(new OffsetGaps.Gap(known.next, offset, lost));
    }
    known.next = Math.max(offset, offset + 1);
    return lost > 0 ? Coming.LOST : Coming.NEXT;
  }

  private static boolean isPowerOfTen(long number) {
    long power = 1;
    while (power < number) {
      power *= 10;
    }
    return power == number;
  }

  /** No more can be lost than lies between what has come and this record. */
  private static long lost(JournalSource source, long from) {
    return Math.max(0, Math.min(source.missed(), source.offset() - from));
  }

  /** No key is made for it: it is looked for with each record, among few. */
  private Known find(JournalSource source) {
    for (Known each : all) {
      if (each.partition == source.partition() && each.topicId.equals(source.topicId())) {
        return each;
      }
    }
    return null;
  }

  @Override
  public int version() {
    return VERSION;
  }

  /** The clocks change with the windows. */
  @Override
  public long changes() {
    return super.changes() + (all.isEmpty() ? 0 : windows.changes());
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(all.size());
    for (Known each : all) {
      out.putText(each.topicId).putInt(each.partition).putLong(each.next);
      each.clock.write(out);
      each.gaps.write(out);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    for (int i = in.getCount(); i > 0; i--) {
      Known known = new Known(in.getText(), in.getInt(), windows.addSource());
      known.next = in.getLong();
      if (version < VERSION) {
        in.getLong();
      }
      known.clock.read(in);
      known.gaps.read(in);
      all.add(known);
    }
  }
}
