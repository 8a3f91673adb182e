package io.gyre.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: the JSON parser lets overlong forms and half characters through. */
public final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** The bits that no byte of ASCII has. */
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /** Refuses bytes that are not well-formed UTF-8. */
  static void require(byte[] value) throws InvalidPointException {
    int wrong = firstMalformed(value);
    if (wrong >= 0) {
      throw new InvalidPointException(
          String.format(
              "value: expected UTF-8, found the byte 0x%02x at position %d", value[wrong], wrong));
    }
  }

  /**
   * Returns where the first bytes stand that are not well-formed UTF-8, or −1 if all are. Costs a
   * glance per eight bytes while all are ASCII.
   */
  public static int firstMalformed(byte[] value) {
    long bits = 0;
    int i = 0;
    for (; i + Long.BYTES <= value.length; i += Long.BYTES) {
      bits |= (long) LONGS.get(value, i);
    }
    for (; i < value.length; i++) {
      bits |= value[i];
    }
    return (bits & HIGH_BITS) != 0 ? firstUndecodable(value) : -1;
  }

  private static int firstUndecodable(byte[] value) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(value);
    CoderResult result = decoder.decode(in, CharBuffer.allocate(value.length), true);
    return result.isError() ? in.position() : -1;
  }

  /** How many bytes a text has between the quotes of a JSON string, at most. */
  public static int bytesInJson(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        bytes += 6; // backslash, u, four digits
      } else if (c < 0x80) {
        bytes += c == '"' || c == '\\' ? 2 : 1;
      } else {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    }
    return bytes;
  }

  /** Tells whether UTF-8 can carry the text, that is, whether no surrogate in it stands alone. */
  public static boolean encodes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
