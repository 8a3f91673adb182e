package io.gyre.data.text;

import io.gyre.data.Fnv;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Breaks the last text of a field into tokens, and hashes each into one of {@value #COLUMNS}
 * columns that all text fields share.
 *
 * <p>Of at most the first {@value #LONGEST} UTF-16 units, in Unicode's normal form C and in lower
 * case:
 *
 * <ul>
 *   <li>each word, a run of letters;
 *   <li>the shape of each run of digits: {@code 0800} is {@code 0000};
 *   <li>each other visible character;
 *   <li>each three characters in succession of a word with a blank before and after it;
 *   <li>where a script sets no blanks between its words (Chinese, Japanese, Thai, Lao, Khmer,
 *       Burmese), and in Korean, each character, and each two in succession.
 * </ul>
 *
 * <p>Each column counts once, however often its tokens occur; those of single characters and whole
 * words come first, and the first {@value #MOST} count. The column of a token is the upper 16 bits
 * of
 *
 * <pre>
 *  h ← FNV-1a's 64-bit offset basis
 *  h ← (h ⊕ c) · 0x100000001B3       for each c: those of the field's path, 0, those of the token
 *  h ← MurmurHash3's 64-bit finaliser of h
 * </pre>
 *
 * <p>by Unicode code points. Depends on the text alone, except for new versions of Unicode. Not
 * thread-safe; allocates only what the Java library does to change the case.
 */
public final class TextTokens {

  /** The number of columns. */
  public static final int COLUMNS = 1 << 16;

  /** The most columns of a text. */
  public static final int MOST = 384;

  static final int LONGEST = 10_000;

  /** The shortest word that counts as one when a text is told from a code: {@link TextRule}. */
  private static final int WORD = 2;

  private static final int NONE = -1;
  private static final int FIRST_UNSPACED = 0x0E00;

  private enum Kind {
    BLANK,
    LETTER,
    UNSPACED,
    DIGIT,
    SIGN
  }

  private final long seed;
  private final int[] columns = new int[MOST];
  private final long[] taken = new long[COLUMNS / Long.SIZE];
  private int[] points = {}; // code points, a blank before and after
  private int count;
  private final int[] starts = new int[MOST]; // of words, in points
  private final int[] ends = new int[MOST];
  private int named; // columns that are of words; they come first, among signs and digits
  private String last;
  private int size; // of points
  private int left = NONE; // the column of a word that is left out

  private int length; // of the text as it came, in code points
  private int words;
  private int realWords; // of two letters or more
  private int unspaced;
  private int digits;
  private int capitals;

  /**
   * @param path of the field
   */
  public TextTokens(String path) {
    long h = Fnv.BASIS;
    for (int c : path.codePoints().toArray()) {
      h = Fnv.add(h, c);
    }
    seed = Fnv.add(h, 0);
  }

  /** Reads a text, unless it is the one that was read last. */
  @SuppressWarnings("ReferenceEquality") // a shortcut: the same text is read again soon
  public TextTokens read(String text) {
    if (text != last) {
      last = text;
      String part = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
      countCharacters(part);
      String composed =
          Normalizer.isNormalized(part, Normalizer.Form.NFC)
              ? part
              : Normalizer.normalize(part, Normalizer.Form.NFC);
      addTokens(composed.toLowerCase(Locale.ROOT));
    }
    return this;
  }

  private void countCharacters(String text) {
    length = 0;
    digits = 0;
    capitals = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      length++;
      digits += Character.isDigit(c) ? 1 : 0;
      capitals += Character.isUpperCase(c) ? 1 : 0;
    }
  }

  private void addTokens(String text) {
    if (points.length < text.length() + 2) {
      points = new int[text.length() + 2];
    }
    int n = 1;
    points[0] = ' ';
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      points[n++] = text.codePointAt(i);
    }
    size = n;
    left = NONE;
    addTokens();
  }

  /** Leaves out each occurrence of a {@link #word} of the text, until another one is read. */
  public void leaveOut(int word) {
    left = columns[word];
    last = null;
    addTokens();
  }

  private void addTokens() {
    count = 0;
    words = 0;
    realWords = 0;
    unspaced = 0;
    Arrays.fill(ends, 0);
    forEachRun(size, true);
    named = count;
    forEachRun(size, false);
    for (int i = 0; i < count; i++) {
      taken[columns[i] >>> 6] = 0;
    }
  }

  private void forEachRun(int end, boolean whole) {
    for (int from = 1, to; from < end && (whole || count < MOST); from = to) {
      Kind kind = kind(points[from]);
      to = from + 1;
      while (kind != Kind.SIGN && to < end && kind(points[to]) == kind) {
        to++;
      }
      if (whole) {
        addRun(kind, from, to);
      } else if (kind == Kind.LETTER) {
        addParts(from, to);
      } else if (kind == Kind.UNSPACED) {
        for (int i = from; i < to - 1; i++) {
          if (!isLeft(i, i + 1) && !isLeft(i + 1, i + 2)) {
            add(hash(i, i + 2));
          }
        }
      }
    }
  }

  private void addRun(Kind kind, int from, int to) {
    switch (kind) {
      case LETTER -> {
        words++;
        realWords += to - from >= WORD ? 1 : 0;
        addWord(from, to);
      }
      case DIGIT -> {
        long shape = seed;
        for (int i = from; i < to; i++) {
          shape = Fnv.add(shape, '0');
        }
        add(shape);
      }
      case SIGN -> add(hash(from, to));
      case UNSPACED -> {
        unspaced += to - from;
        for (int i = from; i < to; i++) {
          addWord(i, i + 1);
        }
      }
      case BLANK -> {}
    }
  }

  private void addWord(int from, int to) {
    int before = count;
    if (!isLeft(from, to)) {
      add(hash(from, to));
    }
    if (count > before) {
      starts[before] = from;
      ends[before] = to;
    }
  }

  private boolean isLeft(int from, int to) {
    return left != NONE && column(hash(from, to)) == left;
  }

  private long hash(int from, int to) {
    long h = seed;
    for (int i = from; i < to; i++) {
      h = Fnv.add(h, points[i]);
    }
    return h;
  }

  private void addParts(int from, int to) {
    for (int i = from - 1; i < to - 1 && !isLeft(from, to); i++) {
      long h = Fnv.add(seed, i < from ? ' ' : points[i]);
      h = Fnv.add(Fnv.add(h, points[i + 1]), i + 2 < to ? points[i + 2] : ' ');
      add(h);
    }
  }

  private void add(long hash) {
    int column = column(hash);
    long bit = 1L << column;
    if (count < MOST && (taken[column >>> 6] & bit) == 0) {
      taken[column >>> 6] |= bit;
      columns[count++] = column;
    }
  }

  private static int column(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (int) ((h ^ (h >>> 33)) >>> 48);
  }

  private static Kind kind(int c) {
    if (c >= 'a' && c <= 'z') {
      return Kind.LETTER;
    }
    if (c <= ' ' || Character.isWhitespace(c) || Character.isISOControl(c)) {
      return Kind.BLANK;
    }
    if (c >= FIRST_UNSPACED && isUnspaced(c)) {
      return Kind.UNSPACED;
    }
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          Kind.LETTER;
      case Character.DECIMAL_DIGIT_NUMBER -> Kind.DIGIT;
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT,
          Character.UNASSIGNED ->
          Kind.BLANK;
      default -> Kind.SIGN;
    };
  }

  /** Tells whether a character is of a script that sets no blanks between words, or Korean. */
  private static boolean isUnspaced(int c) {
    if (!Character.isLetter(c) && Character.getType(c) != Character.NON_SPACING_MARK) {
      return false;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  /** Returns the number of columns of the last text, {@value #MOST} at most. */
  public int count() {
    return count;
  }

  /** Returns its columns, all different, in [0, {@value #COLUMNS}); not to be modified. */
  public int[] columns() {
    return columns;
  }

  /** Returns the number of first columns that may be of a {@link #word}. */
  public int named() {
    return named;
  }

  /** Returns the word of a column, in lower case, by its place; null if it is not that of one. */
  public String word(int i) {
    return ends[i] == 0 ? null : new String(points, starts[i], ends[i] - starts[i]);
  }

  /** Returns the number of words of two letters or more of the last text. */
  int realWords() {
    return realWords;
  }

  /** Returns the number of its characters of scripts without blanks. */
  int unspaced() {
    return unspaced;
  }

  /** The names of {@link #number}, after a field's path. */
  public static final String[] NUMBERS = {".length", ".words", ".digits", ".capitals"};

  /**
   * Returns a number about the last text.
   *
   * @param i the place among {@link #NUMBERS}: ln(1 + characters), ln(1 + words), the share of
   *     digits, the share of capitals
   */
  public double number(int i) {
    return switch (i) {
      case 0 -> StrictMath.log1p(length);
      case 1 -> StrictMath.log1p(words + (double) unspaced);
      case 2 -> (double) digits / Math.max(1, length);
      default -> (double) capitals / Math.max(1, length);
    };
  }
}
