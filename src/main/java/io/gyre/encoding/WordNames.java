package io.gyre.encoding;

import io.gyre.data.Utf8;
import io.gyre.data.text.TextTokens;
import io.gyre.state.EntryBlocks;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The first word that was learned of each column of words, to name it for people, after the path of
 * its field: {@code message: free}. Words longer than {@value #LONGEST} UTF-16 units are not kept.
 */
final class WordNames extends EntryBlocks<String> {

  private static final int LONGEST = 32;

  WordNames() {
    super("encoder/words/", TextTokens.COLUMNS);
  }

  /** Names the columns of a text that have no name yet; returns whether there are more parts. */
  boolean add(String path, TextTokens tokens) {
    boolean more = false;
    for (int i = 0; i < tokens.named(); i++) {
      int column = tokens.columns()[i];
      String word = get(column) == null ? tokens.word(i) : null;
      if (word != null && word.length() <= LONGEST && Utf8.encodes(word)) {
        more |= put(column, path + ": " + word);
      }
    }
    return more;
  }

  @Override
  protected void write(StateWriter out, String name) {
    out.putText(name);
  }

  @Override
  protected String read(StateReader in) {
    return in.getText();
  }
}
