package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.fold.Tail;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The entries of a fold's stores, as blocks that fit into records of a topic.
 *
 * <pre>
 *  a block   for each entry: number of its store · length of the key · key · length · value
 * </pre>
 *
 * <p>The lengths are compact. No entry lies in two blocks.
 */
public final class VersionContent {

  private static final int BLOCK_BYTES = Blocks.MOST_BYTES;

  private final Predicate<byte[]> blocks;
  private final StateWriter block = new StateWriter();
  private final MessageDigest hash = Sha256.begin();
  int count;
  long bytes;

  private boolean goesOn = true;

  private VersionContent(Predicate<byte[]> blocks) {
    this.blocks = blocks;
  }

  /**
   * Writes all entries, but what a keeper of versions remembers.
   *
   * @param blocks gets each block, and returns whether to go on
   * @return what was written; null if it was not to go on
   */
  static VersionContent write(FoldStore store, Predicate<byte[]> blocks) {
    VersionContent out = new VersionContent(blocks);
    int tail = LogPosition.read(store.state().get(LogPosition.KEY), store.owner()).tail();
    List<StateStorage> stores = stores(store);
    for (int number = 0; number < stores.size(); number++) {
      if (stores.get(number) != null) {
        out.add(number, stores.get(number), key -> isCurrent(key, tail));
      }
    }
    out.end();
    return out.goesOn ? out : null;
  }

  /** Ends the hash of the blocks; to be called once. */
  String checksum() {
    return Sha256.end(hash);
  }

  /** Returns the stores of a fold in the order of their changelogs; null for what it lacks. */
  public static List<StateStorage> stores(FoldStore of) {
    return Arrays.asList(of.state(), of.waiting(), of.keys());
  }

  /**
   * Tells whether an entry of the store of the state is part of a version, however many entries the
   * tail has: what a keeper of versions remembers is not.
   */
  public static boolean isContent(byte[] key) {
    return isCurrent(key, 0);
  }

  private static boolean isCurrent(byte[] key, int tail) {
    String name = new String(key, UTF_8);
    return !name.startsWith(KeptVersions.NAME) && !Tail.isOver(name, tail);
  }

  private void add(int store, StateStorage entries, Predicate<byte[]> current) {
    entries.forEach(
        (key, value) -> {
          if (goesOn && (store > 0 || current.test(key))) {
            add(store, key, value);
          }
        });
  }

  private void add(int store, byte[] key, byte[] value) {
    if (block.size() > 0 && block.size() + key.length + value.length > BLOCK_BYTES) {
      end();
    }
    block.putByte(store).putCompact(key.length).putBytes(key, 0, key.length);
    block.putCompact(value.length).putBytes(value, 0, value.length);
  }

  /**
   * Reads what was written.
   *
   * @param application whose version it is
   * @param where the blocks lie, for messages
   * @param blocks in the order of their numbers
   * @return a store in memory, of a fold that tells nobody anything
   * @throws GyreException if it is not what was written, or was written by a later Gyre
   */
  static FoldStore read(Version version, String application, String where, List<byte[]> blocks) {
    MessageDigest hash = Sha256.begin();
    blocks.forEach(hash::update);
    if (blocks.size() != version.blocks() || !Sha256.end(hash).equals(version.checksum())) {
      throw GyreException.of(
          "version %d of %s is damaged, and cannot be used: the checksum of its blocks is wrong (%s)",
          version.number(), application, where);
    }
    FoldStore store = FoldStore.unsaved(application + ", version " + version.number()).quiet();
    try {
      for (byte[] block : blocks) {
        StateReader in = new StateReader(ByteBuffer.wrap(block));
        while (in.remaining() > 0) {
          StateStorage entries = stores(store).get((int) in.getCompact(2));
          entries.put(in.getBytes(in.getCompactCount()), in.getBytes(in.getCompactCount()));
        }
      }
    } catch (DamagedStateException e) {
      throw GyreException.of(
          "version %d of %s is whole, but Gyre %s wrote it otherwise than this one reads it (%s): %s",
          version.number(), application, version.release(), where, e.getMessage());
    }
    return store;
  }

  private void end() {
    byte[] content = block.toBytes();
    block.clear();
    hash.update(content);
    bytes += content.length;
    count++;
    goesOn = goesOn && blocks.test(content);
  }
}
