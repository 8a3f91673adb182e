package io.gyre.words;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Checks for strict UTF-8: the JSON parser accepts overlong forms and half characters. */
public final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L; // no byte of ASCII has them

  private Utf8() {}

  /** Returns the index of the first bytes that are not well-formed UTF-8, or −1. */
  public static int firstMalformed(byte[] value) {
    return firstMalformed(value, 0, value.length);
  }

  /** Returns the same of a part of a value, as an index of the whole. */
  public static int firstMalformed(byte[] value, int from, int to) {
    long bits = 0;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      bits |= (long) LONGS.get(value, i);
    }
    for (; i < to; i++) {
      bits |= value[i];
    }
    return (bits & HIGH_BITS) != 0 ? firstUndecodable(value, from, to) : -1;
  }

  private static int firstUndecodable(byte[] value, int from, int to) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(value, from, to - from);
    CoderResult result = decoder.decode(in, CharBuffer.allocate(to - from), true);
    return result.isError() ? in.position() : -1;
  }

  /** Returns how many bytes a text has between the quotes of a JSON string, at most. */
  public static int bytesInJson(String text) {
    return text.chars().map(Utf8::bytesInJson).sum();
  }

  private static int bytesInJson(int c) {
    if (c < ' ') {
      return 6; // backslash, u, four digits
    }
    if (c < 0x80) {
      return c == '"' || c == '\\' ? 2 : 1;
    }
    return c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3;
  }

  /** Tells whether UTF-8 can carry the text: it has no lone surrogate. */
  public static boolean encodes(String text) {
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i); // Half of a pair only if the other half is missing.
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return false;
      }
    }
    return true;
  }
}
