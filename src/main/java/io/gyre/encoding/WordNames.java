package io.gyre.encoding;

import io.gyre.data.Utf8;
import io.gyre.data.text.TextTokens;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The first word that was learned of each column of words, to name it for people, after the path of
 * its field: {@code message: free}. Words longer than {@value #LONGEST} UTF-16 units are not kept.
 */
final class WordNames {

  private static final int LONGEST = 32;
  private static final int BLOCKS = 64;
  private static final int OF_BLOCK = TextTokens.COLUMNS / BLOCKS;

  private String[] names = {};
  private long used; // a bit for each block that has a name
  private final BooleanSupplier hasWords;
  private final Head head = new Head();
  private final Block[] blocks = new Block[BLOCKS];

  /**
   * @param hasWords whether there is a text field
   */
  WordNames(BooleanSupplier hasWords) {
    this.hasWords = hasWords;
    Arrays.setAll(blocks, Block::new);
  }

  /** Names the columns of a text that have no name yet. */
  void add(String path, TextTokens tokens) {
    for (int i = 0; i < tokens.named(); i++) {
      int column = tokens.columns()[i];
      String word = get(column) == null ? tokens.word(i) : null;
      if (word != null && word.length() <= LONGEST && Utf8.encodes(word)) {
        put(column, path + ": " + word);
        blocks[column / OF_BLOCK].changed();
      }
    }
  }

  private void put(int column, String name) {
    if (names.length == 0) {
      names = new String[TextTokens.COLUMNS];
    }
    names[column] = name;
    if ((used & 1L << (column / OF_BLOCK)) == 0) {
      used |= 1L << (column / OF_BLOCK);
      head.changed();
    }
  }

  /** Returns the name of a column; null without one. */
  String get(int column) {
    return names.length == 0 ? null : names[column];
  }

  List<StatePart> state() {
    List<StatePart> all = new ArrayList<>(List.of(head));
    all.addAll(Arrays.asList(blocks));
    return all;
  }

  private static void requireEnd(StateReader in) {
    if (in.remaining() > 0) {
      throw new DamagedStateException("%d bytes are left over".formatted(in.remaining()));
    }
  }

  /** Says which blocks there are. */
  private final class Head extends StatePart {

    Head() {
      super("encoder/words");
    }

    @Override
    public boolean present() {
      return hasWords.getAsBoolean();
    }

    @Override
    public void write(StateWriter out) {
      out.putLong(used);
    }

    @Override
    public void read(StateReader in, int version) {
      used = in.getLong();
      requireEnd(in);
    }
  }

  private final class Block extends StatePart {

    private final int index;

    Block(int index) {
      super("encoder/words/" + index);
      this.index = index;
    }

    @Override
    public boolean present() {
      return (used & 1L << index) != 0;
    }

    @Override
    public void write(StateWriter out) {
      String[] all = names.length == 0 ? new String[TextTokens.COLUMNS] : names;
      String[] own = Arrays.copyOfRange(all, index * OF_BLOCK, (index + 1) * OF_BLOCK);
      out.putInt((int) Arrays.stream(own).filter(Objects::nonNull).count());
      for (int i = 0; i < OF_BLOCK; i++) {
        if (own[i] != null) {
          out.putInt(i).putText(own[i]);
        }
      }
    }

    @Override
    public void read(StateReader in, int version) {
      for (int left = in.getCount(); left > 0; left--) {
        int i = in.getInt();
        if (i < 0 || i >= OF_BLOCK) {
          throw new DamagedStateException("there is no word %d in a block".formatted(i));
        }
        put(index * OF_BLOCK + i, in.getText());
      }
      requireEnd(in);
    }
  }
}
