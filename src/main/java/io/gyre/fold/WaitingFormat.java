package io.gyre.fold;

import io.gyre.data.Label;
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

  private WaitingFormat() {}

  static void begin(StateWriter out, long age, byte[] key) {
    out.clear().putLong(age).putCompact(key.length).putBytes(key, 0, key.length);
  }

  static long age(byte[] content) {
    return new StateReader(ByteBuffer.wrap(content)).getLong();
  }

  static byte[] key(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    in.getLong();
    return in.getBytes(in.getCompactCount());
  }

  static StateReader open(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    in.getLong();
    in.skip(in.getCompactCount());
    return in;
  }

  static void writeLabel(StateWriter out, Label label) {
    out.putByte(label.form().ordinal()).putCompactText(label.text());
  }

  static Label readLabel(StateReader in) {
    int form = in.getByte();
    return ClassNumbers.label(form, in.getCompactText());
  }
}
