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
