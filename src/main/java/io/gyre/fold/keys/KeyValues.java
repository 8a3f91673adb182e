package io.gyre.fold.keys;

import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.DigestedEntries;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of keys that are remembered: all in a store, and those that were used last in memory,
 * too. A value is named by its key's id and itself. Not thread-safe.
 */
final class KeyValues {

  private static final int VERSION = 3; // of the entries

  /** How many values of keys that left are forgotten with a point. */
  private static final int FORGOTTEN_AT_ONCE = 16;

  final List<KeyQueue> keys = new ArrayList<>();

  private final List<KeyQueue> left = new ArrayList<>(); // keys whose values are being forgotten
  private final DigestedEntries store;
  private final Fading fading;
  private final long maxKeys;
  private final int mostReady;
  private final boolean ofAmounts;
  private final StateWriter buffer = new StateWriter();
  private final List<KeyHistory> unsaved = new ArrayList<>();
  private int nextId;
  long evicted; // for want of room; not stored here

  /** By name, the least recently {@linkplain #find found} first. */
  private final LinkedHashMap<String, KeyHistory> ready =
      new LinkedHashMap<>(1024) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KeyHistory> eldest) {
          if (size() <= mostReady) {
            return false;
          }
          save(eldest.getValue());
          return true;
        }
      };

  KeyValues(DigestedEntries store, Fading fading, long maxKeys, int mostReady, boolean ofAmounts) {
    this.ofAmounts = ofAmounts;
    this.store = store;
    this.fading = fading;
    this.maxKeys = maxKeys;
    this.mostReady = mostReady;
  }

  /**
   * Has just the keys with these names.
   *
   * @param same whether the known values still fade as they did
   * @return the keys that are forgotten now
   */
  List<String> fit(List<String> names, boolean same) {
    List<KeyQueue> known = new ArrayList<>(keys);
    keys.clear();
    for (String wanted : names) {
      KeyQueue before =
          known.stream().filter(key -> same && key.key.equals(wanted)).findFirst().orElse(null);
      known.remove(before);
      keys.add(before == null ? new KeyQueue(nextId++, wanted) : before);
    }
    left.addAll(known);
    return known.stream().map(key -> key.key).toList();
  }

  /** Returns what is remembered under a name; null if nothing is, or its key has left. */
  KeyHistory find(String name) {
    KeyHistory known = peek(name);
    if (known != null) {
      ready.remove(name);
      ready.put(name, known);
    }
    return known;
  }

  /**
   * Returns the same for a question, which changes nothing: neither what stays in memory for how
   * long, nor what is saved.
   */
  KeyHistory peek(String name) {
    KeyHistory known = ready.get(name);
    if (known != null) {
      return known;
    }
    byte[] stored = store.storage.get(KeyQueue.history(name));
    if (stored == null || keys.stream().noneMatch(key -> key.has(name))) {
      return null;
    }
    KeyHistory history = new KeyHistory(name, fading, ofAmounts);
    if (Blocks.version(stored) != VERSION) {
      throw new DamagedStateException("what is remembered of a key is of another version");
    }
    history.read(new StateReader(ByteBuffer.wrap(Blocks.join(stored, block -> null))));
    history.stored = stored;
    return history;
  }

  /**
   * Returns what is remembered of a value that is seen now, or begins to; then the one that was not
   * seen for longest is forgotten if there are too many.
   */
  KeyHistory see(KeyQueue key, String name) {
    KeyHistory history = find(name);
    if (history == null) {
      for (int i = 0; i < FORGOTTEN_AT_ONCE && key.size >= maxKeys; i++) {
        forgetOldest(key);
        evicted++;
      }
      history = new KeyHistory(name, fading, ofAmounts);
      ready.put(name, history);
      key.size++;
    } else if (key.isOld(history.place, maxKeys)) {
      store.remove(key.order(history.place), KeyQueue.value(name));
    } else {
      return history;
    }
    history.place = key.next++;
    store.put(key.order(history.place), null, KeyQueue.value(name));
    return history;
  }

  /** Notes that a value is to be saved. */
  void change(KeyHistory history) {
    if (!history.changed) {
      history.changed = true;
      unsaved.add(history);
      if (unsaved.size() > 2 * mostReady) {
        // What had to make room was saved then.
        unsaved.removeIf(each -> !each.changed);
      }
    }
  }

  /** Forgets some values of keys that have left. */
  void forgetLeft() {
    for (int i = 0; i < FORGOTTEN_AT_ONCE && !left.isEmpty(); i++) {
      KeyQueue key = left.get(0);
      if (key.size == 0) {
        left.remove(0);
      } else {
        forgetOldest(key);
      }
    }
  }

  private void forgetOldest(KeyQueue key) {
    byte[] order = store.storage.firstKey(key.order(key.oldest), key.order(key.next));
    byte[] value = order == null ? null : store.storage.get(order);
    if (value == null) {
      throw new DamagedStateException(
          "key %s: %d values have no place".formatted(key.key, key.size));
    }
    store.remove(order, value);
    String name = key.name(new String(value, StandardCharsets.UTF_8));
    KeyHistory forgotten = ready.remove(name);
    if (forgotten != null) {
      forgotten.changed = false;
    }
    byte[] history = KeyQueue.history(name);
    byte[] stored = store.storage.get(history);
    if (stored != null) {
      store.remove(history, stored);
    } else if (forgotten == null) {
      throw new DamagedStateException("key %s: a value has no history".formatted(key.key));
    }
    key.forget(KeyQueue.place(order));
  }

  private void save(KeyHistory history) {
    if (history.changed) {
      history.write(buffer.clear());
      byte[] content = Blocks.cut(VERSION, buffer.toBytes()).get(0);
      store.put(KeyQueue.history(history.name), history.stored, content);
      history.stored = content;
      history.changed = false;
    }
  }

  /** Puts all that has changed into the store, before it is saved or hashed. */
  void settle() {
    unsaved.forEach(this::save);
    unsaved.clear();
  }

  void write(StateWriter out) {
    out.putInt(nextId);
    for (List<KeyQueue> queues : List.of(keys, left)) {
      out.putInt(queues.size());
      queues.forEach(key -> key.write(out));
    }
  }

  void read(StateReader in) {
    nextId = in.getInt();
    for (List<KeyQueue> queues : List.of(keys, left)) {
      for (int i = in.getCount(); i > 0; i--) {
        queues.add(KeyQueue.read(in));
      }
    }
  }
}
