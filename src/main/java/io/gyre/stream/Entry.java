package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form of every entry of a learner's state: {@code version 2 · content · CRC-32C}, big-endian.
 *
 * <p>The checksum is of all bytes before it. RocksDB and Kafka have their own; this one tells a
 * state that was cut, mixed up or written by something else from one that can be trusted.
 */
final class Entry {

  private static final byte VERSION = 2;
  private static final int FRAME = 1 + Integer.BYTES;

  private Entry() {}

  /** Begins an entry with room for so many bytes of content. */
  static ByteBuffer begin(int contentBytes) {
    return ByteBuffer.allocate(FRAME + contentBytes).put(VERSION);
  }

  /** Completes an entry whose content has been put, and returns its bytes, not copied. */
  static byte[] seal(ByteBuffer entry) {
    return entry.putInt(checksum(entry.array(), entry.position())).array();
  }

  /**
   * Opens an entry.
   *
   * @param owner the learner and partition, for messages
   * @return its content
   * @throws GyreException when it is of another version, or damaged
   */
  static ByteBuffer open(byte[] entry, String owner, String name) {
    if (entry.length > 0 && entry[0] != VERSION) {
      throw new GyreException(
          "%s: the %s entry of its state has format version %d, but this Gyre reads version %d"
              .formatted(owner, name, entry[0], VERSION),
          Remedy.of(Remedy.Kind.OTHER_VERSION),
          Remedy.of(Remedy.Kind.START_ANEW));
    }
    int end = entry.length - Integer.BYTES;
    if (end < 1 || checksum(entry, end) != ByteBuffer.wrap(entry).getInt(end)) {
      throw damaged(
          owner, "the checksum of its %s entry, %d bytes, is wrong".formatted(name, entry.length));
    }
    return ByteBuffer.wrap(entry, 1, end - 1);
  }

  /** The refusal of a state that cannot be trusted. */
  static DamagedStateException damaged(String owner, String what) {
    return new DamagedStateException("%s: its state is damaged: %s".formatted(owner, what));
  }

  private static int checksum(byte[] bytes, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    return (int) crc.getValue();
  }
}
