package io.gyre.fold;

import io.gyre.scoring.PartitionWindows;
import io.gyre.scoring.SourceClock;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The sources of a journal: up to which offset each has been applied, and its event time. There is
 * none in a fold without a journal. Not thread-safe.
 */
final class Sources implements StatePart {

  /** Where they lie in a store. */
  static final String KEY = "sources";

  private static final Comparator<Known> ORDER =
      Comparator.comparing((Known known) -> known.topicId)
          .thenComparingInt(known -> known.partition);

  private final PartitionWindows windows;

  /** In the order of topic id and partition. */
  private final List<Known> all = new ArrayList<>();

  private boolean expected;
  private long changes;

  Sources(PartitionWindows windows) {
    this.windows = windows;
  }

  /** A source that has come. */
  private static final class Known {

    final String topicId;
    final int partition;
    final SourceClock clock;
    long next;
    long skipped;

    Known(String topicId, int partition, SourceClock clock) {
      this.topicId = topicId;
      this.partition = partition;
      this.clock = clock;
    }
  }

  /** Says whether there are any in the state that is to be read. */
  void expect(boolean stored) {
    expected = stored;
  }

  /** Adds a source that stands somewhere already. */
  void add(String topicId, int partition, long next, SourceClock clock) {
    Known added = new Known(topicId, partition, clock);
    added.next = next;
    all.add(added);
    all.sort(ORDER);
    changes++;
  }

  /** Makes a source the present one, unless the record has been applied; returns whether not. */
  boolean from(Source source) {
    Known known = find(source);
    if (known == null) {
      add(source.topicId(), source.partition(), 0, windows.addSource());
      known = find(source);
    }
    changes++;
    if (source.offset() < known.next) {
      known.skipped++;
      return false;
    }
    known.next = source.offset() + 1;
    windows.from(known.clock);
    if (source.missed() > 0) {
      windows.countMissed(source.missed());
    }
    return true;
  }

  /** No key is made for it: it is looked for with each record, among few. */
  private Known find(Source source) {
    for (Known each : all) {
      if (each.partition == source.partition() && each.topicId.equals(source.topicId())) {
        return each;
      }
    }
    return null;
  }

  /** How many records of a source were skipped; it has come. */
  long skippedOf(Source source) {
    return find(source).skipped;
  }

  /** How many records were skipped. */
  long skipped() {
    return all.stream().mapToLong(known -> known.skipped).sum();
  }

  @Override
  public String name() {
    return KEY;
  }

  @Override
  public boolean present() {
    return expected || !all.isEmpty();
  }

  /** The clocks change with the windows. */
  @Override
  public long changes() {
    return changes + windows.changes();
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(all.size());
    for (Known each : all) {
      out.putText(each.topicId).putInt(each.partition).putLong(each.next).putLong(each.skipped);
      each.clock.write(out);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    for (int i = in.getCount(); i > 0; i--) {
      Known known = new Known(in.getText(), in.getInt(), windows.addSource());
      known.next = in.getLong();
      known.skipped = in.getLong();
      known.clock.read(in);
      all.add(known);
    }
  }
}
