package io.gyre.learning.blend;

import io.gyre.encoding.GrowingArrays;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.Members;
import io.gyre.learning.Members.Member;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.Exponential;
import io.gyre.learning.math.Logarithm;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.Softmax;
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
 * <p>Five <i>mixers</i> m pool them in the logarithmic domain, as the data compressors PAQ and cmix
 * do (Mahoney 2005; Genest and Zidek 1986 on such pools), and a fixed-share forecaster (Herbster
 * and Warmuth 1998) weighs mixers and members by their log loss:
 *
 * <pre>
 *  f_k  = min(0.001, 0.1/K, 0.01·(1 + n_k)/(K + n))     n_k of the n labels so far were k
 *  l_ek = ln max(p_ek, f_k)                            of each member e and class k
 *  q_m  = softmax(Σ_e w_me·l_e)                        of each mixer
 *  p    = Σ_m v_m·q_m + Σ_e v_e·p_e                    the answer; the v add up to 1
 *
 *  v ← v·max(p_y, f_y, 0.00001)^(η/(1+3d)^⅜), so that they add up to 1
 *  v ← (1 − s)·v + s/(5 + E), s = 1/(1000 + 3d)
 *  w_me ← w_me − r_m/√(1+3d)·Σ_k (q_mk − [k = y])·l_ek, of three of the mixers
 * </pre>
 *
 * <p>After t labels r_m is 1 + 20/(1 + t/30) times 0.0005, 0.004 and 0.02: the rates fall as labels
 * come. The other two mixers make {@link NewtonSteps}, with λ = 1 and 0.9999, up to 64 classes:
 * they need no rate, which matters where labels are late or a class is rare. Each w begins at 1/E
 * and is limited to ±16, each v begins at 1/(5 + E); of the members that answer then. A negative w
 * inverts a member: after two classes have changed places the members are useful at once. A member
 * without an answer is left out at that point, and keeps its v and w. A class that was unknown when
 * the point came changes nothing but n.
 *
 * <p>When a label comes late, v is updated with the p and q that were answered when the point came,
 * and w with the q that the mixers would answer now: a mixer that follows the last labels is judged
 * by its answer then, not by later knowledge. d is the number of labels learned in between. Rates
 * fall with it, as the regret of late labels demands (Joulani, György and Szepesvári 2013): the
 * knowledge about the members is d labels old, and a burst of errors counts d times before their
 * recovery shows. That regret is a bound of the worst case; for v the exponent ⅜ was better than
 * its ½ on ten streams. The share s falls as well: it would level the v faster than so small a rate
 * tells them apart.
 */
public final class Blend extends OnePartLearner {

  private static final double[] RATES = {0.0005, 0.004, 0.02}; // r in the long run, a mixer each
  private static final double[] FADES = {1, 1 - 1e-4}; // λ, of a mixer each
  private static final int MIXERS = RATES.length + FADES.length;
  private static final int MOST_CLASSES_OF_NEWTON = 64;
  private static final double MOST_WEIGHT = 16;
  private static final double SHARED_LABELS = 1_000; // 1/s without delay
  private static final double MOST_FLOOR = 0.001;
  private static final double FLOOR_OF_ALL = 0.1;
  private static final double FLOOR_OF_CLASS = 0.01;
  private static final double LEAST_FLOOR_OF_TRUST = 1e-5;

  /** Far below 0 the exponential is 0; if all were so wrong, nothing would be left to share. */
  private static final double LEAST_FACTOR = 1e-17;

  /** Mixers start faster by this factor, for about this number of labels. */
  private static final double EAGER = 20;

  private static final double EAGER_LABELS = 30;
  private static final double CAUTION = 3; // what each label in between adds

  /** A logarithm and its use by the mixers takes as long as reading this number of numbers. */
  private static final int LOGARITHM = 8;

  private static final int VERSION = 4;

  private final double trustRate; // η
  private final List<Member> members;
  private final int size; // E
  private final int[] places; // of the answers of mixers, then members
  private final double[][] weights; // w, 5×E
  private final double[] trust; // v, of the mixers, then of the members
  private final NewtonSteps[] newton; // of the last mixers
  private double[] labels = {}; // n_k, of the classes that had one
  private double labelled; // n

  // Of one point; found again whenever they are needed.
  private final double[][] logs; // l, E×K, or null without an answer
  private double[][] roomForLogs = {}; // E×K or more
  private double[][] mixed = new double[MIXERS][0]; // q, 5×K
  private double[] gradient = {}; // K
  private double[] floors = {}; // f, K or more

  Blend(double trustRate, Members list) {
    super("mixture", VERSION);
    this.trustRate = trustRate;
    members = list.mixable();
    size = members.size();
    places = new int[MIXERS + size];
    int first = list.reserve(MIXERS);
    for (int i = 0; i < places.length; i++) {
      places[i] = i < MIXERS ? first + i : members.get(i - MIXERS).place();
    }
    weights = new double[MIXERS][size];
    trust = new double[MIXERS + size];
    newton = new NewtonSteps[FADES.length];
    Arrays.setAll(newton, i -> new NewtonSteps(FADES[i], size));
    logs = new double[size][];
    long answering = Math.max(1, IntStream.range(0, size).filter(this::isAnswering).count());
    for (double[] ofMixer : weights) {
      Arrays.fill(ofMixer, 1.0 / answering);
    }
    Arrays.fill(trust, 1.0 / (MIXERS + answering));
  }

  private boolean isAnswering(int e) {
    return members.get(e).learner().answers();
  }

  private String name(int e) {
    return members.get(e).name();
  }

  @Override
  public void predict(Row row, Answers answers, double[] probabilities) {
    int classes = probabilities.length;
    findLogs(answers, classes);
    Arrays.fill(probabilities, 0);
    for (int m = 0; m < mixers(classes); m++) {
      double[] q = answers.give(places[m]);
      mix(m, classes, q);
      LoopKernels.add(classes, trust[m], q, probabilities);
    }
    for (int e = 0; e < size; e++) {
      double[] answer = answers.of(places[MIXERS + e]);
      if (answer != null) {
        LoopKernels.add(classes, trust[MIXERS + e], answer, probabilities);
      }
    }
    LoopKernels.normalise(probabilities);
  }

  /** Returns how many of the mixers answer. */
  private static int mixers(int classes) {
    return classes <= MOST_CLASSES_OF_NEWTON ? MIXERS : RATES.length;
  }

  /** Computes l. */
  private void findLogs(Answers answers, int classes) {
    floors = GrowingArrays.of(floors, classes);
    roomForLogs = GrowingArrays.of(roomForLogs, size, classes);
    for (int k = 0; k < classes; k++) {
      floors[k] = floor(k, classes);
    }
    for (int e = 0; e < size; e++) {
      double[] answer = answers.of(places[MIXERS + e]);
      logs[e] = answer == null ? null : roomForLogs[e];
      for (int k = 0; answer != null && k < classes; k++) {
        logs[e][k] = Logarithm.of(Math.max(answer[k], floors[k]));
      }
    }
  }

  /** Computes the q of a mixer from l. */
  private void mix(int m, int classes, double[] q) {
    Arrays.fill(q, 0);
    for (int e = 0; e < size; e++) {
      if (logs[e] != null) {
        LoopKernels.add(classes, weights[m][e], logs[e], q);
      }
    }
    if (classes > 0) {
      Softmax.vectorised(q);
    }
  }

  /**
   * As if the members that are not expressed had no answer: the v are used as they are, and the
   * answer is divided by its sum.
   */
  @Override
  public Expression expression(ModelInputs inputs) throws InexpressibleException {
    Map<String, Expression> answers = inputs.answers();
    int[] chosen =
        IntStream.range(0, size)
            .filter(e -> isAnswering(e) && answers.containsKey(name(e)))
            .toArray();
    if (chosen.length == 0) {
      throw new InexpressibleException("none of the learners that it mixes can be exported");
    }
    int classes = inputs.classes();
    double[][] w = new double[mixers(classes)][];
    Arrays.setAll(w, m -> Arrays.stream(chosen).mapToDouble(e -> weights[m][e]).toArray());
    Expression p =
        Expression.concat(
            1,
            Arrays.stream(chosen)
                .mapToObj(e -> answers.get(name(e)).unsqueeze(1))
                .toArray(Expression[]::new));
    double[] least = IntStream.range(0, classes).mapToDouble(k -> floor(k, classes)).toArray();
    Expression l = Expression.op("Log", Expression.op("Max", p, Expression.numbers(least)));
    Expression q = Expression.matrix(w, chosen.length).matTimes(l).softmax();
    double[] inMembers = Arrays.stream(chosen).mapToDouble(e -> trust[MIXERS + e]).toArray();
    return weighed(Arrays.copyOf(trust, w.length), q).plus(weighed(inMembers, p)).normalised();
  }

  /** Σ v_i·p_i of N×i×K. */
  private static Expression weighed(double[] v, Expression p) {
    double[][] column =
        Arrays.stream(v).mapToObj(each -> new double[] {each}).toArray(double[][]::new);
    return p.times(Expression.matrix(column, 1)).sum(1, false);
  }

  private double floor(int k, int classes) {
    double seen = k < labels.length ? labels[k] : 0;
    double most = Math.min(MOST_FLOOR, FLOOR_OF_ALL / classes);
    return Math.min(most, FLOOR_OF_CLASS * (1 + seen) / (classes + labelled));
  }

  @Override
  public void learn(Row row, Answers answers, double ofClass) {
    int label = (int) ofClass;
    int classes = answers.classes();
    stepped();
    if (label < classes && classes >= 2) {
      findLogs(answers, classes);
      if (gradient.length != classes) {
        gradient = new double[classes];
        mixed = new double[MIXERS][classes];
      }
      double late = 1 + CAUTION * answers.age();
      for (int m = 0; m < mixers(classes); m++) {
        double[] then = answers.of(places[m]);
        if (answers.isRecalled() || then == null) {
          mix(m, classes, mixed[m]);
        } else {
          System.arraycopy(then, 0, mixed[m], 0, classes); // the same now as then
        }
      }
      moveTrust(answers, label, classes, late);
      double eagerness = 1 + EAGER / (1 + step / EAGER_LABELS);
      double rate = eagerness / Math.sqrt(late);
      for (int m = 0; m < mixers(classes); m++) {
        stepMixer(m, label, classes, rate);
      }
    }
    count(label);
  }

  private void count(int label) {
    if (label >= labels.length) {
      labels = Arrays.copyOf(labels, label + 1);
    }
    labels[label]++;
    labelled++;
  }

  private void moveTrust(Answers answers, int label, int classes, double late) {
    double floor = Math.max(LEAST_FLOOR_OF_TRUST, floor(label, classes));
    double root = Math.sqrt(Math.sqrt(late));
    double rate = trustRate / (root * Math.sqrt(root)); // late^⅜
    double shared = 1 / (SHARED_LABELS + late - 1);
    double before = 0;
    double after = 0;
    int present = 0;
    for (int i = 0; i < trust.length; i++) {
      double[] answer = answers.of(places[i]);
      if (answer != null) {
        before += trust[i];
        double log = Logarithm.of(Math.max(floor, Math.min(1, answer[label])));
        trust[i] *= Math.max(LEAST_FACTOR, Exponential.ofNegative(rate * log));
        after += trust[i];
        present++;
      }
    }
    double factor = (1 - shared) * before / after;
    double share = shared * before / present;
    for (int i = 0; i < trust.length; i++) {
      if (answers.of(places[i]) != null) {
        trust[i] = factor * trust[i] + share;
      }
    }
  }

  private void stepMixer(int m, int label, int classes, double rate) {
    System.arraycopy(mixed[m], 0, gradient, 0, classes);
    gradient[label] -= 1;
    double[] steps =
        m < RATES.length ? null : newton[m - RATES.length].step(classes, mixed[m], logs, gradient);
    for (int e = 0; e < size; e++) {
      if (logs[e] != null) {
        double step =
            steps == null
                ? rate * RATES[m] * LoopKernels.dot(classes, gradient, logs[e])
                : steps[e];
        weights[m][e] = Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, weights[m][e] - step));
      }
    }
  }

  /** Does nothing: a class has its count when it has its first label. */
  @Override
  public void addClass(Row row, double probability) {}

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    long ofMembers =
        members.stream().mapToLong(each -> each.learner().numbersRead(classes, counted)).sum();
    return ofMembers + (long) LOGARITHM * size * classes;
  }

  /**
   * (v_e + Σ_m v_m·w_me / Σ_j |w_mj|) / Σ v, of the mixers and members that answer: below 0 if the
   * member is inverted.
   */
  @Override
  public Map<String, Double> memberWeights() {
    double[] all = Arrays.copyOfRange(trust, MIXERS, trust.length);
    int[] answering = IntStream.range(0, size).filter(this::isAnswering).toArray();
    int mixers = mixers(labels.length);
    double idle = LoopKernels.sumInOrder(Arrays.copyOfRange(trust, mixers, MIXERS));
    for (int e = 0; e < size; e++) {
      idle += isAnswering(e) ? 0 : trust[MIXERS + e];
    }
    for (int m = 0; m < mixers; m++) {
      double sum = 0;
      for (int e : answering) {
        sum += Math.abs(weights[m][e]);
      }
      for (int e : answering) {
        all[e] += sum > 0 ? trust[m] * weights[m][e] / sum : 0;
      }
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int e : answering) {
      byName.put(name(e), all[e] / (LoopKernels.sumInOrder(trust) - idle));
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
      ofMembers.put(name(e), ofMember);
    }
    return ofMembers;
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putInt(labels.length).putDoubles(labels);
    out.putDoubles(trust, 0, MIXERS).putInt(size);
    for (int e = 0; e < size; e++) {
      out.putText(name(e)).putDoubles(numbers(e));
      for (NewtonSteps steps : newton) {
        steps.write(out, e);
      }
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
    labels = in.getDoubles(in.getCount());
    labelled = LoopKernels.sumInOrder(labels);
    in.getDoubles(trust, MIXERS);
    List<String> names = IntStream.range(0, size).mapToObj(this::name).toList();
    int[] now = new int[in.getCount()];
    int found = 0;
    double[] numbers = new double[1 + MIXERS];
    for (int i = 0; i < now.length; i++) {
      now[i] = names.indexOf(in.getText());
      in.getDoubles(numbers);
      if (now[i] >= 0) {
        found++;
        trust[MIXERS + now[i]] = numbers[0];
        for (int m = 0; m < MIXERS; m++) {
          weights[m][now[i]] = numbers[1 + m];
        }
      }
      for (int m = RATES.length; m < MIXERS; m++) {
        newton[m - RATES.length].read(in, i, now);
      }
    }
    if (found < size || now.length > size) {
      LoopKernels.normalise(trust);
    }
  }
}
