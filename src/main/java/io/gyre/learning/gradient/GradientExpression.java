package io.gyre.learning.gradient;

import io.gyre.encoding.Encoder;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.settings.ColumnView;
import io.gyre.learning.text.WordTable;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Logistic regression, z = w·x + b, and networks, z = w2·tanh(w1·x + b1) + b2; then p = softmax(z),
 * or σ(z) of two classes.
 */
final class GradientExpression {

  private GradientExpression() {}

  /**
   * @param words the weights of words; null if it sees none
   */
  static Expression of(
      ModelInputs inputs, GradientSettings settings, TrainingState weights, WordTable words) {
    Map<String, Object> parts =
        weights.learned().stream()
            .collect(Collectors.toMap(LearnedPart::name, part -> part.copy().get()));
    boolean isLinear = settings.hidden() == 0;
    Expression sums = sums(inputs, settings, words, parts, isLinear ? 2 : 1);
    if (!isLinear) {
      double[][] w2 = (double[][]) parts.get("w2");
      Expression out = Expression.matrix(rows(w2, w2[0].length, c -> c), w2.length);
      Expression b2 = Expression.numbers((double[]) parts.get("b2"));
      sums = Expression.op("Tanh", sums).matTimes(out).plus(b2);
    }
    return inputs.classes() == 2 ? twoClasses(sums) : sums.softmax();
  }

  /** σ(z) = 1 / (1 + e^−z) from −|z|, as the learner computes it, and 1 − σ(z). */
  private static Expression twoClasses(Expression z) {
    Expression one = Expression.number(1);
    Expression exponential = Expression.op("Exp", Expression.op("Neg", Expression.op("Abs", z)));
    Expression above = z.isLessThan(Expression.number(0)).choose(exponential, one);
    Expression p = above.over(one.plus(exponential));
    return Expression.concat(1, one.minus(p), p);
  }

  /** The sums of the first layer, N×M, of w (M×D) and b under the number of a layer. */
  private static Expression sums(
      ModelInputs inputs,
      GradientSettings settings,
      WordTable words,
      Map<String, Object> parts,
      int layer) {
    double[][] w = (double[][]) parts.get("w" + layer);
    Encoder encoder = inputs.encoder();
    ColumnView view = settings.training().view();
    boolean all = view != ColumnView.FULL;
    Expression z = inputs.inEachRow((double[]) parts.get("b" + layer));
    if (encoder.numbers() > 0) {
      Expression x = view.standardises() ? inputs.scaled() : inputs.plain();
      double clip = Scaler.effectiveClip(settings.training().clip());
      double[][] rows = rows(w, encoder.numbers(), n -> all ? n : encoder.numberColumn(n));
      z = z.plus(x.limit(clip).matTimes(Expression.matrix(rows, w.length)));
    }
    List<Integer> ones = inputs.oneColumns();
    if (!all && !ones.isEmpty()) {
      double[][] rows = rows(w, ones.size(), ones::get);
      z = z.plus(inputs.ones().matTimes(Expression.matrix(rows, w.length)));
    }
    if (words != null && inputs.hasWords()) {
      Expression sum =
          inputs.sumOfWords(
              new double[w.length],
              words.size(),
              word -> {
                double[][] entry = words.get(words.column(word));
                return entry == null ? null : entry[0].clone();
              });
      z = z.plus(sum.over(inputs.rootOfCount()));
    }
    return z;
  }

  /** Returns the weights of some columns, M each; 0 for columns that it has no room for. */
  private static double[][] rows(double[][] w, int size, IntUnaryOperator column) {
    double[][] rows = new double[size][w.length];
    for (int i = 0; i < size; i++) {
      int c = column.applyAsInt(i);
      for (int m = 0; m < w.length && c < w[m].length; m++) {
        rows[i][m] = w[m][c];
      }
    }
    return rows;
  }
}
