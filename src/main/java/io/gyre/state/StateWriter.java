package io.gyre.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Writes numbers and text, big-endian, into a buffer that grows. Reusable; not thread-safe.
 *
 * <p>A part writes numbers and the lengths of texts in full, since they are hashed in place.
 * Waiting points and sums, of which there may be millions, write them in compact form.
 */
public final class StateWriter {

  private ByteBuffer out = ByteBuffer.allocate(512);

  /** Forgets the written bytes. */
  public StateWriter clear() {
    out.clear();
    return this;
  }

  public int size() {
    return out.position();
  }

  public StateWriter putByte(int value) {
    reserve(1).put((byte) value);
    return this;
  }

  public StateWriter putInt(int value) {
    reserve(Integer.BYTES).putInt(value);
    return this;
  }

  public StateWriter putLong(long value) {
    reserve(Long.BYTES).putLong(value);
    return this;
  }

  /** Writes a number in one byte for each seven bits that it has: few if it is small. */
  public StateWriter putCompact(long value) {
    reserve(10);
    long rest = value;
    for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
      out.put((byte) (rest | 0x80));
    }
    out.put((byte) rest);
    return this;
  }

  /** Writes the length of the UTF-8, compact, and the UTF-8. */
  public StateWriter putCompactText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return putCompact(bytes.length).putBytes(bytes, 0, bytes.length);
  }

  /** Writes the length of the UTF-8, in four bytes, and the UTF-8. */
  public StateWriter putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return putInt(bytes.length).putBytes(bytes, 0, bytes.length);
  }

  public StateWriter putTexts(List<String> texts) {
    putInt(texts.size());
    texts.forEach(this::putText);
    return this;
  }

  /** Writes the double's own eight bytes. */
  public StateWriter putDouble(double value) {
    reserve(Double.BYTES).putDouble(value);
    return this;
  }

  /** Writes an array without its length. */
  public StateWriter putDoubles(double[] values) {
    return putDoubles(values, 0, values.length);
  }

  /** Writes a number of an array's numbers from a place on. */
  public StateWriter putDoubles(double[] values, int from, int count) {
    reserve(count * Double.BYTES);
    out.asDoubleBuffer().put(values, from, count);
    out.position(out.position() + count * Double.BYTES);
    return this;
  }

  /** Writes a stretch of bytes, without its length. */
  public StateWriter putBytes(byte[] bytes, int from, int length) {
    reserve(length).put(bytes, from, length);
    return this;
  }

  /** Writes the CRC-32C of the bytes so far, in four bytes. */
  StateWriter putChecksum() {
    return putInt(Blocks.checksum(out.array(), out.position()));
  }

  public void update(MessageDigest digest) {
    digest.update(out.array(), 0, out.position());
  }

  /** Returns a copy of the written bytes. */
  public byte[] toBytes() {
    return Arrays.copyOf(out.array(), out.position());
  }

  private ByteBuffer reserve(int more) {
    if (out.remaining() < more) {
      int needed = Math.addExact(out.position(), more);
      int doubled = (int) Math.min(2L * out.capacity(), Integer.MAX_VALUE - 8);
      byte[] larger = Arrays.copyOf(out.array(), Math.max(needed, doubled));
      out = ByteBuffer.wrap(larger).position(out.position());
    }
    return out;
  }
}
