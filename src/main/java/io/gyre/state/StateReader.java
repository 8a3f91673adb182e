package io.gyre.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Reads what {@link StateWriter} wrote; whatever is not there is {@link DamagedStateException}. Not
 * thread-safe.
 */
public final class StateReader {

  private final ByteBuffer in;

  /**
   * @param in at its first byte; read, not modified
   */
  public StateReader(ByteBuffer in) {
    this.in = in;
  }

  /** Reads one byte, as 0 to 255. */
  public int getByte() {
    return Byte.toUnsignedInt(read(in::get));
  }

  /** Reads four bytes. */
  public int getInt() {
    return read(in::getInt);
  }

  /** Reads four bytes that say how many of something follow, a byte each at least. */
  public int getCount() {
    return (int) requireCount(getInt());
  }

  private long requireCount(long count) {
    return require(count, in.remaining(), "how many things follow");
  }

  private static long require(long number, long most, String what) {
    if (number < 0 || number > most) {
      throw new DamagedStateException("%s is %d, expected 0 to %d".formatted(what, number, most));
    }
    return number;
  }

  /** Reads eight bytes. */
  public long getLong() {
    return read(in::getLong);
  }

  /** Reads what {@link StateWriter#putCompact} wrote. */
  public long getCompact() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = getByte();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new DamagedStateException("a number has no end");
  }

  /** Reads a compact number from 0 to one that it must not exceed. */
  public long getCompact(long most) {
    return require(getCompact(), most, "a number");
  }

  /** Reads a compact number that says how many of something follow, a byte each at least. */
  public int getCompactCount() {
    return (int) requireCount(getCompact());
  }

  /** Reads what {@link StateWriter#putCompactText} wrote. */
  public String getCompactText() {
    return text(getCompactCount());
  }

  /** Passes over so many bytes. */
  public void skip(int count) {
    requireCount(count);
    in.position(in.position() + count);
  }

  /** Reads so many bytes. */
  public byte[] getBytes(int count) {
    requireCount(count);
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  /** Reads eight bytes. */
  public double getDouble() {
    return read(in::getDouble);
  }

  /** Fills an array. */
  public void getDoubles(double[] values) {
    getDoubles(values, values.length);
  }

  /** Fills the first places of an array. */
  public void getDoubles(double[] values, int count) {
    require(count, in.remaining() / Double.BYTES, "how many numbers follow");
    in.asDoubleBuffer().get(values, 0, count);
    in.position(in.position() + count * Double.BYTES);
  }

  /** Reads a count, and so many numbers, which are all that is left. */
  public double[] getLastDoubles() {
    int count = getCount();
    if (remaining() != (long) count * Double.BYTES) {
      throw new DamagedStateException(
          "it holds %d bytes, expected %d numbers".formatted(remaining(), count));
    }
    double[] numbers = new double[count];
    getDoubles(numbers);
    return numbers;
  }

  /** Reads what {@link StateWriter#putText} wrote. */
  public String getText() {
    return text(getCount());
  }

  private String text(int bytes) {
    return new String(getBytes(bytes), StandardCharsets.UTF_8);
  }

  /** How many bytes are left. */
  public int remaining() {
    return in.remaining();
  }

  private static <T> T read(Supplier<T> number) {
    try {
      return number.get();
    } catch (BufferUnderflowException e) {
      throw new DamagedStateException("it ends too early", e);
    }
  }
}
