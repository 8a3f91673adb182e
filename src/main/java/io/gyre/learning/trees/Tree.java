package io.gyre.learning.trees;

import io.gyre.encoding.GrowingArrays;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * A tree of splits x &lt; c. A leaf has points, the oldest first, and counts them by class, or adds
 * up their amounts. A split keeps what its leaf had. The state is the splits; which points the
 * leaves have follows.
 *
 * <p>The answer of a node about classes is p_k = (n_k + p_k of its parent) / (n + 1), and about
 * amounts ẑ = (Σ z + ẑ of its parent) / (n + 1), as a float; above the root they are 1/K and 0.
 *
 * <p>A node's children have successive numbers, above its own; 0 is the root. Not thread-safe.
 */
final class Tree {

  private static final int CHILD_BITS = 17;

  /** The most nodes: a split is its left child in 17 bits, its slot in 15 and c in 32. */
  static final int MOST_NODES = 1 << CHILD_BITS;

  private static final long LEAF = 0; // no node has the child 0
  private static final int NONE = -1;

  /** A node has a count of points, its parent, the places of a leaf's points, counts by class. */
  private static final int PARENT = 1;

  private static final int FIRST = 2;
  private static final int LAST = 3;
  static final int CLASSES = 4;

  /** In place of the counts a node of amounts has their sum, and what its parent answers. */
  private static final int SUM = CLASSES;

  private static final int PRIOR = CLASSES + 1;
  private static final double LEAST_WEIGHT = 1e-3; // ancestors that weigh less are not asked
  private static final int LEAST_POINTS = 3; // fewer cannot gain enough
  int size = 1; // N
  private long[] splits = {LEAF}; // N: of a leaf of amounts its answer, in place of c
  private int width; // 4 + K or more; of amounts 6
  private int[] nodes; // N×width
  private int[] next = {}; // by place: that of the next point in the same leaf
  private int[] leaves = {}; // by place
  private final boolean ofAmounts;

  Tree(boolean ofAmounts) {
    this.ofAmounts = ofAmounts;
    width = ofAmounts ? PRIOR + 1 : CLASSES;
    nodes = new int[width];
    clear(0, NONE);
  }

  private boolean isLeaf(int node) {
    return (int) splits[node] == LEAF;
  }

  int leafAt(int place) {
    return leaves[place];
  }

  int points(int leaf) {
    return nodes[leaf * width];
  }

  void widen(int classes) {
    if (CLASSES + classes > width) {
      int wider = CLASSES + classes + classes / 2;
      int[] all = new int[splits.length * wider];
      for (int node = 0; node < size; node++) {
        System.arraycopy(nodes, node * width, all, node * wider, width);
      }
      nodes = all;
      width = wider;
    }
  }

  /** Takes all points out of the leaves, and makes room for others. */
  void clear(int places) {
    next = new int[places];
    leaves = new int[places];
    for (int node = 0; node < size; node++) {
      int parent = nodes[node * width + PARENT];
      if (isLeaf(node)) {
        clear(node, parent);
      } else if (ofAmounts) {
        expect(node, parent);
      }
    }
  }

  private void clear(int leaf, int parent) {
    int at = leaf * width;
    splits[leaf] = LEAF;
    Arrays.fill(nodes, at, at + width, 0);
    nodes[at + PARENT] = parent;
    nodes[at + FIRST] = NONE;
    nodes[at + LAST] = NONE;
    if (ofAmounts) {
      expect(leaf, parent);
      splits[leaf] = answer(leaf);
    }
  }

  /** Keeps with a node what its parent answers, which changes no more. */
  private void expect(int node, int parent) {
    nodes[node * width + PRIOR] = parent == NONE ? 0 : (int) (answer(parent) >>> Integer.SIZE);
  }

  /** Returns what a node of amounts answers, where a split has its c. */
  private long answer(int node) {
    int at = node * width;
    double sum = (double) nodes[at + SUM] / TreePoints.UNITS;
    float mean = (float) ((sum + Float.intBitsToFloat(nodes[at + PRIOR])) / (nodes[at] + 1));
    return (long) Float.floatToRawIntBits(mean) << Integer.SIZE;
  }

  /** Removes all splits: the root has all points. */
  void reset(TreePoints points) {
    size = 1;
    clear(0, NONE);
    for (long number = points.next - points.held(); number < points.next; number++) {
      int place = points.place(number);
      add(0, place, points.labels[place]);
    }
  }

  /**
   * Finds the leaf of a point in each tree. All trees go down a level before any goes down the
   * next, so that the processor loads their splits side by side.
   *
   * @param from where the point's values begin
   * @param leaves modified: by tree
   */
  static void findLeaves(Tree[] trees, float[] x, int from, int[] leaves) {
    Arrays.fill(leaves, 0);
    for (boolean isDone = false; !isDone; ) {
      isDone = true;
      for (int t = 0; t < trees.length; t++) {
        long split = trees[t].splits[leaves[t]];
        if ((int) split != LEAF) {
          leaves[t] = child(split, x, from);
          isDone = false;
        }
      }
    }
  }

  /** Returns what a leaf answers about amounts. */
  float amount(int leaf) {
    return Float.intBitsToFloat((int) (splits[leaf] >>> Integer.SIZE));
  }

  private static int child(long split, float[] x, int from) {
    int slotAndLeft = (int) split;
    float c = Float.intBitsToFloat((int) (split >>> Integer.SIZE));
    int right = (slotAndLeft & MOST_NODES - 1) + 1;
    return right - SplitSearch.isBelow(x[from + (slotAndLeft >>> CHILD_BITS)], c);
  }

  /** Adds a point to a leaf, as the newest. */
  void add(int leaf, int place, int label) {
    int at = leaf * width;
    int last = nodes[at + LAST];
    if (last == NONE) {
      nodes[at + FIRST] = place;
    } else {
      next[last] = place;
    }
    nodes[at + LAST] = place;
    next[place] = NONE;
    leaves[place] = leaf;
    count(leaf, label, 1);
  }

  private void count(int leaf, int label, int times) {
    int at = leaf * width;
    nodes[at] += times;
    if (ofAmounts) {
      nodes[at + SUM] += times * label;
      splits[leaf] = answer(leaf);
    } else {
      nodes[at + CLASSES + label] += times;
    }
  }

  /** Removes a point, the oldest of all, from its leaf. */
  void remove(int place, int label) {
    int at = leaves[place] * width;
    nodes[at + FIRST] = next[place];
    if (next[place] == NONE) {
      nodes[at + LAST] = NONE;
    }
    count(leaves[place], label, -1);
  }

  /**
   * Adds the probabilities of a leaf, p_k = (n_k + p_k of the parent) / (n + 1); above the root p_k
   * is 1/K.
   *
   * @param sum modified: K numbers or more
   */
  void addTo(double[] sum, int leaf, int classes) {
    double weight = 1;
    int node = leaf;
    while (node != NONE && weight > LEAST_WEIGHT) {
      int at = node * width;
      weight /= nodes[at] + 1;
      for (int k = 0; k < classes; k++) {
        sum[k] += weight * nodes[at + CLASSES + k];
      }
      node = nodes[at + PARENT];
    }
    for (int k = 0; k < classes; k++) {
      sum[k] += weight / classes;
    }
  }

  /**
   * Returns the nodes with what their leaves say.
   *
   * @param classes K
   * @param settled how many classes the leaves count; the others have the probability 0
   */
  TreeNodes nodes(int classes, int settled) {
    TreeNodes all =
        new TreeNodes(new int[size], new float[size], new int[size], new double[size][]);
    for (int node = 0; node < size; node++) {
      int slotAndLeft = (int) splits[node];
      all.slots()[node] = slotAndLeft >>> CHILD_BITS;
      all.cuts()[node] = Float.intBitsToFloat((int) (splits[node] >>> Integer.SIZE));
      all.left()[node] = slotAndLeft & MOST_NODES - 1;
      if (isLeaf(node)) {
        all.probabilities()[node] = new double[classes];
        if (settled > 0) {
          addTo(all.probabilities()[node], node, settled);
        }
      }
    }
    return all;
  }

  /**
   * Splits a node if it is a leaf, and if that gains enough.
   *
   * @param most the largest number of nodes
   * @return how much work it was, in values that were compared
   */
  int split(int node, SplitSearch search, TreePoints points, int most, long seed) {
    int at = node * width;
    if (!isLeaf(node) || size + 2 > most || nodes[at] < LEAST_POINTS || isPure(at)) {
      return 1;
    }
    search.places = GrowingArrays.of(search.places, nodes[at]);
    int[] places = search.places;
    int n = 0;
    for (int place = nodes[at + FIRST]; place != NONE; place = next[place]) {
      places[n++] = place;
    }
    int work =
        n
            + (ofAmounts
                ? search.findOfAmounts(points, n, seed)
                : search.find(points, n, width - CLASSES, seed));
    if (search.gain > 0) {
      split(node, search.slot, search.cut);
      for (int i = 0; i < n; i++) {
        int x = places[i] * points.room;
        add(child(splits[node], points.values, x), places[i], points.labels[places[i]]);
      }
      work += n;
    }
    return work;
  }

  private boolean isPure(int at) {
    if (ofAmounts) {
      return false; // the search finds out
    }
    int k = at + CLASSES;
    while (nodes[k] == 0) {
      k++;
    }
    return nodes[k] == nodes[at];
  }

  private void split(int leaf, int slot, float cut) {
    int left = size;
    size += 2;
    splits = GrowingArrays.of(splits, size);
    nodes = GrowingArrays.of(nodes, splits.length * width);
    clear(left, leaf);
    clear(left + 1, leaf);
    put(leaf, slot, left, cut);
  }

  private void put(int node, int slot, int left, float cut) {
    long slotAndLeft = Integer.toUnsignedLong(slot << CHILD_BITS | left);
    splits[node] = (long) Float.floatToRawIntBits(cut) << Integer.SIZE | slotAndLeft;
  }

  void write(StateWriter out) {
    out.putInt(size);
    for (int node = 0; node < size; node++) {
      int slotAndLeft = (int) splits[node];
      out.putCompact(slotAndLeft & MOST_NODES - 1);
      if (!isLeaf(node)) {
        out.putCompact(slotAndLeft >>> CHILD_BITS).putInt((int) (splits[node] >>> Integer.SIZE));
        int at = node * width;
        out.putCompact(nodes[at]);
        if (ofAmounts) {
          out.putInt(nodes[at + SUM]);
          continue;
        }
        for (int k = at + CLASSES, left = nodes[at]; left > 0; left -= nodes[k++]) {
          out.putCompact(nodes[k]);
        }
      }
    }
  }

  /**
   * Reads what {@link #write} wrote, for {@link #clear}.
   *
   * @throws DamagedStateException when it is no tree
   */
  void read(StateReader in, int slots) {
    size = in.getCount();
    splits = new long[Math.max(1, size)];
    nodes = new int[splits.length * width];
    nodes[PARENT] = NONE;
    for (int node = 0; node < size; node++) {
      int left = (int) in.getCompact(Math.max(0, size - 2));
      if (left != LEAF) {
        if (left <= node || nodes[left * width + PARENT] != 0) {
          throw new DamagedStateException("node %d has the child %d".formatted(node, left));
        }
        int slot = (int) in.getCompact(slots - 1L);
        put(node, slot, left, Float.intBitsToFloat(in.getInt()));
        nodes[left * width + PARENT] = node;
        nodes[(left + 1) * width + PARENT] = node;
        readCounts(in, node * width);
      }
    }
    if (size == 0) {
      throw new DamagedStateException("a tree has no node");
    }
  }

  private void readCounts(StateReader in, int at) {
    nodes[at] = (int) in.getCompact(Integer.MAX_VALUE);
    if (ofAmounts) {
      nodes[at + SUM] = in.getInt();
      return;
    }
    int left = nodes[at];
    for (int k = CLASSES; left > 0 && k < width; k++) {
      nodes[at + k] = (int) in.getCompact(left);
      left -= nodes[at + k];
    }
    if (left > 0) {
      throw new DamagedStateException("%d points have no class".formatted(left));
    }
  }
}
