package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.PointJson;
import io.gyre.data.PrintableText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads Protobuf's wire format, one array of bytes after another. Not thread-safe.
 *
 * <p>{@code CodedInputStream} copies every text, cannot go back to the value of a map whose key
 * comes behind it, and its exceptions have a stack trace each, though bad records may come as fast
 * as good ones.
 */
final class ProtobufInput {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int GROUP = 3;
  static final int FIXED32 = 5;
  private static final int END_GROUP = 4;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  byte[] bytes = {};
  int position;
  int end; // of the message that is read
  private String expected;
  private int groups; // those that are open

  /** Begins with a value, in which a reason says what was expected. */
  void open(byte[] value, int begin, String what) {
    bytes = value;
    position = begin;
    end = value.length;
    expected = what;
    groups = 0;
  }

  boolean hasMore() {
    return position < end;
  }

  /** Goes to a range of bytes, as {@link #value} returns it, and ends there. */
  void enter(long range) {
    position = begin(range);
    end = position + length(range);
  }

  static int begin(long range) {
    return (int) (range >>> 32);
  }

  static int length(long range) {
    return (int) range;
  }

  /** Reads the tag of the next value: its field's number, and in three bits its wire type. */
  int tag() throws InvalidPointException {
    long tag = varint();
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw fault("the field number " + Long.toUnsignedString(tag >>> 3));
    }
    return (int) tag;
  }

  /**
   * Reads the value behind a tag: its bits, or the range of its bytes, which are behind the
   * position afterwards.
   */
  long value(int tag) throws InvalidPointException {
    return switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> (long) LONGS.get(bytes, pass(Long.BYTES));
      case FIXED32 -> (int) INTS.get(bytes, pass(Integer.BYTES));
      case LENGTH -> range();
      case GROUP -> group(tag >>> 3);
      default -> throw fault("the wire type " + (tag & 7));
    };
  }

  private int pass(int length) throws InvalidPointException {
    if (length > end - position) {
      throw tooShort();
    }
    position += length;
    return position - length;
  }

  /** Reads a number of at most ten bytes. */
  long varint() throws InvalidPointException {
    if (position < end && bytes[position] >= 0) {
      return bytes[position++];
    }
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[pass(1)];
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw fault("a number of more than ten bytes");
  }

  private long range() throws InvalidPointException {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw fault(
          "a length of %s bytes, of which %d are there"
              .formatted(Long.toUnsignedString(length), end - position));
    }
    return range(pass((int) length), (int) length);
  }

  private static long range(int begin, int length) {
    return (long) begin << 32 | length;
  }

  private long group(int number) throws InvalidPointException {
    if (++groups > PointJson.MAX_DEPTH) {
      throw tooDeep();
    }
    int begin = position;
    while (true) {
      int last = position;
      int tag = tag();
      if ((tag & 7) == END_GROUP && tag >>> 3 == number) {
        groups--;
        return range(begin, last - begin);
      }
      value(tag);
    }
  }

  private InvalidPointException tooShort() {
    return fault("its end too early");
  }

  InvalidPointException tooDeep() {
    return new InvalidPointException(
        "value: expected %s within Gyre's limits, found more than %d messages within each other"
            .formatted(expected, PointJson.MAX_DEPTH));
  }

  /** Says what is wrong near the position. */
  InvalidPointException fault(String found) {
    return new InvalidPointException(
        "value: expected %s, found %s (near byte %d)"
            .formatted(expected, PrintableText.sentence(found), position));
  }
}
