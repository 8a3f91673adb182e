package io.gyre.data.text;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Decides from a field's first values whether it is text, whose words tell something, or a
 * category. At its {@value #VALUES}nd different value a field is text if more than half of its
 * values so far were new, they have on average at least {@value #WORDS} words of two letters or
 * more, or {@value #UNSPACED} characters of scripts without blanks, and at most half of them are
 * codes (hexadecimal, base64) or begin with a date. Not thread-safe.
 */
public final class TextRule {

  static final int VALUES = 32;

  private static final int COUNTS = 4;

  private static final int WORDS = 3;
  private static final int UNSPACED = 6;

  private static final Pattern CODE =
      Pattern.compile("[0-9a-fA-F:-]{16,}|[A-Za-z0-9+/=_.-]{20,}|\\d{4}-\\d\\d-\\d\\d.*");

  private final long[] hashes = new long[VALUES];

  private int different;
  private int values;
  private int words;
  private int unspaced;
  private int codes;

  /**
   * Takes a value.
   *
   * @param tokens that have read it
   */
  public void add(String text, TextTokens tokens) {
    values++;
    long hash = ((long) text.length() << Integer.SIZE) | Integer.toUnsignedLong(text.hashCode());
    if (Arrays.stream(hashes, 0, different).anyMatch(known -> known == hash)) {
      return;
    }
    hashes[different++] = hash;
    words += tokens.realWords();
    unspaced += tokens.unspaced();
    codes += CODE.matcher(text).matches() ? 1 : 0;
  }

  /** Tells whether it has seen enough values, new ones or not. */
  public boolean isDecided() {
    return different == VALUES || values >= 2 * VALUES;
  }

  /** Returns the decision; false before there is one. */
  public boolean isText() {
    return different == VALUES
        && 2 * different > values
        && 2 * codes <= different
        && (words >= WORDS * different || unspaced >= UNSPACED * different);
  }

  /** Returns what it has seen, so that {@link #of} goes on with it. */
  public long[] seen() {
    long[] seen = Arrays.copyOf(new long[] {values, words, unspaced, codes}, COUNTS + different);
    System.arraycopy(hashes, 0, seen, COUNTS, different);
    return seen;
  }

  /**
   * Makes a rule that has seen this.
   *
   * @throws IllegalArgumentException when it is not what {@link #seen} returns
   */
  public static TextRule of(long[] seen) {
    TextRule rule = new TextRule();
    if (seen.length < COUNTS || seen.length >= COUNTS + VALUES) {
      throw new IllegalArgumentException("%d numbers of a text rule".formatted(seen.length));
    }
    rule.values = (int) seen[0];
    rule.words = (int) seen[1];
    rule.unspaced = (int) seen[2];
    rule.codes = (int) seen[3];
    rule.different = seen.length - COUNTS;
    System.arraycopy(seen, COUNTS, rule.hashes, 0, rule.different);
    return rule;
  }
}
