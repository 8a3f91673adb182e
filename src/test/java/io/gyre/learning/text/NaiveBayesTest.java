package io.gyre.learning.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.Run;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NaiveBayesTest {

  private static final double S = 0.02;

  /** Texts of words that each class has more or less often. */
  static Fields text(Random random, int label) {
    StringBuilder text = new StringBuilder("they said");
    int words = 3 + random.nextInt(8);
    for (int i = 0; i < words; i++) {
      int word = random.nextInt(300);
      text.append(" w").append((char) ('a' + (word + 7 * label * random.nextInt(2)) % 26));
      text.append((char) ('a' + word % 25)).append('x');
    }
    return AnyRecords.of("message", text.toString(), "n", random.nextGaussian());
  }

  static Run run(int classes) {
    Run run = Run.ofAny(classes, new NaiveBayesSettings(S));
    Random random = new Random(99);
    for (int i = 0; i < 40; i++) {
      run.learnColumns(text(random, 0));
    }
    assertThat(run.learner().answers()).isTrue();
    return run;
  }

  /** The formulas, written down plainly. */
  private static final class Slow {
    final Map<Integer, double[]> counts = new HashMap<>();
    final double[] labels;
    final double[] texts;
    final double[] b;
    final double[] bb;
    final double[] c;
    double a = 1;
    double aa;
    double[] t;

    Slow(int classes) {
      labels = new double[classes];
      texts = new double[classes];
      b = new double[classes];
      bb = new double[classes];
      c = new double[classes];
    }

    double[] predict(Set<Integer> words) {
      int k = labels.length;
      double all = Arrays.stream(texts).sum();
      t = new double[k];
      double[] z = new double[k];
      for (int j = 0; j < k; j++) {
        for (int word : words) {
          double[] of = counts.getOrDefault(word, new double[k]);
          t[j] +=
              texts[j] == 0
                  ? Math.log((Arrays.stream(of).sum() + S) / (all + 2 * S))
                  : Math.log((of[j] + S) / (texts[j] + 2 * S));
        }
        t[j] /= words.isEmpty() ? 1 : Math.sqrt(words.size());
        z[j] = a * t[j] + b[j] + Math.log((1 + labels[j]) / (k + Arrays.stream(labels).sum()));
      }
      double most = Arrays.stream(z).max().orElse(0);
      double[] p = Arrays.stream(z).map(each -> Math.exp(each - most)).toArray();
      double sum = Arrays.stream(p).sum();
      return Arrays.stream(p).map(each -> each / sum).toArray();
    }

    void learn(Set<Integer> words, int label) {
      int k = labels.length;
      if (!words.isEmpty()) {
        double[] p = predict(words);
        double m = 0;
        for (int j = 0; j < k; j++) {
          m += p[j] * t[j];
        }
        double[] g = p.clone();
        g[label] -= 1;
        double[][] h = new double[k + 1][k + 2];
        h[0][k + 1] = m - t[label];
        for (int j = 0; j < k; j++) {
          aa += p[j] * (t[j] - m) * (t[j] - m);
          bb[j] += p[j] * (1 - p[j]) * k / (k - 1);
          c[j] += p[j] * (t[j] - m);
          h[j + 1][k + 1] = g[j];
          h[j + 1][j + 1] = 20 + bb[j];
          h[0][j + 1] = c[j];
          h[j + 1][0] = c[j];
        }
        h[0][0] = 20 + aa;
        double[] step = solve(h);
        a -= step[0];
        for (int j = 0; j < k; j++) {
          b[j] -= step[j + 1];
        }
        texts[label]++;
      }
      labels[label]++;
      words.forEach(w -> counts.computeIfAbsent(w, x -> new double[labels.length])[label]++);
    }

    private static double[] solve(double[][] h) {
      int n = h.length;
      for (int i = 0; i < n; i++) {
        for (int r = 0; r < n; r++) {
          double factor = r == i ? 0 : h[r][i] / h[i][i];
          for (int j = 0; j <= n && r != i; j++) {
            h[r][j] -= factor * h[i][j];
          }
        }
      }
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = h[i][n] / h[i][i];
      }
      return x;
    }
  }

  private static Set<Integer> words(Run run, Fields point) {
    int[] words = Encoders.words(run.encoder(), Row.of(run.row(point)));
    Set<Integer> all = new HashSet<>();
    Arrays.stream(words).forEach(all::add);
    assertThat(all).hasSameSizeAs(words);
    return all;
  }

  @Test
  void shouldEqualTheFormulas() {
    int classes = 3;
    Run run = run(classes);
    Slow slow = new Slow(classes);
    Random random = new Random(4);
    for (int i = 0; i < 600; i++) {
      int label = i < 100 ? random.nextInt(2) : random.nextInt(classes);
      Fields point = i % 17 == 0 ? AnyRecords.of("n", 1.0) : text(random, label);
      assertThat(run.predict(point))
          .as("point %d", i)
          .containsExactly(slow.predict(words(run, point)), within(1e-9));
      run.learn(label, point);
      slow.learn(words(run, point), label);
    }
  }

  @Test
  void shouldLearnWhichWordsClassesHave() {
    Run run = run(2);
    Random random = new Random(5);
    int right = 0;
    for (int i = 0; i < 2_000; i++) {
      int label = random.nextInt(2);
      Fields point = text(random, label);
      right += i >= 1_000 && run.predict(point)[label] > 0.5 ? 1 : 0;
      run.learn(label, point);
    }
    assertThat(right).isGreaterThan(800);
  }
}
