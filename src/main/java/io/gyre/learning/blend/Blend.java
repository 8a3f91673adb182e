package io.gyre.learning.blend;

import io.gyre.learning.LearnedPart;
import io.gyre.learning.Learner;
import io.gyre.learning.Members;
import io.gyre.learning.math.Exponential;
import io.gyre.learning.math.Logarithm;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.Softmax;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mixes the probabilities of other learners, its E members, by what each was worth so far.
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
 * <p>After t labels r_m is 1 + 20/(1 + t/30) times 0.0005, 0.004 and 0.02: in the beginning there
 * is much to learn and little to lose. Each w begins at 1/E, each v at 1/(3 + E). A negative w
 * turns a member around: after two classes have changed places the members are of use at once. A
 * member that had no answer counts for nothing at that point, and keeps its v. A class that was not
 * known when the point came teaches nothing.
 *
 * <p>When a label comes late, p and q of the v are what was answered when the point came, and the q
 * of the w what the mixers would answer by now: a mixer that chases the last labels is trusted for
 * what it was worth, not for what it knows afterwards. If d labels were learned from in between, η
 * and r are divided by √(1 + 3·d), as the regret of late labels demands (Joulani, György and
 * Szepesvári 2013): what is known of the members is d labels old, and a burst of errors weighs d
 * times before anything is heard of their recovery.
 */
final class Blend extends StatePart implements Learner {

  /** r in the long run, a mixer each. */
  private static final double[] RATES = {0.0005, 0.004, 0.02};

  private static final int MIXERS = RATES.length;
  private static final double MOST_WEIGHT = 16;
  private static final double SHARED = 0.001;
  private static final double MOST_FLOOR = 0.001;
  private static final double FLOOR_OF_ALL = 0.1;

  /** Far below 0 the exponential is 0; if all were so wrong, nothing would be left to share. */
  private static final double LEAST_FACTOR = 1e-17;

  /** So many times faster than later on mixers begin, and for about so many labels. */
  private static final double EAGER = 20;

  private static final double EAGER_LABELS = 30;

  /** How much more cautious each label makes it that came in between. */
  private static final double CAUTION = 3;

  /** A logarithm, and what the mixers do with it, takes as long as reading so many numbers. */
  private static final int LOGARITHM = 8;

  private static final long NONE = -1;

  private final double trustRate; // η
  private final Members members;
  private final int size; // E
  private final int[] places; // of what mixers, then members have said
  private final double[][] weights; // w, 3×E
  private final double[] trust; // v, of the mixers, then of the members
  private long step;

  private double[][] logs; // l, E×K
  private double[][] mixed = new double[MIXERS][0]; // q, 3×K
  private double[] gradient = {}; // K
  private long mixedPoint = NONE;

  /**
   * @param members those that are there by now are mixed
   */
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

  /** Computes l and q of the present point. */
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
    step++;
    changed();
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

  /** What a mixer or, behind them, a member has said of the point; null if nothing. */
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

  /** Its members make room; what it knows of them is of no class. */
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

  @Override
  public long step() {
    return step;
  }

  /**
   * v_e + Σ_m v_m·w_me / Σ_j |w_mj|: how much of the answer is a member's, below 0 if it is turned
   * around.
   */
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

  /** The v of each mixer, and of each member by its name the v and the w of each mixer. */
  @Override
  public List<LearnedPart> learned() {
    return List.of(
        LearnedPart.of("trust", Arrays.copyOf(trust, MIXERS)),
        new LearnedPart("members", size * (1 + MIXERS), this::ofMembers));
  }

  private Map<String, Object> ofMembers() {
    Map<String, Object> ofMembers = new LinkedHashMap<>();
    for (int e = 0; e < size; e++) {
      double[] ofMixers = new double[MIXERS];
      for (int m = 0; m < MIXERS; m++) {
        ofMixers[m] = weights[m][e];
      }
      // In this order in every JVM, unlike Map.of: it is that of the published record.
      Map<String, Object> ofMember = new LinkedHashMap<>();
      ofMember.put("trust", trust[MIXERS + e]);
      ofMember.put("weights", ofMixers);
      ofMembers.put(members.name(e), ofMember);
    }
    return ofMembers;
  }

  @Override
  public List<StatePart> state() {
    return List.of(this);
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putDoubles(trust, 0, MIXERS).putInt(size);
    for (int e = 0; e < size; e++) {
      out.putText(members.name(e)).putDouble(trust[MIXERS + e]);
      for (int m = 0; m < MIXERS; m++) {
        out.putDouble(weights[m][e]);
      }
    }
  }

  /** By the members' names: one that is new is as at the start, one that has gone is left out. */
  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    in.getDoubles(trust, MIXERS);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int e = 0; e < size; e++) {
      numbers.put(members.name(e), e);
    }
    int stored = in.getCount();
    int found = 0;
    for (int i = 0; i < stored; i++) {
      Integer e = numbers.get(in.getText());
      double trusted = in.getDouble();
      if (e != null) {
        found++;
        trust[MIXERS + e] = trusted;
      }
      for (int m = 0; m < MIXERS; m++) {
        double weight = in.getDouble();
        if (e != null) {
          weights[m][e] = weight;
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
