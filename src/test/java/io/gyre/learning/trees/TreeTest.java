package io.gyre.learning.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeTest {

  private static final int PLACES = 300;
  private static final int CLASSES = 3;
  private static final int MOST = 2 * PLACES;

  private final Random random = new Random(5);
  private final SplitSearch search = new SplitSearch();
  private final TreePoints points = SplitSearchTest.none(PLACES, 2);
  private final Tree tree = tree();

  private static Tree tree() {
    Tree tree = new Tree(false);
    tree.widen(CLASSES);
    tree.clear(PLACES);
    return tree;
  }

  /** Adds points in four squares, of which two have the same class, and splits their leaves. */
  private void add(int n) {
    for (int i = 0; i < n; i++) {
      double[] x = random.doubles(2, -1, 1).toArray();
      int label = x[0] < 0 ? 0 : x[1] < 0 ? 1 : 2;
      int place = points.place(points.next);
      if (points.held() == PLACES) {
        tree.remove(place, points.labels[place]);
      }
      points.put(x, label);
      tree.add(leaf(tree, points.values, place * points.room), place, label);
      tree.split(tree.leafAt(place), search, points, MOST, i);
    }
  }

  private double[] probabilities(int leaf) {
    double[] p = new double[CLASSES];
    tree.addTo(p, leaf, CLASSES);
    return p;
  }

  /** The places of all points that belong to a leaf, found one by one. */
  private int[] belonging(int leaf) {
    return IntStream.range(0, points.held())
        .filter(place -> leaf(tree, points.values, place * points.room) == leaf)
        .toArray();
  }

  private void assertLeavesHaveTheirPoints() {
    for (int place = 0; place < points.held(); place++) {
      int leaf = leaf(tree, points.values, place * points.room);
      assertThat(tree.leafAt(place)).isEqualTo(leaf);
      assertThat(tree.points(leaf)).isEqualTo(belonging(leaf).length);
    }
  }

  private static int leaf(Tree tree, float[] x, int from) {
    int[] leaves = {-1};
    Tree.findLeaves(new Tree[] {tree}, x, from, leaves);
    return leaves[0];
  }

  @Test
  void shouldHaveInEachLeafThePointsThatBelongThere() {
    for (int more : new int[] {20, 200, 200, 500}) {
      add(more);
      assertLeavesHaveTheirPoints();
    }
    assertThat(tree.size).isGreaterThan(5);
  }

  @Test
  void shouldTellTheClassesApart() {
    add(3_000);
    float[] x = new float[points.room];
    int right = 0;
    for (int i = 0; i < 1_000; i++) {
      double[] row = random.doubles(2, -1, 1).toArray();
      points.convert(row, x, 0);
      right += probabilities(leaf(tree, x, 0))[row[0] < 0 ? 0 : row[1] < 0 ? 1 : 2] > 0.5 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(930);
  }

  /** Before any point all classes are alike; then p = (n_k + 1/K) / (n + 1). */
  @Test
  void shouldShrinkTheFrequenciesOfTheRootToEvenOnes() {
    assertThat(probabilities(0)).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
    for (int label : new int[] {2, 2, 1}) {
      points.put(new double[2], label);
      tree.add(0, points.place(points.next - 1), label);
    }
    double[] p = probabilities(0);
    assertThat(p[0]).isCloseTo(1.0 / 3 / 4, within(1e-15));
    assertThat(p[1]).isCloseTo((1 + 1.0 / 3) / 4, within(1e-15));
    assertThat(p[2]).isCloseTo((2 + 1.0 / 3) / 4, within(1e-15));
  }

  /** With the counts that the root had when it was split, and those of the leaf since. */
  @Test
  void shouldShrinkTheFrequenciesOfALeafToThoseOfItsParent() {
    for (int i = 0; i < 10; i++) {
      int place = points.put(new double[] {i < 6 ? -1 : 1, 0}, i < 6 ? 0 : 1);
      tree.add(0, place, points.labels[place]);
    }
    tree.split(0, search, points, MOST, 1);
    assertThat(tree.size).isEqualTo(3);
    int place = points.put(new double[] {-1, 0}, 2);
    int leaf = leaf(tree, points.values, place * points.room);
    tree.add(leaf, place, 2);

    double[] root = {(6 + 1.0 / 3) / 11, (4 + 1.0 / 3) / 11, 1.0 / 3 / 11};
    double[] p = probabilities(leaf);
    assertThat(p[0]).isCloseTo((6 + root[0]) / 8, within(1e-12));
    assertThat(p[1]).isCloseTo(root[1] / 8, within(1e-12));
    assertThat(p[2]).isCloseTo((1 + root[2]) / 8, within(1e-12));
  }

  /** ẑ = (Σ z + ẑ of the parent) / (n + 1), with what the parent had when it was split. */
  @Test
  void shouldShrinkTheAmountOfALeafToThatOfItsParent() {
    Tree amounts = new Tree(true);
    amounts.clear(PLACES);
    assertThat(amounts.amount(0)).isZero();
    for (int i = 0; i < 10; i++) {
      int place = points.put(new double[] {i < 6 ? -1 : 1, 0}, TreePoints.UNITS * (i < 6 ? 3 : -1));
      amounts.add(0, place, points.labels[place]);
    }
    assertThat(amounts.amount(0)).isEqualTo(14 / 11f);
    amounts.split(0, search, points, MOST, 1);
    assertThat(amounts.size).isEqualTo(3);
    int place = points.put(new double[] {-1, 0}, TreePoints.UNITS * 7);
    int leaf = leaf(amounts, points.values, place * points.room);
    amounts.add(leaf, place, points.labels[place]);
    amounts.remove(0, points.labels[0]);

    assertThat(amounts.amount(leaf))
        .isEqualTo((float) ((5 * 3 + 7 + 14 / 11.0) / 7), within(1e-6f));
    float answered = amounts.amount(leaf);
    StateWriter out = new StateWriter();
    amounts.write(out);
    amounts.read(new StateReader(ByteBuffer.wrap(out.toBytes())), 2);
    amounts.clear(PLACES);
    for (int other : new int[] {place, 5, 3, 1, 4, 2}) {
      amounts.add(leaf, other, points.labels[other]);
    }
    assertThat(amounts.amount(leaf)).isEqualTo(answered);
  }

  @Test
  void shouldGiveProbabilitiesThatAddUpToOne() {
    add(2_000);
    for (int place = 0; place < PLACES; place++) {
      double[] p = probabilities(tree.leafAt(place));
      assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
      assertThat(Arrays.stream(p).allMatch(k -> k > 0)).isTrue();
    }
  }

  @Test
  void shouldNeverHaveMoreNodesThanItMay() {
    for (int i = 0; i < 2_000; i++) {
      int place = points.place(points.next);
      if (points.held() == PLACES) {
        tree.remove(place, points.labels[place]);
      }
      points.put(random.doubles(2).toArray(), i % 3);
      tree.add(leaf(tree, points.values, place * points.room), place, i % 3);
      tree.split(tree.leafAt(place), search, points, 21, i);
      assertThat(tree.size).isLessThanOrEqualTo(21);
    }
    assertThat(tree.size).isEqualTo(21);
  }

  @Test
  void shouldHaveAllPointsInTheRootWhenItIsReset() {
    add(1_000);
    tree.reset(points);
    assertThat(tree.size).isEqualTo(1);
    assertThat(tree.points(0)).isEqualTo(PLACES);
    assertLeavesHaveTheirPoints();
  }

  private byte[] written() {
    StateWriter out = new StateWriter();
    tree.write(out);
    return out.toBytes();
  }

  @Test
  void shouldHaveTheSamePointsAndProbabilitiesWhenItIsRead() {
    add(1_000);
    double[][] before = new double[tree.size][];
    Arrays.setAll(before, this::probabilities);
    byte[] state = written();

    tree.reset(points);
    tree.read(new StateReader(ByteBuffer.wrap(state)), 2);
    tree.clear(PLACES);
    for (long number = points.next - PLACES; number < points.next; number++) {
      int place = points.place(number);
      tree.add(leaf(tree, points.values, place * points.room), place, points.labels[place]);
    }

    assertThat(written()).isEqualTo(state);
    assertLeavesHaveTheirPoints();
    for (int node = 0; node < before.length; node++) {
      assertThat(probabilities(node)).isEqualTo(before[node]);
    }
  }

  /** Whatever byte is another one: it is refused, or is another tree. */
  @Test
  void shouldNeverReadNodesThatAreNoTree() {
    add(1_000);
    byte[] state = written();
    int refused = 0;
    for (int i = 0; i < state.length; i++) {
      byte[] other = state.clone();
      other[i] ^= 1 << i % 8;
      try {
        tree.read(new StateReader(ByteBuffer.wrap(other)), 2);
        tree.clear(PLACES);
        for (int place = 0; place < PLACES; place++) {
          leaf(tree, points.values, place * points.room);
        }
      } catch (DamagedStateException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(state.length / 10);
  }

  @Test
  void shouldRefuseASlotThatNoPointHas() {
    add(1_000);
    byte[] state = written();
    Tree narrow = new Tree(false);
    narrow.widen(CLASSES);
    assertThatThrownBy(() -> narrow.read(new StateReader(ByteBuffer.wrap(state)), 1))
        .isInstanceOf(DamagedStateException.class);
  }
}
