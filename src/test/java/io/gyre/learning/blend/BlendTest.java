package io.gyre.learning.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.Contributions;
import io.gyre.learning.ContributionsTest;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Members;
import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.Shared;
import io.gyre.learning.States;
import io.gyre.learning.math.Softmax;
import io.gyre.learning.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlendTest {

  private static final double[] RATES = {0.0005, 0.004, 0.02};

  private final Answers answers = new Answers();

  /** A member says whatever a test says that it does. */
  private static Learner silent() {
    return new Prior(0.5, 0);
  }

  private static Members members(String... names) {
    Members members = new Shared(Encoders.ofFeatures(0), new Memory(0, 0, false), null).members();
    for (String name : names) {
      members.add(name, silent(), false);
    }
    return members;
  }

  private static Blend blend(String... names) {
    return new Blend(0.2, members(names));
  }

  private void say(double[]... said) {
    sayIn(answers, said);
  }

  private static void sayIn(Answers answers, double[]... said) {
    answers.begin(Arrays.stream(said).filter(a -> a != null).findFirst().orElseThrow().length);
    for (int e = 0; e < said.length; e++) {
      if (said[e] != null) {
        System.arraycopy(said[e], 0, answers.give(e), 0, said[e].length);
      }
    }
  }

  private void learn(Blend blend, int label) {
    predicted(blend);
    blend.learn(null, answers, label);
  }

  private double[] predicted(Blend blend) {
    return predicted(blend, answers);
  }

  private static double[] predicted(Blend blend, Answers answers) {
    double[] probabilities = new double[answers.classes()];
    blend.predict(null, answers, probabilities);
    return probabilities;
  }

  private static double[] oneOf(int classes, int k, double p) {
    double[] probabilities = new double[classes];
    Arrays.fill(probabilities, (1 - p) / (classes - 1));
    probabilities[k] = p;
    return probabilities;
  }

  private static double[] any(Random random, int classes) {
    double[] p = random.doubles(classes, 0, 1).map(x -> x < 0.2 ? 0 : x * x).toArray();
    p[random.nextInt(classes)] += 0.1;
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /** The equations of {@link Blend}, written down once more without any care for speed. */
  private static final class Reference {

    final double eta;
    final int mixers;
    final double[][] w;
    final double[][][] a;
    double[] v;
    final double[] n;
    double labels;

    Reference(int size, int classes, double eta) {
      this.eta = eta;
      mixers = classes <= 64 ? 5 : 3;
      w = new double[5][size];
      a = new double[2][size][size];
      v = new double[5 + size];
      n = new double[classes];
      Arrays.stream(w).forEach(row -> Arrays.fill(row, 1.0 / size));
      Arrays.fill(v, 1.0 / v.length);
    }

    List<double[]> experts(double[][] answers) {
      List<double[]> all = new ArrayList<>();
      for (int m = 0; m < 5; m++) {
        double[] z = new double[n.length];
        for (int e = 0; e < answers.length; e++) {
          for (int k = 0; answers[e] != null && k < z.length; k++) {
            z[k] += w[m][e] * log(answers[e], k);
          }
        }
        double[] q = new double[z.length];
        Softmax.of(z, z.length, q);
        all.add(m < mixers ? q : null);
      }
      all.addAll(Arrays.asList(answers));
      return all;
    }

    double floor(int k) {
      double share = (1 + n[k]) / (n.length + labels);
      return Math.min(Math.min(0.001, 0.1 / n.length), 0.01 * share);
    }

    double log(double[] answer, int k) {
      return answer == null ? 0 : Math.log(Math.max(answer[k], floor(k)));
    }

    double[] predict(double[][] answers) {
      List<double[]> experts = experts(answers);
      double[] p = new double[n.length];
      double mass = 0;
      for (int i = 0; i < v.length; i++) {
        if (experts.get(i) != null) {
          mass += v[i];
          for (int k = 0; k < p.length; k++) {
            p[k] += v[i] * experts.get(i)[k];
          }
        }
      }
      double all = mass;
      return Arrays.stream(p).map(x -> x / all).toArray();
    }

    void learn(double[][] answers, int label) {
      learn(answers, label, experts(answers), 0);
    }

    void learn(double[][] answers, int label, List<double[]> then, double between) {
      final List<double[]> experts = experts(answers);
      double late = 1 + 3 * between;
      double before = 0;
      double after = 0;
      int present = 0;
      double[] next = v.clone();
      for (int i = 0; i < v.length; i++) {
        if (then.get(i) != null) {
          double p = Math.max(then.get(i)[label], Math.max(floor(label), 1e-5));
          before += v[i];
          next[i] = v[i] * Math.exp(eta / Math.pow(late, 0.375) * Math.log(p));
          after += next[i];
          present++;
        }
      }
      double s = 1 / (1000 + 3 * between);
      for (int i = 0; i < v.length; i++) {
        if (then.get(i) != null) {
          next[i] = before * ((1 - s) * next[i] / after + s / present);
        }
      }
      v = next;
      double eager = 1 + 20 / (1 + (labels + 1) / 30);
      for (int m = 0; m < mixers; m++) {
        double[] g = new double[answers.length];
        for (int e = 0; e < g.length; e++) {
          for (int k = 0; k < n.length; k++) {
            g[e] += (experts.get(m)[k] - (k == label ? 1 : 0)) * log(answers[e], k);
          }
        }
        double rate = m < 3 ? eager * RATES[m] / Math.sqrt(late) : 1;
        double[] step =
            m < 3 ? g : newton(a[m - 3], m == 3 ? 1 : 0.9999, experts.get(m), answers, g);
        for (int e = 0; e < g.length; e++) {
          w[m][e] = Math.max(-16, Math.min(16, w[m][e] - rate * step[e]));
        }
      }
      labels++;
      n[label]++;
    }

    /** By Gaussian elimination, among those that answered. */
    private double[] newton(double[][] a, double fade, double[] q, double[][] answers, double[] g) {
      int size = g.length;
      double[][] m = new double[size][size + 1];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          double meanI = 0;
          double meanJ = 0;
          double both = 0;
          for (int k = 0; k < q.length; k++) {
            meanI += q[k] * log(answers[i], k);
            meanJ += q[k] * log(answers[j], k);
            both += q[k] * log(answers[i], k) * log(answers[j], k);
          }
          a[i][j] = fade * a[i][j] + both - meanI * meanJ;
          boolean here = answers[i] != null && answers[j] != null;
          m[i][j] = (here ? a[i][j] : 0) + (i == j ? 20 : 0);
        }
        m[i][size] = g[i];
      }
      for (int i = 0; i < size; i++) {
        for (int r = 0; r < size; r++) {
          double factor = r == i ? 0 : m[r][i] / m[i][i];
          for (int j = 0; j <= size; j++) {
            m[r][j] -= factor * m[i][j];
          }
        }
      }
      double[] step = new double[size];
      Arrays.setAll(step, i -> m[i][size] / m[i][i]);
      return step;
    }
  }

  @Test
  void shouldBeWhatItsEquationsSay() {
    for (int classes : new int[] {2, 3, 40, 70}) {
      Blend blend = blend("a", "b", "c", "d");
      Reference reference = new Reference(4, classes, 0.2);
      Random random = new Random(classes);
      for (int i = 0; i < 500; i++) {
        double[][] said = new double[4][];
        for (int e = 0; e < 4; e++) {
          said[e] = e > 0 && random.nextInt(10) == 0 ? null : any(random, classes);
        }
        say(said);
        assertThat(predicted(blend)).containsExactly(reference.predict(said), within(1e-9));
        int label = random.nextInt(3) == 0 ? random.nextInt(classes) : largest(said[0]);
        blend.learn(null, answers, label);
        reference.learn(said, label);
      }
    }
  }

  private static int largest(double[] p) {
    int best = 0;
    for (int k = 1; k < p.length; k++) {
      best = p[k] > p[best] ? k : best;
    }
    return best;
  }

  /** At η = 10 what is left of any trust is e⁻⁶⁹ of it. */
  @Test
  void shouldStayFiniteWhenAllAreAsWrongAsCanBe() {
    for (double eta : new double[] {0.2, 5, 6, 10}) {
      Blend blend = new Blend(eta, members("a", "b"));
      for (int i = 0; i < 50; i++) {
        say(oneOf(2, i % 2, 1), oneOf(2, i % 2, 1));
        double[] p = predicted(blend);
        assertThat(p[0] + p[1]).isCloseTo(1, within(1e-12));
        assertThat(p[i % 2]).isBetween(0.0, 1.0);
        blend.learn(null, answers, 1 - i % 2);
      }
      assertThat(blend.memberWeights().values()).allMatch(Double::isFinite);
    }
  }

  /** The same bytes are published by each JVM. */
  @Test
  void shouldNameItsParametersInOneOrder() {
    Blend blend = blend("one");
    assertThat(Run.parameters(blend).keySet()).containsExactly("trust", "members");
    Map<?, ?> ofMembers = (Map<?, ?>) Run.parameters(blend).get("members");
    assertThat(ofMembers.get("one"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsOnlyKeys("trust", "weights")
        .isInstanceOf(LinkedHashMap.class);
  }

  /** Above 64 classes two mixers are idle. */
  @ParameterizedTest
  @ValueSource(ints = {2, 70})
  void shouldGiveAllWeightToTheOnlyOneWhateverTheNumberOfClasses(int classes) {
    Blend blend = blend("alone");
    for (int i = 0; i < 5; i++) {
      int label = classes - 1 - i % 2;
      say(oneOf(classes, label, 0.8));
      learn(blend, label);
    }
    assertThat(blend.memberWeights().get("alone")).isCloseTo(1, within(1e-12));
  }

  @Test
  void shouldTurnToTheOneThatIsRight() {
    Blend blend = blend("good", "bad");
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      int label = random.nextInt(3);
      say(oneOf(3, label, 0.8), oneOf(3, random.nextInt(3), 0.8));
      learn(blend, label);
    }
    say(oneOf(3, 1, 0.8), oneOf(3, 0, 0.8));
    assertThat(predicted(blend)[1]).isGreaterThan(0.7);
    Map<String, Double> weights = blend.memberWeights();
    assertThat(weights.get("good")).isGreaterThan(3 * weights.get("bad"));
  }

  @Test
  void shouldTurnAroundTheOneThatIsAlwaysWrong() {
    Blend blend = blend("contrary", "coin");
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      int label = random.nextInt(2);
      say(oneOf(2, 1 - label, 0.9), oneOf(2, random.nextInt(2), 0.6));
      learn(blend, label);
    }
    say(oneOf(2, 0, 0.9), oneOf(2, 0, 0.6));
    assertThat(predicted(blend)[1]).isGreaterThan(0.8);
    assertThat(blend.memberWeights().get("contrary")).isNegative();
  }

  @Test
  void shouldGoByThoseThatAreThere() {
    Blend blend = blend("a", "b");
    say(null, oneOf(4, 2, 0.7));
    assertThat(predicted(blend)[2]).isBetween(0.5, 0.7);
    learn(blend, 2);
    assertThat(blend.step()).isOne();
  }

  @Test
  void shouldLearnNothingFromAClassThatWasNotKnown() {
    Blend blend = blend("a", "b");
    say(oneOf(3, 1, 0.7), oneOf(3, 2, 0.7));
    double[] before = predicted(blend);
    blend.learn(null, answers, 3);
    say(oneOf(3, 1, 0.7), oneOf(3, 2, 0.7));
    assertThat(predicted(blend)).isEqualTo(before);
  }

  /**
   * Mixers, too, are trusted for what they said then, and not for what they would say now; they
   * step by what they would say now, even if no label has been learned since: the list may be
   * another.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 30})
  void shouldLearnFromWhatWasSaidOfThePointAndNotOfALaterOne(int labelsSince) {
    Blend blend = blend("a", "b");
    double[][] first = {oneOf(3, 1, 0.7), oneOf(3, 2, 0.6)};
    double[][] second = {oneOf(3, 0, 0.9), oneOf(3, 0, 0.4)};
    Reference reference = new Reference(2, 3, 0.2);
    say(first);
    predicted(blend);
    Answers then = answers.copy();
    List<double[]> expertsThen = reference.experts(first);
    for (int i = 0; i < 50; i++) {
      say(second);
      learn(blend, 2);
      reference.learn(second, 2);
    }
    then.recall(labelsSince);
    blend.learn(null, then, 1);
    reference.learn(first, 1, expertsThen, labelsSince);
    say(second);
    assertThat(predicted(blend)).containsExactly(reference.predict(second), within(1e-9));
  }

  @Test
  void shouldKeepWhatItKnowsOfMembersWhereverTheyAreOnTheList() {
    Blend blend = blend("a", "b", "c");
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      int label = random.nextInt(2);
      say(oneOf(2, label, 0.9), oneOf(2, 0, 0.6), any(random, 2));
      learn(blend, label);
    }
    Blend restored = blend("new", "c", "a");
    States.restore(States.of(blend.state()), restored.state());

    Map<String, Object> before = byMember(blend);
    Map<String, Object> after = byMember(restored);
    assertThat(after).containsOnlyKeys("new", "c", "a");
    assertThat(weights(after.get("a"))).isEqualTo(weights(before.get("a")));
    assertThat(weights(after.get("c"))).isEqualTo(weights(before.get("c")));
    assertThat(weights(after.get("new"))).containsOnly(1.0 / 3);
    assertThat(blend.memberWeights().values().stream().mapToDouble(Math::abs).sum())
        .isCloseTo(1, within(0.05));
    assertThat(trusted(restored)).isCloseTo(1, within(1e-12));
  }

  /** Curvatures and counts are of the same members and classes, wherever they are on the list. */
  @Test
  void shouldLearnOnAsIfTheListHadAlwaysBeenInThisOrder() {
    Blend blend = blend("a", "b", "c");
    Random random = new Random(1);
    double[][][] said = new double[400][][];
    for (int i = 0; i < said.length; i++) {
      said[i] = new double[][] {any(random, 3), any(random, 3), i % 5 == 0 ? null : any(random, 3)};
    }
    for (int i = 0; i < 300; i++) {
      say(said[i]);
      learn(blend, i % 7 == 0 ? 2 : i % 2);
    }
    Blend restored = blend("c", "a", "b");
    States.restore(States.of(blend.state()), restored.state());
    for (int i = 300; i < 400; i++) {
      say(said[i]);
      final double[] expected = predicted(blend);
      blend.learn(null, answers, i % 2);
      Answers others = new Answers();
      sayIn(others, said[i][2], said[i][0], said[i][1]);
      assertThat(predicted(restored, others)).containsExactly(expected, within(1e-9));
      restored.learn(null, others, i % 2);
    }
  }

  /** At 67,000 labels late a step must not vanish, as it did with a share of .001 a label. */
  @Test
  void shouldTrustTheBetterOneThoughLabelsAreVeryLate() {
    Blend blend = blend("good", "bad");
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      int label = random.nextInt(100) == 0 ? 1 : 0;
      say(oneOf(2, label, 0.9), oneOf(2, 1, 0.01));
      predicted(blend);
      answers.recall(67_000);
      blend.learn(null, answers, label);
    }
    Map<String, Double> weights = blend.memberWeights();
    assertThat(weights.get("good")).isGreaterThan(2 * Math.abs(weights.get("bad")));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> byMember(Blend blend) {
    return (Map<String, Object>) Run.parameters(blend).get("members");
  }

  private static double[] weights(Object member) {
    return (double[]) ((Map<?, ?>) member).get("weights");
  }

  private static double trusted(Blend blend) {
    double sum = Arrays.stream((double[]) Run.parameters(blend).get("trust")).sum();
    for (Object member : byMember(blend).values()) {
      sum += (Double) ((Map<?, ?>) member).get("trust");
    }
    return sum;
  }

  @Test
  void shouldSayWhyByAskingItsMembersAgain() {
    Encoder encoder = Encoders.ofFeatures(2);
    Shared shared = new Shared(encoder, new Memory(64, 2, false), null);
    KindSettings logistic = SettingsDraft.logistic().settings();
    Learner member = logistic.create(shared, 2);
    shared.members().add("member", member, false);
    Learner blend = new BlendSettings(0.2).create(shared, 2);
    int number = shared.members().add("blend", blend, true);
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      Row row = Row.of(random.doubles(2, -1, 1).toArray());
      int label = row.values()[0] > 0 ? 1 : 0;
      answers.begin(2);
      shared.members().ask(number, row, answers);
      shared.add(row, label);
      member.learn(row, answers, label);
      blend.learn(row, answers, label);
    }
    double[] row = {0.9, 0.1};
    answers.begin(2);
    double[] before = shared.members().ask(number, Row.of(row), answers).clone();

    Contributions why = ContributionsTest.why(shared, number, Fields.ofFeatures(row), 1, before);

    assertThat(why.fields().keySet()).first().isEqualTo("features.0");
    assertThat(why.fields().get("features.0")).isGreaterThan(0.2);
    answers.begin(2);
    assertThat(shared.members().ask(number, Row.of(row), answers)).isEqualTo(before);
  }
}
