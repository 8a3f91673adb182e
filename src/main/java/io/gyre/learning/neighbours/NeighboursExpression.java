package io.gyre.learning.neighbours;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.FieldTable;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.Expression.Body;
import io.gyre.learning.expression.Expression.Input;
import io.gyre.learning.expression.Expression.Operation;
import io.gyre.learning.expression.Expression.Type;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.memory.Scaler;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The votes of the k nearest of M points, which the expression holds as constants, the newest
 * first: ties go to the newer.
 *
 * <p>Which points are the nearest must not hang on rounding. So the squares of numbers are summed
 * in the learner's order, column by column, from the same numbers: x/σ limited to (μ ± clip·σ)/σ.
 * What texts and missing values add are whole numbers.
 */
final class NeighboursExpression {

  /** The code of a point's missing text or value, which no row has. */
  private static final double NONE = -2;

  private NeighboursExpression() {}

  /**
   * @param searched M
   * @param smoothing c, K numbers
   */
  static Expression of(ModelInputs inputs, int k, double clip, int searched, double[] smoothing) {
    Expression smoothed = inputs.inEachRow(smoothing.clone());
    if (searched == 0) {
      return smoothed.normalised();
    }
    Expression squares =
        inputs.once(new Squares(searched, clip), () -> squares(inputs, searched, clip));
    Map<String, ?> smallest = Map.of("axis", 1, "largest", 0, "sorted", 1);
    Expression most = Expression.indexes(Math.min(k, searched));
    Operation nearest = new Operation("", "TopK", smallest, List.of(squares, most), 2);
    Expression distance = Expression.op("Sqrt", nearest.output(0));
    Expression weights =
        Expression.op("Reciprocal", distance.plus(Expression.number(Neighbours.NEAREST)));
    Expression labels = nearest.output(1).from(inputs.labels(searched));
    Expression isLabel =
        Expression.op("Equal", labels.unsqueeze(2), Expression.range(inputs.classes()));
    Expression votes = weights.normalised().unsqueeze(2).times(isLabel.ones());
    Expression counted = votes.sum(1, false).times(Expression.number(Neighbours.VOTES));
    return smoothed.plus(counted).normalised();
  }

  /** The squared distances of so many points, which learners share. */
  private record Squares(int size, double clip) {}

  private static Expression squares(ModelInputs inputs, int size, double clip) {
    double[][] points = inputs.newest(size);
    Expression none = inputs.inEachRow(new double[size]);
    return withTexts(inputs, withNumbers(inputs, none, points, clip), points);
  }

  private static Expression withNumbers(
      ModelInputs inputs, Expression squares, double[][] points, double clip) {
    Encoder encoder = inputs.encoder();
    Scaler scaler = inputs.scaler();
    // A number that never varied is 0 for all.
    int[] used =
        IntStream.range(0, encoder.numbers())
            .filter(n -> scaler.count(n) == 0 || scaler.deviation(n) > 0)
            .toArray();
    if (used.length == 0) {
      return squares;
    }
    double[] s = new double[used.length]; // 1/σ
    double[] m = new double[used.length]; // μ/σ
    double[][] x = new double[used.length][points.length];
    for (int c = 0; c < used.length; c++) {
      boolean scaled = scaler.count(used[c]) > 0;
      s[c] = 1 / (scaled ? scaler.deviation(used[c]) : 1);
      m[c] = (scaled ? scaler.mean(used[c]) : 0) * s[c];
      for (int i = 0; i < points.length; i++) {
        double value = points[i][encoder.numberSlot(used[c])];
        double bounded = Scaler.limit(value, 0, Scaler.MAX_MAGNITUDE) * s[c];
        x[c][i] = Double.isFinite(value) ? Scaler.limit(bounded, m[c], clip) : m[c];
      }
    }
    Expression asked = inputs.numbers().columns(used).times(Expression.numbers(s));
    Expression low = Expression.numbers(Arrays.stream(m).map(each -> each - clip).toArray());
    Expression high = Expression.numbers(Arrays.stream(m).map(each -> each + clip).toArray());
    Expression q = asked.orElse(Expression.numbers(m)).limit(low, high);
    return overColumns(squares, Expression.matrix(x, points.length), q, "Sub");
  }

  /** Adds 2 where texts differ, and 1 where one of the two has no text, or no value. */
  private static Expression withTexts(ModelInputs inputs, Expression squares, double[][] points) {
    Encoder encoder = inputs.encoder();
    List<FieldTable> texts = inputs.fields().stream().filter(f -> f.category() >= 0).toList();
    List<FieldTable> fields =
        inputs.fields().stream()
            .limit(encoder.mayBeMissing())
            .filter(f -> f.number() >= 0 || f.category() >= 0)
            .toList();
    double[][] codes = new double[texts.size() + fields.size()][points.length];
    double[] has = new double[points.length]; // texts and values
    for (int i = 0; i < points.length; i++) {
      for (int c = 0; c < codes.length; c++) {
        boolean isText = c < texts.size();
        FieldTable field = isText ? texts.get(c) : fields.get(c - texts.size());
        double text = valueAt(encoder, points[i], field.category());
        boolean isThere =
            isText
                ? text >= 0
                : !Double.isNaN(text) || !Double.isNaN(valueAt(encoder, points[i], field.number()));
        codes[c][i] = !isThere ? NONE : isText ? text : 0;
        has[i] += isThere ? 1 : 0;
      }
    }
    Expression present = Expression.op("Not", inputs.absent(fields)).ones();
    Expression asked = Expression.number(1).minus(present);
    Expression ofRow = present.sum(1, true);
    if (!texts.isEmpty()) {
      Expression askedTexts = inputs.slots(texts.stream().mapToInt(FieldTable::category).toArray());
      Expression isText = Expression.number(-0.5).isLessThan(askedTexts).ones();
      asked = Expression.concat(1, askedTexts, asked);
      ofRow = isText.sum(1, true).plus(ofRow);
    }
    Expression none = inputs.inEachRow(new double[points.length]);
    Expression same = overColumns(none, Expression.matrix(codes, points.length), asked, "Equal");
    Expression ofBoth = ofRow.plus(Expression.numbers(has));
    return squares.plus(ofBoth.minus(Expression.number(2).times(same)));
  }

  private static double valueAt(Encoder encoder, double[] row, int place) {
    return place < 0 ? Double.NaN : row[encoder.plainSlot(place)];
  }

  /**
   * Adds to N×M sums what each column adds, one column after the other.
   *
   * @param points C×M
   * @param rows N×C
   * @param op Sub for the square of the difference, Equal for 1 where both are the same
   */
  private static Expression overColumns(
      Expression sums, Expression points, Expression rows, String op) {
    List<?> all = List.of("rows", "points");
    Input before = new Input("sum", Type.DOUBLE, all);
    Input point = new Input("point", Type.DOUBLE, List.of("points"));
    Input row = new Input("row", Type.DOUBLE, List.of("rows"));
    Expression t = Expression.op(op, point.unsqueeze(0), row.unsqueeze(1));
    Expression added = op.equals("Equal") ? t.ones() : t.times(t);
    Body body = new Body(List.of(before, point, row), before.plus(added), all);
    Expression byColumn = Expression.op("Transpose", Map.of("perm", new long[] {1, 0}), rows);
    Map<String, ?> scan = Map.of("body", body, "num_scan_inputs", 2);
    return Expression.op("Scan", scan, sums, points, byColumn);
  }
}
