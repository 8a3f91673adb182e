package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;

/**
 * How the entries of {@link WaitingRecords} begin.
 *
 * <pre>
 *  version   1 byte
 *  age       8 bytes: that of the stream when it arrived, in ms
 *  key       of the id's entry
 *  …         what waits: WaitingPointFormat, or a label
 * </pre>
 */
final class WaitingFormat {

  private static final int VERSION = 1;

  private WaitingFormat() {}

  static void begin(StateWriter out, long age, byte[] key) {
    out.clear().putByte(VERSION).putLong(age).putCompact(key.length).putBytes(key, 0, key.length);
  }

  /** The age of an entry. */
  static long age(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    checkVersion(in);
    return in.getLong();
  }

  /** The key of its id. */
  static byte[] key(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    checkVersion(in);
    in.getLong();
    return in.getBytes(in.getCompactCount());
  }

  /** Begins to read what waits. */
  static StateReader open(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    checkVersion(in);
    in.getLong();
    in.skip(in.getCompactCount());
    return in;
  }

  private static void checkVersion(StateReader in) {
    int version = in.getByte();
    if (version != VERSION) {
      throw new DamagedStateException(
          "a waiting entry has version %d, expected %d".formatted(version, VERSION));
    }
  }

  static void writeLabel(StateWriter out, Label label) {
    out.putByte(label.form().ordinal()).putCompactText(label.text());
  }

  static Label readLabel(StateReader in) {
    int form = in.getByte();
    return ClassNumbers.label(form, in.getCompactText());
  }

  static void requireEnd(StateReader in) {
    if (in.remaining() > 0) {
      throw new DamagedStateException(
          "a waiting entry goes on for %d bytes".formatted(in.remaining()));
    }
  }
}
