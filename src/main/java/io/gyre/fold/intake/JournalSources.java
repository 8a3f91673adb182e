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
 * The sources of a journal: the last applied offset and event time of each. Empty without a
 * journal. Not thread-safe.
 */
public final class JournalSources extends StatePart {

  private static final int VERSION = 5; // 4 did not count how long a clock stands

  /** A larger number would cost much, since each record moves the clocks of all. */
  public static final int MOST = 10_000;

  private static final Comparator<Source> ORDER =
      Comparator.comparing((Source known) -> known.topicId)
          .thenComparingInt(known -> known.partition);

  private final PartitionWindows windows;
  private final List<Source> all = new ArrayList<>();

  public JournalSources(PartitionWindows windows) {
    super("sources", VERSION, VERSION - 1);
    this.windows = windows;
  }

  /** The place of a record in the order of its source. */
  private enum Coming {
    /** After all earlier records of its source. */
    NEXT(null),
    /** The same, but records before it are lost. */
    LOST(
        "comes behind records that were deleted unread, by what the journal says: they are counted"
            + " as missed. The log of the instance that merged it tells so too, unless somebody"
            + " else has written it to the journal"),
    /** Before a record that has come, but not a repeated one. */
    BEHIND(
        "comes behind a greater one, but for the first time: it is applied. Somebody else has"
            + " written the greater one to the journal, or the offsets of merge were moved on and"
            + " set back"),
    /** Repeated. */
    AGAIN(
        "is in the journal again, or lies in a gap that was forgotten: it is skipped. The offsets"
            + " of merge were set back, or somebody else has written offsets to the journal");

    /** The text to log; null for nothing. */
    final String text;

    Coming(String text) {
      this.text = text;
    }
  }

  /** A source that has come. */
  private static final class Source {

    final String topicId;
    final int partition;
    final SourceClock clock;
    final OffsetGaps gaps = new OffsetGaps();
    final long[] counts = new long[Coming.values().length]; // since the start
    long next;

    Source(String topicId, int partition, long next, SourceClock clock) {
      this.topicId = topicId;
      this.partition = partition;
      this.next = next;
      this.clock = clock;
    }
  }

  /** Adds a source with its position. */
  public void add(String topicId, int partition, long next, SourceClock clock) {
    all.add(new Source(topicId, partition, next, clock));
    all.sort(ORDER);
    changed();
  }

  public boolean hasRoom(JournalSource source) {
    return all.size() < MOST || find(source) != null;
  }

  /** Makes a source the current one; returns whether the record is still to be applied. */
  public boolean from(JournalSource source, String owner, Logger log) {
    Source known = find(source);
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

  private static boolean isPowerOfTen(long number) {
    long power = 1;
    while (power < number) {
      power *= 10;
    }
    return power == number;
  }

  private Coming from(JournalSource source, Source known) {
    long offset = source.offset();
    OffsetGaps.Gap gap = known.gaps.find(offset);
    if (offset < known.next && gap == null) {
      return Coming.AGAIN;
    }
    windows.from(known.clock);
    // At most the records between the last one and this one can be lost.
    long from = gap == null ? known.next : gap.from();
    long lost = Math.max(0, Math.min(source.missed(), offset - from));
    if (gap != null) {
      windows.countMissed(lost - gap.missed());
      known.gaps.take(gap, offset, lost);
      return Coming.BEHIND;
    }
    windows.countMissed(lost);
    if (offset > known.next) {
      known.gaps.add(new OffsetGaps.Gap(known.next, offset, lost));
    }
    known.next = Math.max(offset, offset + 1);
    return lost > 0 ? Coming.LOST : Coming.NEXT;
  }

  /** Finds a source with each record, among few; no key is made for that. */
  private Source find(JournalSource source) {
    for (Source each : all) {
      if (each.partition == source.partition() && each.topicId.equals(source.topicId())) {
        return each;
      }
    }
    return null;
  }

  /** Counts the changes of the windows too, since the clocks of the sources change with them. */
  @Override
  public long changes() {
    return super.changes() + (all.isEmpty() ? 0 : windows.changes());
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(all.size());
    for (Source each : all) {
      out.putText(each.topicId).putInt(each.partition).putLong(each.next);
      each.clock.write(out);
      each.gaps.write(out);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    for (int i = in.getCount(); i > 0; i--) {
      Source known = new Source(in.getText(), in.getInt(), in.getLong(), windows.addSource());
      known.clock.read(in, version >= VERSION);
      known.gaps.read(in);
      all.add(known);
    }
  }
}
