package io.gyre.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the output of {@link StateWriter}; throws {@link DamagedStateException} at the end. Not
 * thread-safe.
 */
public final class StateReader {

  private final ByteBuffer in;

  public StateReader(ByteBuffer in) {
    this.in = in;
  }

  /** Reads one byte, as 0 to 255. */
  public int getByte() {
    return Byte.toUnsignedInt(read(in::get));
  }

  public int getInt() {
    return read(in::getInt);
  }

  public long getLong() {
    return read(in::getLong);
  }

  public double getDouble() {
    return read(in::getDouble);
  }

  private static <T> T read(Supplier<T> number) {
    try {
      return number.get();
    } catch (BufferUnderflowException e) {
      throw new DamagedStateException("it ends too early", e);
    }
  }

  /** Reads a count of four bytes; at least as many bytes must follow. */
  public int getCount() {
    return requireCount(getInt());
  }

  private int requireCount(long count) {
    return (int) require(count, in.remaining(), "how many things follow");
  }

  private static long require(long number, long most, String what) {
    if (number < 0 || number > most) {
      throw new DamagedStateException("%s is %d, expected 0 to %d".formatted(what, number, most));
    }
    return number;
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

  /** Reads a compact number from 0 to {@code most}. */
  public long getCompact(long most) {
    return require(getCompact(), most, "a number");
  }

  /** Reads a compact count; at least as many bytes must follow. */
  public int getCompactCount() {
    return requireCount(getCompact());
  }

  public String getCompactText() {
    return new String(getBytes(getCompactCount()), StandardCharsets.UTF_8);
  }

  public String getText() {
    return new String(getBytes(getCount()), StandardCharsets.UTF_8);
  }

  public List<String> getTexts() {
    List<String> texts = new ArrayList<>();
    for (int i = getCount(); i > 0; i--) {
      texts.add(getText());
    }
    return texts;
  }

  public byte[] getBytes(int count) {
    byte[] bytes = new byte[requireCount(count)];
    in.get(bytes);
    return bytes;
  }

  public void getDoubles(double[] values) {
    getDoubles(values, values.length);
  }

  public double[] getDoubles(int count) {
    require(count, in.remaining() / Double.BYTES, "how many numbers follow");
    double[] values = new double[count];
    getDoubles(values);
    return values;
  }

  /** Fills the first places of an array. */
  public void getDoubles(double[] values, int count) {
    require(count, in.remaining() / Double.BYTES, "how many numbers follow");
    in.asDoubleBuffer().get(values, 0, count);
    in.position(in.position() + count * Double.BYTES);
  }

  public int remaining() {
    return in.remaining();
  }
}
