package io.gyre.learning.amounts;

import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.Members;
import io.gyre.learning.Members.Member;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.LeastSquares;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Scaler;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mixes the amounts of other learners, its E members, and of two <i>stacks</i> that it makes of
 * them, by how good each was so far: ML-Poly (Gaillard, Stoltz and van Erven 2014), with regrets in
 * units of the mix's own faded error, and faded, so that a shift does not freeze the weights.
 *
 * <pre>
 *  stacks  {@link LeastSquares}, λ = 0.9995 and 0.998, of the p_k of the members, 1, and three of the mix's
 *          own known errors: the last, the one before, their faded mean; each error limited to ±3
 *  p       = Σ w_k·p_k / Σ w_k,   w_k = max(R_k, 0)/(S_k + 1e-9); equal shares while all are 0
 *  e       = limit(p − y, ±4·√v)/√v         v ← 0.998·v + min((p − y)², 16·v), as a mean
 *  d_k     = limit((p − p_k)/√v, ±8)
 *  R_k     ← 0.9995·R_k + 2·e·d_k           S_k ← 0.9995²·S_k + (2·e·d_k)²
 * </pre>
 *
 * <p>When a label comes late, all this is of the answers that were given when the point came. Late
 * labels can lead a stack astray for long; so once one was late, the stacks stay within the
 * members' range and a tenth of it.
 */
final class Mix extends OnePartLearner {

  private static final double[] FADES = {0.9995, 0.998}; // λ, of a stack each
  private static final int STACKS = FADES.length;
  private static final double RIDGE = 10;
  private static final int ERRORS = 3;
  private static final double MOST_STACK_ERROR = 3;
  private static final double MOST_INPUT = 8; // of own errors
  private static final double FADE_OF_MEAN_ERROR = 0.9;
  private static final double FADE = 0.9995;
  private static final double FADE_OF_ERROR = 0.998;
  private static final double MOST_ERROR = 4;
  private static final double MOST_DISTANCE = 8;
  private static final double LEAST_SQUARE = 1e-24;
  private static final double LEAST_SUM = 1e-9;
  private static final int LABELS_BEFORE_WEIGHTS = 10;
  private static final int LABELS_BEFORE_STACKS = 50;
  private static final double ROOM = 0.1;

  private final AmountScale scale;
  private final List<Member> members;
  private final int size; // E
  private final int[] places; // of the answers of members, then stacks
  private final int firstError; // the place of the first of its own errors
  private final int spread; // the place of the members' deviation
  private final int own;
  private final LeastSquares[] stacks;
  private final double[] regrets; // R, members, then stacks
  private final double[] squares; // S
  private final double[] errors = new double[ERRORS];
  private final double[] sizes; // of the members: their faded |p_k|, which tells their shares
  private double square; // v·n
  private double count; // n
  private boolean isLate;

  // Of one point.
  private final double[] said; // p_k
  private final double[] weights; // w_k
  private final double[] inputs; // of the stacks

  Mix(Members list, AmountScale scale) {
    super("mix");
    this.scale = scale;
    members = list.mixable();
    size = members.size();
    places = new int[size + STACKS];
    int first = list.reserve(STACKS);
    Arrays.setAll(places, k -> k < size ? members.get(k).place() : first + k - size);
    firstError = list.reserveDifferences(ERRORS);
    spread = list.reserveSpread();
    own = list.places(); // the next, once it is on the list
    inputs = new double[size + 1 + ERRORS];
    stacks = new LeastSquares[STACKS];
    Arrays.setAll(stacks, s -> new LeastSquares(inputs.length, FADES[s], RIDGE));
    for (LeastSquares stack : stacks) {
      Arrays.fill(stack.weights(), 0, size, 1.0 / size);
    }
    regrets = new double[places.length];
    squares = new double[places.length];
    said = new double[places.length];
    sizes = new double[size];
    weights = new double[places.length];
  }

  @Override
  public void predict(Row row, Answers answers, double[] answer) {
    for (int i = 0; i < ERRORS; i++) {
      answers.give(firstError + i)[0] = Scaler.limit(errors[i], 0, MOST_INPUT);
    }
    gather(answers);
    for (int s = 0; s < STACKS; s++) {
      said[size + s] = stacked(s);
      answers.give(places[size + s])[0] = said[size + s];
    }
    answer[0] = mixed(said.length);
    double deviation = 0;
    double sum = 0;
    for (int k = 0; k < said.length; k++) {
      double distance = said[k] - answer[0];
      deviation += weights[k] * distance * distance;
      sum += weights[k];
    }
    answers.give(spread)[0] = Math.sqrt(deviation / sum);
  }

  /** Finds the amounts of the members, and the inputs of the stacks. */
  private void gather(Answers answers) {
    double sum = 0;
    int present = 0;
    for (int k = 0; k < size; k++) {
      double[] found = answers.of(places[k]);
      sum += found == null ? 0 : found[0];
      present += found == null ? 0 : 1;
    }
    double mean = present == 0 ? 0 : sum / present;
    for (int k = 0; k < size; k++) {
      said[k] = answers.amount(places[k], mean);
      inputs[k] = said[k];
    }
    inputs[size] = 1;
    for (int i = 0; i < ERRORS; i++) {
      inputs[size + 1 + i] = answers.amount(firstError + i, 0);
    }
  }

  private double stacked(int s) {
    if (step < LABELS_BEFORE_STACKS) {
      return mixed(size);
    }
    double z = stacks[s].predict(inputs);
    if (isLate) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < size; k++) {
        least = Math.min(least, said[k]);
        most = Math.max(most, said[k]);
      }
      double room = ROOM * (most - least);
      z = Math.max(least - room, Math.min(most + room, z));
    }
    return scale.limit(z);
  }

  /** Mixes the first of those that have said something; leaves their weights. */
  private double mixed(int first) {
    double sum = 0;
    double mixed = 0;
    double equal = 0; // shares
    for (int k = 0; k < first; k++) {
      equal += said[k];
      weights[k] = Math.max(regrets[k], 0) / (squares[k] + LEAST_SUM);
      sum += weights[k];
      mixed += weights[k] * said[k];
    }
    if (sum > 0) {
      return mixed / sum;
    }
    Arrays.fill(weights, 0, first, 1);
    return equal / first;
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    double[] mine = answers.of(own);
    stepped();
    if (mine == null || step <= LABELS_BEFORE_WEIGHTS) {
      return;
    }
    isLate |= answers.age() > 0;
    gather(answers);
    for (int s = 0; s < STACKS; s++) {
      said[size + s] = answers.amount(places[size + s], mine[0]);
      double error = label - stacks[s].predict(inputs);
      stacks[s].learn(inputs, Scaler.limit(error, 0, MOST_STACK_ERROR));
    }
    for (int k = 0; k < size; k++) {
      sizes[k] += (1 - FADE_OF_ERROR) * (Math.abs(said[k]) - sizes[k]);
    }
    weigh(mine[0], mine[0] - label);
    double missed = label - mine[0];
    errors[1] = errors[0];
    errors[0] = missed;
    errors[2] += (1 - FADE_OF_MEAN_ERROR) * (missed - errors[2]);
  }

  private void weigh(double mine, double error) {
    double before = count > 0 ? Math.sqrt(square / count) : Math.abs(error);
    double limited = Scaler.limit(error, 0, MOST_ERROR * Math.max(before, Math.sqrt(LEAST_SQUARE)));
    count = FADE_OF_ERROR * count + 1;
    square = FADE_OF_ERROR * square + Math.max(LEAST_SQUARE, limited * limited);
    double unit = Math.sqrt(square / count);
    for (int k = 0; k < said.length; k++) {
      double distance = Scaler.limit((mine - said[k]) / unit, 0, MOST_DISTANCE);
      double regret = 2 * (limited / unit) * distance;
      regrets[k] = FADE * regrets[k] + regret;
      squares[k] = FADE * FADE * squares[k] + regret * regret;
    }
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    long ofMembers =
        members.stream().mapToLong(each -> each.learner().numbersRead(classes, counted)).sum();
    return ofMembers + (long) STACKS * inputs.length;
  }

  @Override
  public void addClass(Row row, double probability) {}

  /** w_k and its part in what the stacks say, of all w; below 0 if the stacks subtract it. */
  @Override
  public Map<String, Double> memberWeights() {
    mixed(said.length);
    double all = LoopKernels.sumInOrder(weights);
    double[] shares = Arrays.copyOf(weights, size);
    for (int s = 0; s < STACKS; s++) {
      double[] ofStack = stacks[s].weights().clone();
      double sum = 0;
      for (int k = 0; k < size; k++) {
        ofStack[k] *= sizes[k];
        sum += Math.abs(ofStack[k]);
      }
      for (int k = 0; k < size && sum > 0; k++) {
        shares[k] += weights[size + s] * ofStack[k] / sum;
      }
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int k = 0; k < size; k++) {
      byName.put(members.get(k).name(), shares[k] / all);
    }
    return byName;
  }

  @Override
  public Expression expression(ModelInputs ofRow) throws InexpressibleException {
    throw InexpressibleException.ofAmounts();
  }

  @Override
  public List<LearnedPart> learned() {
    return List.of(
        LearnedPart.of("errors", errors.clone()),
        new LearnedPart(
            "stacks",
            (long) STACKS * inputs.length,
            () -> Arrays.stream(stacks).map(s -> s.weights().clone()).toArray(double[][]::new)));
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putByte(isLate ? 1 : 0).putDouble(square).putDouble(count);
    out.putDoubles(errors).putInt(size);
    for (int k = 0; k < places.length; k++) {
      out.putText(k < size ? members.get(k).name() : "");
      out.putDouble(regrets[k]).putDouble(squares[k]).putDouble(k < size ? sizes[k] : 0);
    }
    for (LeastSquares stack : stacks) {
      stack.write(out);
    }
  }

  /**
   * A new member begins without regrets, and without a weight in the stacks; these begin anew when
   * one has left, whose share nobody has.
   */
  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    isLate = in.getByte() != 0;
    square = in.getDouble();
    count = in.getDouble();
    in.getDoubles(errors);
    int stored = in.getCount();
    List<String> names = members.stream().map(Member::name).toList();
    boolean isWhole = true;
    int[] inputsNow = new int[stored + 1 + ERRORS];
    Arrays.setAll(inputsNow, i -> i - stored + size);
    for (int k = 0; k < stored + STACKS; k++) {
      int now = k < stored ? names.indexOf(in.getText()) : size + k - stored;
      if (k >= stored) {
        in.getText();
      }
      if (k < stored) {
        isWhole &= now >= 0;
        inputsNow[k] = now;
      }
      double regret = in.getDouble();
      double ofSquares = in.getDouble();
      double faded = in.getDouble();
      if (now >= 0 && now < size) {
        sizes[now] = faded;
      }
      if (now >= 0) {
        regrets[now] = regret;
        squares[now] = ofSquares;
      }
    }
    for (int s = 0; s < STACKS; s++) {
      LeastSquares left = new LeastSquares(inputs.length, FADES[s], RIDGE);
      (isWhole ? stacks[s] : left).read(in, inputsNow);
      if (!isWhole) {
        regrets[size + s] = 0;
        squares[size + s] = 0;
      }
    }
  }
}
