package io.gyre.learning.trees;

import io.gyre.data.SplitMix;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.Shared;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.memory.Memory;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Averages the answers of T extremely randomised trees over the last R labelled points.
 *
 * <p>A labelled point enters a leaf of each tree, and the oldest one leaves its own. The leaf that
 * it has entered looks for a split ({@link SplitSearch}), one of n points with the probability
 * {@value #LOOKS}/n. Splits are not taken back, and were made for points that have left since. So
 * one more tree is being rebuilt at any time, node by node, from a root that has all points: at
 * each point for a fixed amount of work. When it has no more nodes to look at, it answers, and the
 * next tree is rebuilt.
 *
 * <p>Of amounts the answer is the mean of the trees', and their deviation stands beside it as what
 * may be wrong with it.
 *
 * <p>A class that has just appeared has the probability that it was given everywhere, until the
 * next label is learned.
 */
public final class Forest extends OnePartLearner {

  private static final int LOOKS = 10;
  private static final int WORK = 600; // of rebuilding at each point, in values that are compared
  private final ForestSettings settings;
  private final Encoder encoder;
  private final Memory memory;
  private final SplitSearch search = new SplitSearch();
  private final Tree[] trees; // T + 1
  private TreePoints points = new TreePoints(0, 0, 0);
  private float[] asked = {}; // values of a point that is predicted
  private final int[] leaves; // T + 1: of that, or of the point that is learned
  private final Row read = new Row();
  private final int spread; // the place of the deviation of amounts; below 0 for classes
  private final double[] said; // amounts of the trees
  private int[] hidden = {}; // slots that it does not see

  private int rebuilt; // the tree that is being rebuilt
  private int next; // its node that is looked at next
  private int credit; // the work that may be done; below 0 if more was
  private int settled; // the number of classes when a label was learned last
  private double[] fresh; // K: the probability of each class that has appeared since

  Forest(ForestSettings settings, Shared shared, int classes) {
    super("forest");
    this.settings = settings;
    encoder = shared.encoder();
    memory = shared.memory();
    trees = new Tree[settings.trees() + 1];
    Arrays.setAll(trees, number -> new Tree(shared.ofAmounts()));
    leaves = new int[trees.length];
    spread = shared.ofAmounts() ? shared.members().reserveSpread() : -1;
    said = new double[settings.trees()];
    int known = shared.ofAmounts() ? 1 : classes;
    begin(new double[known], known);
  }

  private void begin(double[] more, int known) {
    fresh = more;
    settled = known;
    for (Tree tree : trees) {
      tree.widen(fresh.length);
    }
  }

  /** Takes the memory's new points into the trees; begins again after a gap, or with more room. */
  private void follow() {
    int room = TreePoints.room(encoder.plainSlots());
    int held = TreePoints.places(settings.memory(), room);
    long oldest = memory.count() - memory.held(held);
    if (room != points.room || points.next < oldest || points.next > memory.count()) {
      points = new TreePoints(held, room, oldest);
      asked = new float[room];
      for (Tree tree : trees) {
        tree.clear(held);
      }
    }
    if (points.slots < encoder.plainSlots()) {
      points.slots = encoder.plainSlots();
      hidden = settings.labels() ? hidden : encoder.plainSlotsOfKnownLabels();
    }
    while (points.next < memory.count()) {
      int place = points.place(points.next);
      boolean isTaken = points.held() == points.places;
      int old = points.labels[place];
      double amount = memory.label(points.next);
      int label = (int) (spread < 0 ? amount : Math.rint(amount * TreePoints.UNITS));
      memory.read(points.next, read);
      points.put(encoder.plain(read), label);
      hide(points.values, place * points.room);
      Tree.findLeaves(trees, points.values, place * points.room, leaves);
      for (int t = 0; t < trees.length; t++) {
        if (isTaken) {
          trees[t].remove(place, old);
        }
        trees[t].add(leaves[t], place, label);
      }
    }
  }

  /** No split is between equal values. */
  private void hide(float[] values, int from) {
    for (int slot : hidden) {
      values[from + slot] = 0;
    }
  }

  @Override
  public void predict(Row row, Answers answers, double[] probabilities) {
    int classes = fresh.length;
    if (classes == 0) {
      return;
    }
    points.convert(encoder.plain(row), asked, 0);
    hide(asked, 0);
    Tree.findLeaves(trees, asked, 0, leaves);
    if (spread >= 0) {
      probabilities[0] = average(answers.give(spread));
      return;
    }
    Arrays.fill(probabilities, 0, classes, 0);
    for (int t = 0; t < trees.length && settled > 0; t++) {
      if (t != rebuilt) {
        trees[t].addTo(probabilities, leaves[t], settled);
      }
    }
    double share = 1 - LoopKernels.sumInOrder(fresh);
    LoopKernels.scale(classes, share / settings.trees(), probabilities);
    LoopKernels.add(classes, 1, fresh, probabilities);
    LoopKernels.normalise(probabilities);
  }

  private double average(double[] deviation) {
    double mean = 0;
    for (int t = 0, i = 0; t < trees.length; t++) {
      if (t != rebuilt) {
        said[i] = trees[t].amount(leaves[t]);
        mean += said[i++] / said.length;
      }
    }
    double squares = 0;
    for (double each : said) {
      squares += (each - mean) * (each - mean) / said.length;
    }
    deviation[0] = Math.sqrt(squares);
    return mean;
  }

  @Override
  public Expression expression(ModelInputs inputs) throws InexpressibleException {
    if (spread >= 0) {
      throw InexpressibleException.ofAmounts();
    }
    List<TreeNodes> answering =
        IntStream.range(0, trees.length)
            .filter(t -> t != rebuilt)
            .mapToObj(t -> trees[t].nodes(fresh.length, settled))
            .toList();
    return ForestExpression.of(inputs, answering).withFresh(fresh);
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    // Of each tree some 30 nodes, and the counts of three.
    return encoder.slots() + settings.trees() * (30L + 3 * fresh.length);
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    int classes = fresh.length;
    int most = settings.mostNodes(classes);
    boolean isNew = settled < classes;
    settled = classes;
    Arrays.fill(fresh, 0);
    stepped();
    follow();
    int place = points.place(points.next - 1);
    for (int t = 0; t < trees.length; t++) {
      if (isNew && trees[t].size > most + most / 4) {
        trees[t].reset(points);
        next = t == rebuilt ? 0 : next;
      }
      int leaf = trees[t].leafAt(place);
      long random = random(t, leaf);
      boolean looks =
          (random >>> Integer.SIZE) * trees[t].points(leaf) < (long) LOOKS << Integer.SIZE;
      if (looks && (t != rebuilt || leaf < next)) {
        trees[t].split(leaf, search, points, most, random);
      }
    }
    for (credit += WORK; credit > 0; credit -= rebuild(most)) {}
  }

  /** Looks at one more node of the tree that is rebuilt; returns how much work it was. */
  private int rebuild(int most) {
    Tree tree = trees[rebuilt];
    if (next < tree.size) {
      int node = next++;
      return tree.split(node, search, points, most, random(rebuilt, node));
    }
    rebuilt = (rebuilt + 1) % trees.length;
    next = 0;
    trees[rebuilt].reset(points);
    return points.held();
  }

  /** Returns a random number for a node at this step. */
  private long random(int tree, int node) {
    long steps = SplitMix.mix(settings.seed() + SplitMix.GOLDEN) + step * trees.length;
    return SplitMix.mix(SplitMix.mix(steps + tree) + node);
  }

  @Override
  public void grow() {
    follow();
  }

  @Override
  public void addClass(Row row, double probability) {
    begin(withFresh(fresh, probability), settled);
    changed();
  }

  @Override
  public List<Column> columns() {
    return encoder.columnsBut(Column.Kind.VALUE);
  }

  @Override
  public int remembers() {
    return memory.held(settings.memory());
  }

  @Override
  public List<LearnedPart> learned() {
    double[] nodes = Arrays.stream(trees).mapToDouble(each -> each.size).toArray();
    return List.of(LearnedPart.of("nodes", nodes), LearnedPart.of("points", remembers()));
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putInt(rebuilt).putInt(next).putInt(credit).putInt(settled);
    out.putInt(fresh.length).putDoubles(fresh);
    for (Tree tree : trees) {
      tree.write(out);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    rebuilt = in.getInt();
    next = in.getInt();
    credit = in.getInt();
    int known = in.getInt();
    begin(in.getDoubles(in.getCount()), known);
    if (rebuilt < 0 || rebuilt >= trees.length || known < 0 || known > fresh.length) {
      throw new DamagedStateException(
          "tree %d is rebuilt, and %d classes of %d are known"
              .formatted(rebuilt, known, fresh.length));
    }
    for (Tree tree : trees) {
      tree.read(in, encoder.plainSlots());
    }
    points = new TreePoints(0, 0, 0);
  }
}
