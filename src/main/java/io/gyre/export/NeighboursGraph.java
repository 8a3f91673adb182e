package io.gyre.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.FieldTable;
import io.gyre.encoding.Row;
import io.gyre.fold.state.ScoredLearner;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.neighbours.Neighbours;
import io.gyre.learning.neighbours.NeighboursSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The votes of the k nearest of M points, which the graph holds as constants, the newest first:
 * ties go to the newer.
 *
 * <p>Which points are the nearest must not hang on rounding. So the squares of numbers are summed
 * in the learner's order, column by column, from the same numbers: x/σ limited to (μ ± clip·σ)/σ.
 * What texts and missing values add are whole numbers.
 */
final class NeighboursGraph implements KindGraph {

  /** The code of a point's missing text or value, which no row has. */
  private static final double NONE = -2;

  @Override
  public String add(ModelGraph model, ScoredLearner learner) {
    Graph graph = model.graph;
    NeighboursSettings settings = (NeighboursSettings) learner.settings.settings();
    Neighbours neighbours = (Neighbours) learner.learner;
    int size = neighbours.searched();
    String smoothing = model.inputs.inEachRow(neighbours.smoothing());
    if (size == 0) {
      return graph.normalised(smoothing);
    }
    Squares key = new Squares(size, settings.clip());
    String squares = graph.once(key, () -> squares(model, key));
    String k = graph.indexes(Math.min(settings.k(), size));
    List<String> nearest =
        graph.ops(2, "", "TopK", Map.of("axis", 1, "largest", 0, "sorted", 1), squares, k);
    String weights =
        graph.op(
            "Reciprocal",
            graph.op("Add", graph.op("Sqrt", nearest.get(0)), graph.number(Neighbours.NEAREST)));
    String labels = graph.op("Gather", graph.indexes(labels(model, size)), nearest.get(1));
    String classes = graph.indexes(LongStream.range(0, model.classes).toArray());
    String isLabel = graph.op("Equal", graph.op("Unsqueeze", labels, graph.indexes(2)), classes);
    String votes =
        graph.op(
            "Mul",
            graph.op("Unsqueeze", graph.normalised(weights), graph.indexes(2)),
            graph.ones(isLabel));
    String counted = graph.op("Mul", graph.sum(votes, 1, false), graph.number(Neighbours.VOTES));
    return graph.normalised(graph.op("Add", smoothing, counted));
  }

  /** The squared distances of so many points, which learners share. */
  private record Squares(int size, double clip) {}

  private static String squares(ModelGraph model, Squares of) {
    double[][] points = points(model.state.shared.memory(), of.size);
    String none = model.inputs.inEachRow(new double[of.size]);
    String squares = withNumbers(model, none, points, Scaler.effectiveClip(of.clip));
    return withTexts(model, squares, points);
  }

  /** Returns the rows of the newest points, the newest first; copies. */
  private static double[][] points(Memory memory, int count) {
    double[][] points = new double[count][];
    Row row = new Row();
    Arrays.setAll(
        points,
        i -> {
          memory.read(memory.count() - 1 - i, row);
          return row.values().clone();
        });
    return points;
  }

  /** Returns M labels. */
  private static long[] labels(ModelGraph model, int count) {
    Memory memory = model.state.shared.memory();
    return IntStream.range(0, count).mapToLong(i -> memory.label(memory.count() - 1 - i)).toArray();
  }

  private static String withNumbers(
      ModelGraph model, String squares, double[][] points, double clip) {
    Graph graph = model.graph;
    Encoder encoder = model.inputs.encoder;
    Scaler scaler = model.inputs.scaler;
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
    String asked = graph.op("Mul", graph.columns(model.inputs.numbers(), used), graph.numbers(s));
    String low = graph.numbers(Arrays.stream(m).map(each -> each - clip).toArray());
    String high = graph.numbers(Arrays.stream(m).map(each -> each + clip).toArray());
    String q = graph.limit(model.inputs.orElse(asked, graph.numbers(m)), low, high);
    return overColumns(graph, squares, graph.matrix(x, points.length), q, "Sub");
  }

  /** Adds 2 where texts differ, and 1 where one of the two has no text, or no value. */
  private static String withTexts(ModelGraph model, String squares, double[][] points) {
    Graph graph = model.graph;
    Encoder encoder = model.inputs.encoder;
    List<FieldTable> texts = model.inputs.fields.stream().filter(f -> f.category() >= 0).toList();
    List<FieldTable> fields =
        model.inputs.fields.stream()
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
    String present = graph.ones(graph.op("Not", model.inputs.absent(fields)));
    String asked = graph.op("Sub", graph.number(1), present);
    String ofRow = graph.sum(present, 1, true);
    if (!texts.isEmpty()) {
      String askedTexts =
          graph.columns(RowInputs.ROW, texts.stream().mapToInt(FieldTable::category).toArray());
      String isText = graph.ones(graph.op("Less", graph.number(-0.5), askedTexts));
      asked = graph.op("Concat", Map.of("axis", 1), askedTexts, asked);
      ofRow = graph.op("Add", graph.sum(isText, 1, true), ofRow);
    }
    String none = model.inputs.inEachRow(new double[points.length]);
    String same = overColumns(graph, none, graph.matrix(codes, points.length), asked, "Equal");
    String ofBoth = graph.op("Add", ofRow, graph.numbers(has));
    return graph.op(
        "Add", squares, graph.op("Sub", ofBoth, graph.op("Mul", graph.number(2), same)));
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
  private static String overColumns(
      Graph graph, String sums, String points, String rows, String op) {
    Graph body = graph.body("column");
    List<?> all = List.of("rows", "points");
    String before = body.input(body.name("sum"), DataType.DOUBLE, all);
    String point = body.input(body.name("point"), DataType.DOUBLE, List.of("points"));
    String row = body.input(body.name("row"), DataType.DOUBLE, List.of("rows"));
    String ofPoint = body.op("Unsqueeze", point, body.indexes(0));
    String t = body.op(op, ofPoint, body.op("Unsqueeze", row, body.indexes(1)));
    String added = op.equals("Equal") ? body.ones(t) : body.op("Mul", t, t);
    body.output(body.name("sum"), body.op("Add", before, added), DataType.DOUBLE, all);
    String byColumn = graph.op("Transpose", Map.of("perm", new long[] {1, 0}), rows);
    return graph.op("Scan", Map.of("body", body, "num_scan_inputs", 2), sums, points, byColumn);
  }
}
