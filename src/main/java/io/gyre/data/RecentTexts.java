package io.gyre.data;

/**
 * Makes texts of characters; a recent short one is the same object again, which saves memory. Not
 * thread-safe.
 */
final class RecentTexts {

  private static final int MOST_LENGTH = 32;
  private static final int PLACES = 256; // a power of two

  private final String[] recent = new String[PLACES];

  String of(char[] characters, int from, int length) {
    if (length > MOST_LENGTH) {
      return new String(characters, from, length);
    }
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + characters[from + i];
    }
    int place = (hash ^ hash >>> 8 ^ hash >>> 16) & (PLACES - 1);
    if (!isSame(recent[place], characters, from, length)) {
      recent[place] = new String(characters, from, length);
    }
    return recent[place];
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
