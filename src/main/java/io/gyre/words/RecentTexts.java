package io.gyre.words;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes texts of characters or of bytes; a recent short one is the same object again, which saves
 * memory. Not thread-safe.
 */
public final class RecentTexts {

  private static final int MOST_LENGTH = 32;
  private static final int PLACES = 256; // a power of two

  private final String[] recent = new String[PLACES];
  private final byte[][] recentBytes = new byte[PLACES][]; // of the texts made of bytes

  /** Returns a text of characters. */
  public String of(char[] characters, int from, int length) {
    if (length > MOST_LENGTH) {
      return new String(characters, from, length);
    }
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + characters[from + i];
    }
    int place = place(hash);
    if (!isSame(recent[place], characters, from, length)) {
      recent[place] = new String(characters, from, length);
      recentBytes[place] = null;
    }
    return recent[place];
  }

  /** Returns a text of UTF-8; null if the bytes are not well-formed. */
  public String of(byte[] bytes, int from, int length) {
    if (length > MOST_LENGTH) {
      return text(bytes, from, length);
    }
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int place = place(hash);
    byte[] before = recentBytes[place];
    if (before == null || !Arrays.equals(before, 0, before.length, bytes, from, from + length)) {
      String text = text(bytes, from, length);
      if (text == null) {
        return null;
      }
      recent[place] = text;
      recentBytes[place] = Arrays.copyOfRange(bytes, from, from + length);
    }
    return recent[place];
  }

  private static String text(byte[] bytes, int from, int length) {
    return Utf8.firstMalformed(bytes, from, from + length) < 0
        ? new String(bytes, from, length, StandardCharsets.UTF_8)
        : null;
  }

  private static int place(int hash) {
    return (hash ^ hash >>> 8 ^ hash >>> 16) & (PLACES - 1);
  }

  private static boolean isSame(String text, char[] characters, int from, int length) {
    if (text == null || text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != characters[from + i]) {
        return false;
      }
    }
    return true;
  }
}
