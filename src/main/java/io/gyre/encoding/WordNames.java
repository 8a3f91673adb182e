package io.gyre.encoding;

import io.gyre.data.text.TextTokens;
import io.gyre.state.EntryBlocks;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.words.Utf8;

/**
 * The first word that was learned of each column of words, to name it for people, after the path of
 * its field: {@code message: free}. Words longer than {@value #LONGEST} UTF-16 units are not kept.
 */
final class WordNames extends EntryBlocks<WordNames.Name> {

  /** A word, and the number of its field. */
  record Name(int field, String word) {}

  private static final int LONGEST = 32;

  WordNames() {
    super("encoder/words/", TextTokens.COLUMNS);
  }

  /** Returns the name of a word for people. */
  static String name(String path, String word) {
    return path + ": " + word;
  }

  /** Names the columns of a text that have no name yet; returns whether there are more parts. */
  boolean add(int field, TextTokens tokens) {
    boolean more = false;
    for (int i = 0; i < tokens.named(); i++) {
      int column = tokens.columns()[i];
      String word = get(column) == null ? tokens.word(i) : null;
      if (word != null && word.length() <= LONGEST && Utf8.encodes(word)) {
        more |= put(column, new Name(field, word));
      }
    }
    return more;
  }

  @Override
  protected void write(StateWriter out, Name name) {
    out.putInt(name.field).putText(name.word);
  }

  @Override
  protected Name read(StateReader in) {
    return new Name(in.getInt(), in.getText());
  }
}
