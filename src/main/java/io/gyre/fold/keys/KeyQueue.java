package io.gyre.fold.keys;

import io.gyre.format.RecordSettings;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The values of one key in the order in which they are forgotten.
 *
 * <p>A value that is seen again moves to the end only when it has come a quarter of the way to the
 * front: else each point would delete an entry of the store. So one that is forgotten has not been
 * seen while three quarters of all that are remembered have.
 */
final class KeyQueue {

  private static final char HISTORY = 'k';
  private static final char ORDER = 'o';

  /** Two keys that differ in how they are counted differ in this, though they have one name. */
  final int id;

  final String key;
  final List<String> fields;
  long size;

  /** About how many points those values had that are remembered. */
  private long points;

  long oldest; // no place before is taken
  long next;

  KeyQueue(int id, String key) {
    this.id = id;
    this.key = key;
    fields = RecordSettings.fieldsOf(key);
  }

  void countPoint() {
    points++;
  }

  /** Takes the oldest value out, and with it as many points as a value has on average. */
  void forget(long place) {
    points -= points / size;
    size--;
    oldest = place + 1;
  }

  /** The mean number of points of a value. */
  double meanPoints() {
    return size == 0 ? 0 : (double) points / size;
  }

  /** Tells whether a value at a place is to move to the end. */
  boolean isOld(long place, long most) {
    return next - place > most / 4;
  }

  /** The name of a value, which tells those of different keys apart. */
  String name(String value) {
    return (char) id + value;
  }

  boolean has(String name) {
    return name.charAt(0) == id;
  }

  /** The value that a name ends with, as it is stored. */
  static byte[] value(String name) {
    return name.substring(1).getBytes(StandardCharsets.UTF_8);
  }

  /** The key of the entry with what is remembered under a name. */
  static byte[] history(String name) {
    byte[] value = value(name);
    return entry(HISTORY, name.charAt(0), value.length).put(value).array();
  }

  /** The key of the entry with the value at a place. */
  byte[] order(long at) {
    return entry(ORDER, id, Long.BYTES).putLong(at).array();
  }

  private static ByteBuffer entry(char kind, int id, int bytes) {
    return ByteBuffer.allocate(1 + Short.BYTES + bytes).put((byte) kind).putShort((short) id);
  }

  static long place(byte[] order) {
    return ByteBuffer.wrap(order, 1 + Short.BYTES, Long.BYTES).getLong();
  }

  void write(StateWriter out) {
    out.putInt(id).putText(key).putLong(size).putLong(points).putLong(oldest).putLong(next);
  }

  static KeyQueue read(StateReader in) {
    KeyQueue queue = new KeyQueue(in.getInt(), in.getText());
    queue.size = in.getLong();
    queue.points = in.getLong();
    queue.oldest = in.getLong();
    queue.next = in.getLong();
    if (queue.size < 0 || queue.oldest < 0 || queue.size > queue.next - queue.oldest) {
      throw new DamagedStateException(
          "key %s: %d values from %d to %d"
              .formatted(queue.key, queue.size, queue.oldest, queue.next));
    }
    return queue;
  }
}
