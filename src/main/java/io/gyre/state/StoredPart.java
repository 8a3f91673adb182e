package io.gyre.state;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A part and its place in a store: put when it has changed, in blocks that a topic takes.
 *
 * <pre>
 *  key        version · number of blocks · content · CRC-32C       big-endian
 *  key#1 …    version · number of this   · content · CRC-32C
 * </pre>
 *
 * <p>The checksum is of all bytes before it. RocksDB and Kafka have their own; this one tells a
 * state that was cut, mixed up or written by something else from one that can be trusted.
 */
public final class StoredPart {

  /** The most content of a block. */
  public static final int BLOCK_BYTES = 512 << 10;

  private static final int HEAD_BYTES = 1 + Integer.BYTES;
  private static final long NEVER = -1;

  private final String key;
  private final StatePart part;
  private long stored = NEVER;
  private int blocks = 1;

  /**
   * @param prefix what is put before the part's name
   */
  public StoredPart(String prefix, StatePart part) {
    this.key = prefix + part.name();
    this.part = part;
  }

  /** Where it lies. */
  public String key() {
    return key;
  }

  /** What lies there. */
  public StatePart part() {
    return part;
  }

  /** Tells whether it must be there, if what it belongs to is. */
  public boolean expected() {
    return part.present();
  }

  /** Tells whether it has changed since it was put or read. */
  public boolean changed() {
    return part.changes() != stored && part.present();
  }

  /** Puts the part if it has changed. */
  public void save(StateStorage entries, StateWriter buffer) {
    if (!changed()) {
      return;
    }
    part.write(buffer.clear());
    byte[] content = buffer.toBytes();
    int count = Math.max(1, (content.length - 1) / BLOCK_BYTES + 1);
    for (int block = 0; block < count; block++) {
      entries.put(keyOf(block), block(content, block, count));
    }
    for (int block = count; block < blocks; block++) {
      entries.delete(keyOf(block));
    }
    blocks = count;
    stored = part.changes();
  }

  private String keyOf(int block) {
    return block == 0 ? key : key + "#" + block;
  }

  private byte[] block(byte[] content, int block, int count) {
    int from = block * BLOCK_BYTES;
    int length = Math.min(BLOCK_BYTES, content.length - from);
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + length + Integer.BYTES);
    out.put((byte) part.version()).putInt(block == 0 ? count : block).put(content, from, length);
    return out.putInt(checksum(out.array(), out.position())).array();
  }

  /**
   * Reads the part, if it is there.
   *
   * @param owner whose it is, for messages
   * @return whether it was
   * @throws DamagedStateException when it cannot be trusted
   * @throws GyreException when it is of a version that this program does not read
   */
  public boolean load(StateStorage entries, String owner) {
    // What a part left behind that is no longer present may be of any age.
    byte[] first = part.present() ? entries.get(key) : null;
    if (first != null) {
      read(first, entries, owner);
    }
    return first != null;
  }

  /**
   * Reads a part of one block.
   *
   * @throws DamagedStateException when it cannot be trusted, or has more blocks
   * @throws GyreException when it is of a version that this program does not read
   */
  public void read(byte[] only, String owner) {
    read(only, null, owner);
  }

  private void read(byte[] first, StateStorage entries, String owner) {
    int version = version(first, owner);
    try {
      ByteBuffer opened = open(first, version);
      blocks = opened.getInt();
      StateReader in = new StateReader(blocks == 1 ? opened : join(entries, opened, version));
      part.read(in, version);
      if (in.remaining() > 0) {
        throw new DamagedStateException("%d bytes are left over".formatted(in.remaining()));
      }
    } catch (DamagedStateException e) {
      throw damaged(owner, key + ": " + e.getMessage(), e);
    }
    stored = version == part.version() ? part.changes() : NEVER;
  }

  /** The refusal of a state that cannot be trusted. */
  public static DamagedStateException damaged(String owner, String what, Throwable cause) {
    return new DamagedStateException("%s: its state is damaged: %s".formatted(owner, what), cause);
  }

  private int version(byte[] entry, String owner) {
    if (entry.length == 0) {
      throw damaged(owner, key + " is empty", null);
    }
    int version = entry[0];
    if (version == part.version() || (version == part.version() - 1 && version > 0)) {
      return version;
    }
    throw new GyreException(
        "%s: the part %s of its state has version %d, but this Gyre reads version %s"
            .formatted(
                owner,
                key,
                version,
                part.version() == 1 ? "1" : part.version() - 1 + " and " + part.version()),
        Remedy.of(Kind.OTHER_VERSION),
        Remedy.of(Kind.START_ANEW));
  }

  private ByteBuffer join(StateStorage entries, ByteBuffer first, int version) {
    StateWriter all = new StateWriter();
    all.putBytes(first.array(), first.position(), first.remaining());
    for (int block = 1; block < blocks; block++) {
      byte[] entry = entries == null ? null : entries.get(keyOf(block));
      ByteBuffer next = entry == null ? null : open(entry, version);
      if (next == null || next.getInt() != block) {
        throw new DamagedStateException("block %d of %d is missing".formatted(block, blocks));
      }
      all.putBytes(next.array(), next.position(), next.remaining());
    }
    return ByteBuffer.wrap(all.toBytes());
  }

  /** Returns what lies between version and checksum. */
  private static ByteBuffer open(byte[] entry, int version) {
    int end = entry.length - Integer.BYTES;
    if (end < HEAD_BYTES
        || entry[0] != version
        || checksum(entry, end) != ByteBuffer.wrap(entry).getInt(end)) {
      throw new DamagedStateException("the checksum of %d bytes is wrong".formatted(entry.length));
    }
    ByteBuffer content = ByteBuffer.wrap(entry, 1, end - 1);
    return content;
  }

  private static int checksum(byte[] bytes, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    return (int) crc.getValue();
  }
}
