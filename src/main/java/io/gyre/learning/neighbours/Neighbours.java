package io.gyre.learning.neighbours;

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
import io.gyre.learning.memory.Scaler;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Lets the k nearest of the last R labelled points vote (Fix and Hodges 1951; weights by Dudani
 * 1976), by the distance of {@link NeighbourSearch}.
 *
 * <pre>
 *  w_i = 1 / (distance_i + 0.001)                     of each of the k nearest
 *  v_k = Σ w_i of those with the label k / Σ w_i      the votes of a class
 *  p_k = (0.95·v_k + c_k) / (0.95 + Σ c)              c_k = 0.05/K; before the first point Σ c
 * </pre>
 *
 * <p>Of amounts the answer is Σ w·z / Σ w, 0 before the first point, and the deviation of the k
 * beside it as what may be wrong with it. Labels that were known before do not count as numbers.
 *
 * <p>A class that has just appeared has c = q / (1 − q)·(0.95 + Σ c), which gives it the
 * probability q everywhere, until the next label is learned: then a point votes for it.
 */
public final class Neighbours extends OnePartLearner {

  /** The weight of all votes. */
  static final double VOTES = 0.95;

  private static final double SMOOTHING = 0.05;

  /** The number that is added to each distance. */
  static final double NEAREST = 0.001;

  private final int k;
  private final int most; // R
  private final double clip;
  private final Encoder encoder;
  private final Memory memory;
  private final Scaler scaler;
  private final NeighbourSearch search;
  private final double[] weights; // w, k
  private final int spread; // the place of the deviation of amounts; below 0 for classes
  private double[] smoothing; // c, K

  Neighbours(NeighboursSettings settings, Shared shared, int classes) {
    super("smoothing");
    k = settings.k();
    most = settings.memory();
    clip = Scaler.effectiveClip(settings.clip());
    encoder = shared.encoder();
    memory = shared.memory();
    if (memory.capacity() < most) {
      throw new IllegalArgumentException(
          "memory: found %d points, expected %d at least".formatted(memory.capacity(), most));
    }
    search = NeighbourSearch.shared(shared, most, clip);
    scaler = shared.scaler();
    scaler.use();
    search.atLeast(k);
    weights = new double[k];
    spread = shared.ofAmounts() ? shared.members().reserveSpread() : -1;
    smoothing = new double[classes];
    smoothEvenly();
  }

  private void smoothEvenly() {
    Arrays.fill(smoothing, SMOOTHING / smoothing.length);
  }

  @Override
  public void predict(Row row, Answers answers, double[] probabilities) {
    if (spread >= 0) {
      probabilities[0] = average(search.nearest(row), answers.give(spread));
      return;
    }
    int classes = smoothing.length;
    if (classes == 0) {
      return;
    }
    System.arraycopy(smoothing, 0, probabilities, 0, classes);
    addVotes(search.nearest(row), probabilities);
    LoopKernels.normalise(probabilities);
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    return smoothing.length + (counted.add(search) ? search.numbersRead() : 0);
  }

  private double average(NearestPoints nearest, double[] deviation) {
    int voters = Math.min(k, nearest.size);
    double sum = weigh(nearest, voters);
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < voters; i++) {
      double z = memory.label(nearest.numbers[i]);
      mean += weights[i] / sum * z;
      squares += weights[i] / sum * z * z;
    }
    deviation[0] = Math.sqrt(Math.max(0, squares - mean * mean));
    return mean;
  }

  /** Computes w; returns their sum. */
  private double weigh(NearestPoints nearest, int voters) {
    double sum = 0;
    for (int i = 0; i < voters; i++) {
      weights[i] = 1 / (Math.sqrt(nearest.squares[i]) + NEAREST);
      sum += weights[i];
    }
    return sum;
  }

  private void addVotes(NearestPoints nearest, double[] votes) {
    int voters = Math.min(k, nearest.size);
    double sum = weigh(nearest, voters);
    for (int i = 0; i < voters; i++) {
      votes[(int) memory.label(nearest.numbers[i])] += VOTES * (weights[i] / sum);
    }
  }

  @Override
  public Expression expression(ModelInputs inputs) throws InexpressibleException {
    if (spread >= 0) {
      throw InexpressibleException.ofAmounts();
    }
    int searched = memory.held(NeighbourSearch.points(most, encoder.plainSlots()));
    return NeighboursExpression.of(inputs, k, clip, searched, smoothing);
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    search.follow();
    smoothEvenly();
    stepped();
  }

  @Override
  public void grow() {
    search.follow();
  }

  @Override
  public void addClass(Row row, double probability) {
    int known = smoothing.length;
    double share = SMOOTHING;
    if (known > 0) {
      double votes = memory.held(most) > 0 ? VOTES : 0;
      share = probability / (1 - probability) * (votes + LoopKernels.sumInOrder(smoothing));
    }
    smoothing = Arrays.copyOf(smoothing, known + 1);
    smoothing[known] = share;
    changed();
  }

  /** Returns all but those for the values of few-valued numbers, in the encoder's order. */
  @Override
  public List<Column> columns() {
    return encoder.columnsBut(Column.Kind.VALUE);
  }

  @Override
  public int remembers() {
    return Math.max(memory.held(most), scaler.remembers(memory));
  }

  @Override
  public List<LearnedPart> learned() {
    return List.of(
        LearnedPart.of("k", k),
        LearnedPart.of("memory", most),
        LearnedPart.of("points", memory.held(most)));
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putInt(smoothing.length).putDoubles(smoothing);
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    smoothing = in.getDoubles(in.getCount());
  }
}
