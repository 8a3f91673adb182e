package io.gyre.learning.neighbours;

/**
 * The texts that points have in one slot, by place, each as a code of 0 or more; {@value #NONE} for
 * no text. Not thread-safe.
 */
final class NeighbourTexts {

  static final int NONE = -1;

  private final int[] none;
  private int[] codes;
  private int last = NONE; // the code that was put last
  private long run; // how many were put with that code, one after the other

  /**
   * One without texts; the array, all {@value #NONE}, keeps its values, so that many can share it.
   */
  NeighbourTexts(int[] none) {
    this.none = none;
    codes = none;
    run = none.length;
  }

  void put(int place, int code) {
    run = code == last ? run + 1 : 1;
    last = code;
    if (code != NONE && codes == none) {
      codes = codes.clone();
    }
    codes[place] = code;
  }

  /** Adds to each of the first n places: 2 if its code differs, 1 if one of the two has no text. */
  void addSquares(int asked, int[] d, int n) {
    // All places have the same code as the point.
    if (run >= n && asked == last) {
      return;
    }
    for (int i = 0; i < n; i++) {
      int x = codes[i] ^ asked;
      int differs = (x | -x) >>> 31;
      d[i] += differs + (differs & ~((codes[i] | asked) >> 31));
    }
  }
}
