package io.gyre.learning.text;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.GrowingArrays;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.Contributions;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.Shared;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.Logarithm;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.Softmax;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Naive Bayes on the words of texts: in how many of the d_k texts of each class k a word w was,
 * c_wk (Robertson and Spärck Jones 1976; scaled as Platt 1999 does).
 *
 * <pre>
 *  t_k = Σ_w ln((c_wk + s)/(d_k + 2s)) / √n     of the n words of a text; s is the smoothing
 *  r_k = ln((1 + n_k)/(K + Σ n_j))              n_k of the labels since there is a text
 *  p   = softmax(a·t + b + r)
 *
 *  A ← A + Σ_k p_k·(t_k − m)²       m = Σ_j p_j·t_j
 *  B_k ← B_k + p_k·(1 − p_k)·K/(K − 1)
 *  C_k ← C_k + p_k·(t_k − m)
 *  (a, b) ← (a, b) − H⁻¹·g           g_a = m − t_y, g_k = p_k − [k = y]
 *                                    H = 20·I + (A, Cᵀ; C, B)
 * </pre>
 *
 * <p>The words of a text depend on each other, so their sum, and even that divided by √n, claims
 * too much or too little. So a, 1 at first, and b, 0 at first, both limited to ±{@value
 * #MOST_WEIGHT}, make Newton's steps on the log loss of the answer that is given now, before the
 * text is counted. Its curvature between two b is left out: the step costs O(K).
 *
 * <p>A class without a text is expected to have the words of all texts: Σ_j c_wj of Σ_j d_j. One
 * that has just appeared has the probability that it was given everywhere, until the next label is
 * learned. A point without a text has t = 0. As long as no field is text, there is no answer.
 */
public final class NaiveBayes extends OnePartLearner {

  private static final double MOST_WEIGHT = 16;

  /** A wrong label against all words says nothing by its curvature, and must not invert them. */
  private static final double MOST_CHANGE = 0.5;

  /** So much counts as learned already. */
  private static final double RIDGE = 20;

  /** Counts up to here have their logarithm at hand. */
  private static final int SMALL = 4_096;

  private final double smoothing; // s
  private final Encoder encoder;
  private final WordTable counts; // c, an array of K
  private double scale = 1; // a
  private double curvature; // A
  private double[] biases; // b, K
  private double[] curvatures; // B, K
  private double[] crossed; // C, K
  private final double[] logs; // ln(c + s) of small c
  private double[] labels; // n_k
  private double[] texts; // d_k
  private double[] fresh; // K: the probability of each class that has appeared since a label
  private int settled; // the number of classes then

  private int[] words = {};
  private double[] t = {}; // K
  private double[] p = {};

  NaiveBayes(double smoothing, Shared shared, int classes) {
    super("bayes");
    this.smoothing = smoothing;
    encoder = shared.encoder();
    counts = new WordTable(1, classes);
    logs = new double[SMALL];
    Arrays.setAll(logs, c -> Logarithm.of(c + smoothing));
    labels = new double[classes];
    texts = new double[classes];
    biases = new double[classes];
    curvatures = new double[classes];
    crossed = new double[classes];
    begin(new double[classes], classes);
  }

  private void begin(double[] more, int known) {
    fresh = more;
    settled = known;
    t = new double[fresh.length];
    p = new double[fresh.length];
  }

  @Override
  public boolean answers() {
    return !encoder.texts().isEmpty();
  }

  @Override
  public void predict(Row row, Answers answers, double[] probabilities) {
    int n = find(row);
    sum(n, n, t);
    for (int k = 0; k < settled; k++) {
      probabilities[k] = scale * t[k] + bias(k);
    }
    if (settled > 0) {
      Softmax.of(probabilities, settled, probabilities);
    }
    double share = 1 - LoopKernels.sumInOrder(fresh);
    for (int k = 0; k < fresh.length; k++) {
      probabilities[k] = fresh[k] + (k < settled ? share * probabilities[k] : 0);
    }
    LoopKernels.normalise(probabilities);
  }

  /** b_k + r_k, up to what is the same for all classes. */
  private double bias(int k) {
    return biases[k] + Logarithm.of(1 + labels[k]);
  }

  /** Finds the words of a text; returns n. */
  private int find(Row row) {
    int n = encoder.texts().words(row);
    words = GrowingArrays.of(words, encoder.texts().mostWords());
    System.arraycopy(row.words(), 0, words, 0, n);
    return n;
  }

  /**
   * Computes t of some of the words of a text.
   *
   * @param some how many of its words were found
   * @param n how many words the text has
   */
  private void sum(int some, int n, double[] t) {
    Arrays.fill(t, 0);
    boolean missing = false; // a class without a text
    for (int k = 0; k < settled; k++) {
      missing |= texts[k] == 0;
    }
    double all = missing ? LoopKernels.sumInOrder(texts) : 0;
    for (int i = 0; i < some; i++) {
      double[][] entry = counts.get(counts.column(words[i]));
      double ofAll = missing && entry != null ? LoopKernels.sumInOrder(entry[0]) : 0;
      for (int k = 0; k < settled; k++) {
        t[k] += log(texts[k] == 0 ? ofAll : entry == null ? 0 : entry[0][k]);
      }
    }
    for (int k = 0; n > 0 && k < settled; k++) {
      double of = texts[k] == 0 ? all : texts[k];
      t[k] = (t[k] - some * Logarithm.of(of + 2 * smoothing)) / Math.sqrt(n);
    }
  }

  private double log(double count) {
    return count < SMALL ? logs[(int) count] : Logarithm.of(count + smoothing);
  }

  /** p = softmax(a·t + b + r), with what classes have that have just appeared. */
  @Override
  public Expression expression(ModelInputs inputs) {
    Expression ofWords =
        inputs.sumOfWords(
            ofWord(null),
            counts.size(),
            word -> {
              double[][] entry = counts.get(counts.column(word));
              return entry == null ? null : ofWord(entry[0]);
            });
    double[] ofEach = new double[fresh.length];
    double[] ofClass = new double[fresh.length];
    for (int k = 0; k < fresh.length; k++) {
      double of = texts[k] == 0 ? LoopKernels.sumInOrder(texts) : texts[k];
      ofEach[k] = k < settled ? scale * Logarithm.of(of + 2 * smoothing) : 0;
      ofClass[k] = k < settled ? bias(k) : Double.NEGATIVE_INFINITY;
    }
    Expression ofAll = inputs.count().times(Expression.numbers(ofEach));
    Expression t = ofWords.minus(ofAll).over(inputs.rootOfCount());
    return t.plus(Expression.numbers(ofClass)).softmax().withFresh(fresh);
  }

  /**
   * Returns what a word adds to a·t·√n of each class, before the share of the n words.
   *
   * @param ofWord its c; null if it was never learned
   * @return K numbers, 0 for a class that has just appeared
   */
  private double[] ofWord(double[] ofWord) {
    double[] terms = new double[fresh.length];
    for (int k = 0; k < settled; k++) {
      double count = ofWord == null ? 0 : ofWord[k];
      if (texts[k] == 0) {
        count = ofWord == null ? 0 : LoopKernels.sumInOrder(ofWord);
      }
      terms[k] = scale * log(count);
    }
    return terms;
  }

  @Override
  public void learn(Row row, Answers answers, double ofClass) {
    int label = (int) ofClass;
    stepped();
    settled = fresh.length;
    Arrays.fill(fresh, 0);
    int n = encoder.texts().words(row);
    if (settled > 1 && n > 0) {
      predict(row, answers, p);
      step(label);
    }
    labels[label]++;
    texts[label] += n > 0 ? 1 : 0;
    for (int i = 0; i < n; i++) {
      counts.change(counts.column(row.words()[i]))[0][label]++;
    }
  }

  private void step(int label) {
    double mean = LoopKernels.dot(settled, p, t);
    double slope = mean - t[label];
    double pivot = RIDGE;
    for (int k = 0; k < settled; k++) {
      double centred = p[k] * (t[k] - mean);
      curvature += centred * (t[k] - mean);
      crossed[k] += centred;
      curvatures[k] += p[k] * (1 - p[k]) * settled / (settled - 1.0);
      double ratio = crossed[k] / (RIDGE + curvatures[k]);
      pivot -= ratio * crossed[k];
      slope -= ratio * (p[k] - (k == label ? 1 : 0));
    }
    double change = slope / Math.max(RIDGE, pivot + curvature);
    change = Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, change));
    scale = limited(scale - change);
    for (int k = 0; k < settled; k++) {
      double ofClass = p[k] - (k == label ? 1 : 0) - crossed[k] * change;
      biases[k] = limited(biases[k] - ofClass / (RIDGE + curvatures[k]));
    }
  }

  private static double limited(double weight) {
    return Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, weight));
  }

  /**
   * As of logistic regression: the terms of the text fields, and b + r as the bias; of two classes
   * that of the one against the other, of more that against the mean of all.
   */
  @Override
  public Contributions terms(Row row, int k) {
    if (settled < Math.max(2, fresh.length)) {
      return null;
    }
    int n = find(row);
    Map<String, Double> terms = new LinkedHashMap<>();
    for (int field = 0; field < encoder.texts().size(); field++) {
      sum(encoder.texts().wordsOf(field, row, words, 0), n, t);
      terms.put(encoder.texts().path(field), scale * against(t, k));
    }
    Arrays.setAll(t, this::bias);
    return Contributions.ofLogit(terms, against(t, k));
  }

  private static double against(double[] z, int k) {
    return z.length == 2 ? z[k] - z[1 - k] : z[k] - LoopKernels.sumInOrder(z) / z.length;
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    return (long) encoder.slots() * (1 + 3L * fresh.length);
  }

  @Override
  public void addClass(Row row, double probability) {
    int known = fresh.length;
    labels = Arrays.copyOf(labels, known + 1);
    texts = Arrays.copyOf(texts, known + 1);
    biases = Arrays.copyOf(biases, known + 1);
    curvatures = Arrays.copyOf(curvatures, known + 1);
    crossed = Arrays.copyOf(crossed, known + 1);
    counts.widen(known + 1, 0);
    begin(withFresh(fresh, probability), settled);
    changed();
  }

  @Override
  public List<LearnedPart> learned() {
    return List.of(
        LearnedPart.of("texts", texts.clone()),
        LearnedPart.of("scale", scale),
        LearnedPart.of("biases", biases.clone()));
  }

  @Override
  public List<StatePart> state() {
    List<StatePart> all = new ArrayList<>(List.of(this));
    all.addAll(counts.parts());
    return all;
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putLong(counts.used()).putDouble(scale).putDouble(curvature);
    out.putInt(settled).putInt(fresh.length).putDoubles(fresh).putDoubles(labels);
    out.putDoubles(texts).putDoubles(biases).putDoubles(curvatures).putDoubles(crossed);
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    long used = in.getLong();
    scale = in.getDouble();
    curvature = in.getDouble();
    int known = in.getInt();
    begin(in.getDoubles(in.getCount()), known);
    labels = in.getDoubles(fresh.length);
    texts = in.getDoubles(fresh.length);
    biases = in.getDoubles(fresh.length);
    curvatures = in.getDoubles(fresh.length);
    crossed = in.getDoubles(fresh.length);
    counts.reset(1, fresh.length);
    counts.expect(counts.size(), used);
    if (known < 0 || known > fresh.length || in.remaining() > 0) {
      throw new DamagedStateException(
          "%d of %d classes are known, and %d bytes are left over"
              .formatted(known, fresh.length, in.remaining()));
    }
  }
}
