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
 *  age       8 bytes: that of the stream when it arrived, in ms
 *  key       of the id's entry
 *  …         what waits: WaitingPointFormat, or a label
 * </pre>
 */
final class WaitingFormat {

  /** Of the blocks that an entry lies in. */
  static final int VERSION = 3;

  private WaitingFormat() {}

  static void begin(StateWriter out, long age, byte[] key) {
    out.clear().putLong(age).putCompact(key.length).putBytes(key, 0, key.length);
  }

  /** The age of an entry. */
  static long age(byte[] content) {
    return new StateReader(ByteBuffer.wrap(content)).getLong();
  }

  /** The key of its id. */
  static byte[] key(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    in.getLong();
    return in.getBytes(in.getCompactCount());
  }

  /** Begins to read what waits. */
  static StateReader open(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    in.getLong();
    in.skip(in.getCompactCount());
    return in;
  }

  static void requireVersion(int version) {
    if (version != VERSION) {
      throw new DamagedStateException("it has version %d, expected %d".formatted(version, VERSION));
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
