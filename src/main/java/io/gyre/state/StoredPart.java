package io.gyre.state;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A part and its place in a store: put when it has changed, in {@link Blocks}, the first under the
 * part's key, others under {@code key#1} and so on.
 */
public final class StoredPart {

  private static final long NEVER = -1;

  public final String key;
  public final StatePart part;
  private long stored = NEVER;
  private int blocks = 1;

  public StoredPart(String prefix, StatePart part) {
    this.key = prefix + part.name;
    this.part = part;
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
    List<byte[]> cut = Blocks.cut(part.version, buffer.toBytes());
    for (int block = 0; block < cut.size(); block++) {
      entries.put(keyOf(block), cut.get(block));
    }
    for (int block = cut.size(); block < blocks; block++) {
      entries.delete(keyOf(block));
    }
    blocks = cut.size();
    stored = part.changes();
  }

  private String keyOf(int block) {
    return block == 0 ? key : key + "#" + block;
  }

  /**
   * Reads the part, if it is there; returns whether it was.
   *
   * @param owner whose it is, for messages
   * @throws DamagedStateException when it cannot be trusted
   * @throws GyreException when it is of a version that this program does not read
   */
  public boolean load(StateStorage entries, String owner) {
    return load((Function<String, byte[]>) entries::get, owner);
  }

  /** Reads the part as above, from entries by their keys; null for one that is not there. */
  public boolean load(Function<String, byte[]> entries, String owner) {
    // An absent part may have left an entry of any age.
    byte[] first = part.present() ? entries.apply(key) : null;
    if (first != null) {
      read(first, block -> entries.apply(keyOf(block)), owner);
    }
    return first != null;
  }

  /** Reads a part of one block, as {@link #load}. */
  public void read(byte[] only, String owner) {
    read(only, block -> null, owner);
  }

  private void read(byte[] first, IntFunction<byte[]> others, String owner) {
    try {
      int version = Blocks.version(first);
      requireVersion(owner, key, version, part.oldest, part.version);
      byte[] content = Blocks.join(first, others);
      blocks = Blocks.count(content.length);
      StateReader in = new StateReader(ByteBuffer.wrap(content));
      part.read(in, version);
      if (in.remaining() > 0) {
        throw new DamagedStateException("%d bytes are left over".formatted(in.remaining()));
      }
      stored = version == part.version ? part.changes() : NEVER;
    } catch (DamagedStateException e) {
      throw damaged(owner, key + ": " + e.getMessage(), e);
    }
  }

  public static DamagedStateException damaged(String owner, String what, Throwable cause) {
    return new DamagedStateException("%s: its state is damaged: %s".formatted(owner, what), cause);
  }

  /**
   * Requires a version that this program reads.
   *
   * @param owner whose state it is, for the message
   * @param key the key of what has the version
   * @throws GyreException that says what to do instead
   */
  public static void requireVersion(String owner, String key, int version, int oldest, int latest) {
    if (version >= oldest && version <= latest) {
      return;
    }
    throw new GyreException(
        "%s: its state was made by %s Gyre: the part %s has version %d, expected %s"
            .formatted(
                owner,
                version < oldest ? "an earlier" : "a later",
                key,
                version,
                oldest == latest ? latest : oldest + " or " + latest),
        Remedy.of(Kind.OTHER_VERSION),
        Remedy.of(Kind.START_ANEW));
  }
}
