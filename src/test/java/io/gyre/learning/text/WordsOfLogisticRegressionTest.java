package io.gyre.learning.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.data.text.TextTokens;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.Run;
import io.gyre.learning.list.LearnersJson;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logistic regression on texts equals that on one long array, where each word is 1/√n. */
class WordsOfLogisticRegressionTest {

  private static final double RATE = 0.2;

  private static Run run(int classes) {
    Run run =
        Run.ofAny(
            classes,
            LearnersJson.parse(
                    """
                    [{"name": "a", "kind": "logistic", "learningRate": %s, "batch": 1, "clip": 0,
                      "clipNorm": 0, "optimiser": "gradient-descent"}]
                    """
                        .formatted(RATE),
                    "test")
                .get(0)
                .settings());
    Random random = new Random(99);
    while (run.encoder().texts().isEmpty()) {
      run.learnColumns(NaiveBayesTest.text(random, 0));
    }
    return run;
  }

  /** Scaled numbers, the columns that are 1, and words, by the encoder's numbers. */
  private static double[] dense(Run run, double[] row) {
    Encoder encoder = run.encoder();
    double[] x = new double[Encoder.MAX_COLUMNS + TextTokens.COLUMNS + 1];
    for (int n = 0; n < encoder.numbers(); n++) {
      double value = row[encoder.numberSlot(n)];
      x[encoder.numberColumn(n)] = Double.isNaN(value) ? 0 : run.shared().scaler().scale(n, value);
    }
    Arrays.stream(Encoders.ones(encoder, Row.of(row))).forEach(column -> x[column] = 1);
    int[] words = Encoders.words(encoder, Row.of(row));
    for (int word : words) {
      x[Encoder.MAX_COLUMNS + word] = 1 / Math.sqrt(words.length);
    }
    x[x.length - 1] = 1;
    return x;
  }

  private static double[] softmax(double[][] w, double[] x) {
    double[] p = new double[w.length];
    for (int k = 0; k < w.length; k++) {
      for (int i = 0; i < x.length; i++) {
        p[k] += w[k][i] * x[i];
      }
    }
    double most = Arrays.stream(p).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.exp(p[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldEqualThatOfOneArray(int classes) {
    Run run = run(classes);
    double[][] w = new double[classes][Encoder.MAX_COLUMNS + TextTokens.COLUMNS + 1];
    Random random = new Random(3);
    for (int i = 0; i < 150; i++) {
      int label = random.nextInt(classes);
      Fields point = NaiveBayesTest.text(random, label);
      run.learn(label, point);
      double[] x = dense(run, run.row(point));
      double[] p = softmax(w, x);
      for (int k = 0; k < classes; k++) {
        // With two classes only the weights of class 1 move.
        boolean moves = classes > 2 || k == 1;
        for (int d = 0; moves && d < x.length; d++) {
          w[k][d] -= RATE * (p[k] - (k == label ? 1 : 0)) * x[d];
        }
      }
      assertThat(run.predict(run.row(point)))
          .as("point %d", i)
          .containsExactly(softmax(w, x), within(1e-9));
    }
  }
}
