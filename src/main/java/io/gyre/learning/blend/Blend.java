package io.gyre.learning.blend;

import io.gyre.learning.LearnedPart;
import io.gyre.learning.Members;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.math.Exponential;
import io.gyre.learning.math.Logarithm;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.Softmax;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Mixes the probabilities of other learners, its E members, by how good each was so far.
 *
 * <p>Three <i>mixers</i> m of different rates pool them in the logarithmic domain, as the data
 * compressors PAQ and cmix do (Mahoney 2005; Genest and Zidek 1986 on such pools), and a
 * fixed-share forecaster (Herbster and Warmuth 1998) weighs mixers and members by their log loss:
 *
 * <pre>
 *  l_ek = ln max(p_ek, f), f = min(0.001, 0.1/K)      of each member e and class k
 *  q_m  = softmax(Σ_e w_me·l_e)                       of each mixer
 *  p    = Σ_m v_m·q_m + Σ_e v_e·p_e                   the answer; the v add up to 1
 *
 *  v ← v·max(p_y, f)^η, so that they add up to 1; v ← 0.999·v + 0.001/(3 + E)
 *  w_me ← w_me − r_m·Σ_k (q_mk − [k = y])·l_ek, limited to ±16
 * </pre>
 *
 * <p>After t labels r_m is 1 + 20/(1 + t/30) times 0.0005, 0.004 and 0.02: the rates fall as labels
 * come. Each w begins at 1/E, each v at 1/(3 + E). A negative w inverts a member: after two classes
 * have changed places the members are useful at once. A member without an answer is left out at
 * that point, and keeps its v. A class that was unknown when the point came changes nothing.
 *
 * <p>When a label comes late, v is updated with the p and q that were answered when the point came,
 * and w with the q that the mixers would answer now: a mixer that follows the last labels is judged
 * by its answer then, not by later knowledge. If d labels were learned in between, η and r are
 * divided by √(1 + 3·d), as the regret of late labels demands (Joulani, György and Szepesvári
 * 2013): the knowledge about the members is d labels old, and a burst of errors counts d times
 * before their recovery shows.
 */
final class Blend extends OnePartLearner {

  /** r in the long run, a mixer each. */
  private static final double[] RATES = {0.0005, 0.004, 0.02};

  private static final int MIXERS = RATES.length;
  private static final double MOST_WEIGHT = 16;
  private static final double SHARED = 0.001;
  private static final double MOST_FLOOR = 0.001;
  private static final double FLOOR_OF_ALL = 0.1;

  /** Far below 0 the exponential is 0; if all were so wrong, nothing would be left to share. */
  private static final double LEAST_FACTOR = 1e-17;

  /** Mixers start faster by this factor, for about this number of labels. */
  private static final double EAGER = 20;

  private static final double EAGER_LABELS = 30;

  /** The caution that each label in between adds. */
  private static final double CAUTION = 3;

  /** A logarithm and its use by the mixers takes as long as reading this number of numbers. */
  private static final int LOGARITHM = 8;

  private static final long NONE = -1;

  private final double trustRate; // η
  private final Members members;
  private final int size; // E
  private final int[] places; // of the answers of mixers, then members
  private final double[][] weights; // w, 3×E
  private final double[] trust; // v, of the mixers, then of the members

  private double[][] logs; // l, E×K
  private double[][] mixed = new double[MIXERS][0]; // q, 3×K
  private double[] gradient = {}; // K
  private long mixedPoint = NONE;

  Blend(double trustRate, Members members) {
    super("mixture");
    this.trustRate = trustRate;
    this.members = members;
    size = members.size();
    places = new int[MIXERS + size];
    int first = members.reserve(MIXERS);
    for (int i = 0; i < places.length; i++) {
      places[i] = i < MIXERS ? first + i : members.place(i - MIXERS);
    }
    weights = new double[MIXERS][size];
    trust = new double[MIXERS + size];
    logs = new double[size][0];
    for (double[] ofMixer : weights) {
      Arrays.fill(ofMixer, 1.0 / size);
    }
    Arrays.fill(trust, 1.0 / trust.length);
  }

  @Override
  public void predict(double[] row, double[] probabilities) {
    int classes = probabilities.length;
    mix(classes);
    Arrays.fill(probabilities, 0);
    for (int m = 0; m < MIXERS; m++) {
      members.answered(places[m], mixed[m]);
      LoopKernels.add(classes, trust[m], mixed[m], probabilities);
    }
    for (int e = 0; e < size; e++) {
      double[] answer = answer(MIXERS + e);
      if (answer != null) {
        LoopKernels.add(classes, trust[MIXERS + e], answer, probabilities);
      }
    }
    LoopKernels.normalise(probabilities);
  }

  /** Computes l and q of the current point. */
  private void mix(int classes) {
    if (gradient.length != classes) {
      gradient = new double[classes];
      logs = new double[size][classes];
      mixed = new double[MIXERS][classes];
    }
    double floor = floor(classes);
    for (int e = 0; e < size; e++) {
      double[] answer = answer(MIXERS + e);
      for (int k = 0; answer != null && k < classes; k++) {
        logs[e][k] = Logarithm.of(Math.max(answer[k], floor));
      }
    }
    for (int m = 0; m < MIXERS; m++) {
      Arrays.fill(mixed[m], 0);
      for (int e = 0; e < size; e++) {
        if (answer(MIXERS + e) != null) {
          LoopKernels.add(classes, weights[m][e], logs[e], mixed[m]);
        }
      }
      if (classes > 0) {
        Softmax.vectorised(mixed[m], classes);
      }
    }
    mixedPoint = members.point();
  }

  private static double floor(int classes) {
    return Math.min(MOST_FLOOR, FLOOR_OF_ALL / classes);
  }

  @Override
  public void learn(double[] row, int label) {
    int classes = members.classes();
    stepped();
    if (label >= classes || classes < 2) {
      return;
    }
    if (mixedPoint != members.point()) {
      mix(classes);
    }
    double caution = 1 / Math.sqrt(1 + CAUTION * members.age());
    double eagerness = 1 + EAGER / (1 + step / EAGER_LABELS);
    moveTrust(label, floor(classes), caution * trustRate);
    for (int m = 0; m < MIXERS; m++) {
      stepMixer(m, label, classes, caution * eagerness * RATES[m]);
    }
    mixedPoint = NONE;
  }

  private void moveTrust(int label, double floor, double rate) {
    double before = 0;
    double after = 0;
    int present = 0;
    for (int i = 0; i < trust.length; i++) {
      double[] answer = answer(i);
      if (answer != null) {
        before += trust[i];
        double log = Logarithm.of(Math.max(floor, Math.min(1, answer[label])));
        trust[i] *= Math.max(LEAST_FACTOR, Exponential.ofNegative(rate * log));
        after += trust[i];
        present++;
      }
    }
    double factor = (1 - SHARED) * before / after;
    double share = SHARED * before / present;
    for (int i = 0; i < trust.length; i++) {
      if (answer(i) != null) {
        trust[i] = factor * trust[i] + share;
      }
    }
  }

  /** Returns the answer of a mixer or, after them, a member; null without an answer. */
  private double[] answer(int i) {
    return members.answer(places[i]);
  }

  private void stepMixer(int m, int label, int classes, double rate) {
    System.arraycopy(mixed[m], 0, gradient, 0, classes);
    gradient[label] -= 1;
    for (int e = 0; e < size; e++) {
      if (answer(MIXERS + e) != null) {
        double slope = LoopKernels.dot(classes, gradient, logs[e]);
        double weight = weights[m][e] - rate * slope;
        weights[m][e] = Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, weight));
      }
    }
  }

  /** Does nothing: no state belongs to a class. */
  @Override
  public void addClass(double[] row, double probability) {}

  @Override
  public long numbersRead(Set<Object> counted) {
    return members.numbersRead(counted) + (long) LOGARITHM * size * members.classes();
  }

  @Override
  public void ask(double[] row, double[] probabilities) {
    members.ask(row, probabilities.length);
    predict(row, probabilities);
  }

  /** v_e + Σ_m v_m·w_me / Σ_j |w_mj|: below 0 if the member is inverted. */
  @Override
  public Map<String, Double> memberWeights() {
    double[] all = Arrays.copyOfRange(trust, MIXERS, trust.length);
    for (int m = 0; m < MIXERS; m++) {
      double sum = 0;
      for (double weight : weights[m]) {
        sum += Math.abs(weight);
      }
      for (int e = 0; e < size && sum > 0; e++) {
        all[e] += trust[m] * weights[m][e] / sum;
      }
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int e = 0; e < size; e++) {
      byName.put(members.name(e), all[e]);
    }
    return byName;
  }

  @Override
  public List<LearnedPart> learned() {
    return List.of(
        LearnedPart.of("trust", Arrays.copyOf(trust, MIXERS)),
        new LearnedPart("members", size * (1 + MIXERS), this::ofMembers));
  }

  private Map<String, Object> ofMembers() {
    Map<String, Object> ofMembers = new LinkedHashMap<>();
    for (int e = 0; e < size; e++) {
      double[] numbers = numbers(e);
      // In this order in every JVM, unlike Map.of: it is that of the published record.
      Map<String, Object> ofMember = new LinkedHashMap<>();
      ofMember.put("trust", numbers[0]);
      ofMember.put("weights", Arrays.copyOfRange(numbers, 1, numbers.length));
      ofMembers.put(members.name(e), ofMember);
    }
    return ofMembers;
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putDoubles(trust, 0, MIXERS).putInt(size);
    for (int e = 0; e < size; e++) {
      out.putText(members.name(e)).putDoubles(numbers(e));
    }
  }

  /** Returns the v of a member and the w that each mixer gives it. */
  private double[] numbers(int e) {
    double[] numbers = new double[1 + MIXERS];
    numbers[0] = trust[MIXERS + e];
    for (int m = 0; m < MIXERS; m++) {
      numbers[1 + m] = weights[m][e];
    }
    return numbers;
  }

  /** A new member has its start values, a removed one is left out. */
  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    in.getDoubles(trust, MIXERS);
    List<String> names = IntStream.range(0, size).mapToObj(members::name).toList();
    int stored = in.getCount();
    int found = 0;
    double[] numbers = new double[1 + MIXERS];
    for (int i = 0; i < stored; i++) {
      int e = names.indexOf(in.getText());
      in.getDoubles(numbers);
      if (e >= 0) {
        found++;
        trust[MIXERS + e] = numbers[0];
        for (int m = 0; m < MIXERS; m++) {
          weights[m][e] = numbers[1 + m];
        }
      }
    }
    if (in.remaining() > 0) {
      throw new DamagedStateException("it goes on for %d bytes".formatted(in.remaining()));
    }
    if (found < size || stored > size) {
      LoopKernels.normalise(trust);
    }
  }
}
