package io.gyre.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Sparse entries by number, in {@value #BLOCKS} parts of the state, of which only parts with an
 * entry are stored. Allocates nothing before the first entry. Not thread-safe.
 *
 * @param <T> an entry; modified by its owner, who says so
 */
public abstract class EntryBlocks<T> {

  private static final int BLOCKS = 64;

  private int size;
  private Object[] entries = {};
  private long used;
  private final List<StatePart> blocks = new ArrayList<>();

  /**
   * @param prefix of the parts' names
   * @param size the number of entries that there may be, a multiple of {@value #BLOCKS}
   */
  protected EntryBlocks(String prefix, int size) {
    for (int index = 0; index < BLOCKS; index++) {
      blocks.add(new Block(prefix + index, index));
    }
    this.size = size;
  }

  /** Writes an entry. */
  protected abstract void write(StateWriter out, T entry);

  /** Reads what {@link #write} wrote. */
  protected abstract T read(StateReader in);

  /** Forgets all entries, for another number of them. */
  public final void reset(int newSize) {
    size = newSize;
    entries = new Object[0];
    used = 0;
    blocks.forEach(StatePart::changed);
  }

  /** Returns a bit for each part that there is; the owner keeps it in a part that always is. */
  public final long used() {
    return used;
  }

  /** Forgets all entries, and expects the parts of a state: the {@link #used} ones. */
  public final void expect(int newSize, long parts) {
    reset(newSize);
    used = parts;
  }

  /** Returns the number of entries that there may be. */
  public final int size() {
    return size;
  }

  /** Returns an entry; null if there is none. */
  @SuppressWarnings("unchecked") // only put puts
  public final T get(int number) {
    return number < entries.length ? (T) entries[number] : null;
  }

  /** Puts an entry; returns whether it is the first of its part. */
  public final boolean put(int number, T entry) {
    if (entries.length == 0) {
      entries = new Object[size];
    }
    entries[number] = entry;
    changed(number);
    long before = used;
    used |= 1L << (number / (size / BLOCKS));
    return used != before;
  }

  /** Counts a change of an entry. */
  public final void changed(int number) {
    blocks.get(number / (size / BLOCKS)).changed();
  }

  /** Returns all parts; to be read when their number of entries is known. */
  public final List<StatePart> parts() {
    return blocks;
  }

  private final class Block extends StatePart {

    private final int index;

    Block(String name, int index) {
      super(name);
      this.index = index;
    }

    @Override
    public boolean present() {
      return (used & 1L << index) != 0;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void write(StateWriter out) {
      int first = index * (size / BLOCKS);
      Object[] all = entries.length == 0 ? new Object[size] : entries;
      Object[] own = Arrays.copyOfRange(all, first, first + size / BLOCKS);
      out.putInt((int) Arrays.stream(own).filter(Objects::nonNull).count());
      for (int i = 0; i < own.length; i++) {
        if (own[i] != null) {
          EntryBlocks.this.write(out.putInt(i), (T) own[i]);
        }
      }
    }

    @Override
    public void read(StateReader in, int version) {
      int first = index * (size / BLOCKS);
      if (entries.length > 0) {
        Arrays.fill(entries, first, first + size / BLOCKS, null);
      }
      for (int left = in.getCount(); left > 0; left--) {
        int i = in.getInt();
        if (i < 0 || i >= size / BLOCKS || get(first + i) != null) {
          throw new DamagedStateException("no entry %d, or a second".formatted(i));
        }
        put(first + i, EntryBlocks.this.read(in));
      }
      if (in.remaining() > 0) {
        throw new DamagedStateException("%d bytes are left over".formatted(in.remaining()));
      }
    }
  }
}
