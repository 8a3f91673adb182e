package io.gyre.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/**
 * Cuts content into blocks that fit into records of a topic.
 *
 * <pre>
 *  the first    version · number of blocks · content · CRC-32C
 *  others       version · number of this   · content · CRC-32C
 * </pre>
 *
 * <p>The version is that of the content's format, a byte; the numbers are compact. RocksDB and
 * Kafka have their own checksums; this one, of all bytes before it, also shows a content that was
 * cut, mixed up or written by something else.
 */
public final class Blocks {

  /** The most content of a block. */
  public static final int MOST_BYTES = 512 << 10;

  /** The bytes beside the content in the first of fewer than 128 blocks. */
  public static final int HEAD_BYTES = 2 + Integer.BYTES;

  private Blocks() {}

  static int count(int bytes) {
    return Math.max(1, (bytes - 1) / MOST_BYTES + 1);
  }

  /** Cuts a content, which is not modified. */
  public static List<byte[]> cut(int version, byte[] content) {
    int count = count(content.length);
    List<byte[]> blocks = new ArrayList<>(count);
    StateWriter out = new StateWriter();
    for (int block = 0; block < count; block++) {
      int from = block * MOST_BYTES;
      int length = Math.min(MOST_BYTES, content.length - from);
      out.clear().putByte(version).putCompact(block == 0 ? count : block);
      blocks.add(out.putBytes(content, from, length).putChecksum().toBytes());
    }
    return blocks;
  }

  /** Reads the version of the content from its first block. */
  public static int version(byte[] first) {
    return open(first).getByte();
  }

  /**
   * Joins the blocks.
   *
   * @param others returns the block of a number from 1 on; null if it is not there
   * @throws DamagedStateException if the blocks do not fit together
   */
  public static byte[] join(byte[] first, IntFunction<byte[]> others) {
    StateReader in = open(first);
    int version = in.getByte();
    long count = in.getCompact();
    if (count == 1) {
      return in.getBytes(in.remaining());
    }
    StateWriter all = new StateWriter();
    add(in, all);
    for (int block = 1; block < count; block++) {
      byte[] next = others.apply(block);
      StateReader from = next == null ? null : open(next);
      if (from == null || from.getByte() != version || from.getCompact() != block) {
        throw new DamagedStateException("block %d of %d is missing".formatted(block, count));
      }
      add(from, all);
    }
    return all.toBytes();
  }

  private static void add(StateReader in, StateWriter all) {
    int length = in.remaining();
    all.putBytes(in.getBytes(length), 0, length);
  }

  private static StateReader open(byte[] block) {
    if (!isWhole(block)) {
      throw new DamagedStateException("the checksum of %d bytes is wrong".formatted(block.length));
    }
    return new StateReader(ByteBuffer.wrap(block, 0, block.length - Integer.BYTES));
  }

  /** Tells whether bytes are a block, by their checksum. */
  public static boolean isWhole(byte[] block) {
    int end = block.length - Integer.BYTES;
    return end >= 0 && checksum(block, end) == ByteBuffer.wrap(block).getInt(end);
  }

  static int checksum(byte[] bytes, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    return (int) crc.getValue();
  }
}
