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

  /** Reads four bytes that say how many of something follow. */
  public int getCount() {
    int count = getInt();
    if (count < 0 || count > in.remaining()) {
      throw new DamagedStateException(
          "it says that %d things follow, but %d bytes do".formatted(count, in.remaining()));
    }
    return count;
  }

  /** Reads eight bytes. */
  public long getLong() {
    return read(in::getLong);
  }

  /** Reads what {@link StateWriter#putCompact} wrote. */
  public long getCompact() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!in.hasRemaining()) {
        throw new DamagedStateException("it ends too early");
      }
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new DamagedStateException("a number has no end");
  }

  /** Reads a compact number that says how many of something follow, a byte each at least. */
  public int getCompactCount() {
    long count = getCompact();
    if (count < 0 || count > in.remaining()) {
      throw new DamagedStateException(
          "it says that %d things follow, but %d bytes do".formatted(count, in.remaining()));
    }
    return (int) count;
  }

  /** Reads what {@link StateWriter#putCompactText} wrote. */
  public String getCompactText() {
    return new String(getBytes(getCompactCount()), StandardCharsets.UTF_8);
  }

  /** Passes over so many bytes. */
  public void skip(int count) {
    if (count > in.remaining()) {
      throw new DamagedStateException("it ends too early");
    }
    in.position(in.position() + count);
  }

  /** Reads so many bytes. */
  public byte[] getBytes(int count) {
    if (count > in.remaining()) {
      throw new DamagedStateException("it ends too early");
    }
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
    if (in.remaining() / Double.BYTES < values.length) {
      throw new DamagedStateException(
          "%d numbers are expected, %d follow"
              .formatted(values.length, in.remaining() / Double.BYTES));
    }
    in.asDoubleBuffer().get(values);
    in.position(in.position() + values.length * Double.BYTES);
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

  /** Reads text. */
  public String getText() {
    byte[] bytes = new byte[getCount()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
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
