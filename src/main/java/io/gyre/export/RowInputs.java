package io.gyre.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.gyre.data.text.TextTokens;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.FieldTable;
import io.gyre.learning.memory.Scaler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The inputs of a graph, and what several learners see of them, each added once and on demand.
 *
 * <pre>
 *  row    N×P  doubles   {@link Encoder#plain}: numbers, or the columns of texts, -1 for a text
 *                        without a column, +∞ for a text instead of a number; NaN where missing
 *  words  N×W  integers  the columns of the words of all texts, then -1; only if a field is text;
 *                        W is 1 at least
 * </pre>
 */
final class RowInputs {

  static final String ROW = "row";
  static final String WORDS = "words";

  private final Graph graph;
  final Encoder encoder;
  final Scaler scaler;
  final List<FieldTable> fields;

  /** The encoder's columns that are 0 or 1, in the order of {@link #ones}. */
  final List<Integer> oneColumns = new ArrayList<>();

  private final List<Integer> places = new ArrayList<>(); // of those that are 1 for a value
  private final List<Double> values = new ArrayList<>(); // of each of these
  private final List<FieldTable> missing = new ArrayList<>(); // fields with a column for that
  private final String rows; // N

  RowInputs(Graph graph, Encoder encoder, Scaler scaler) {
    this.graph = graph;
    this.encoder = encoder;
    this.scaler = scaler;
    fields = IntStream.range(0, encoder.fields()).mapToObj(encoder::table).toList();
    graph.input(ROW, DataType.DOUBLE, shape(encoder.plainSlots()));
    if (hasWords()) {
      graph.input(WORDS, DataType.INT64, shape("words"));
    }
    rows = graph.op("Shape", Map.of("start", 0, "end", 1), ROW);
    for (FieldTable field : fields) {
      field.values().forEach((value, column) -> addOne(column, field.number(), value));
      field.texts().values().forEach(column -> addOne(column, field.category(), column));
      field.buckets().values().forEach(column -> addOne(column, field.category(), column));
    }
    for (FieldTable field : fields) {
      if (field.missing() >= 0) {
        missing.add(field);
        oneColumns.add(field.missing());
      }
    }
  }

  private void addOne(int column, int place, double value) {
    oneColumns.add(column);
    places.add(place);
    values.add(value);
  }

  /** The shape of a matrix of N rows. */
  static List<?> shape(Object columns) {
    return List.of("rows", columns);
  }

  boolean hasWords() {
    return !encoder.texts().isEmpty();
  }

  /** Returns the place of a number column in the row. */
  int place(int number) {
    int slot = encoder.numberSlot(number);
    return IntStream.iterate(0, i -> i + 1)
        .filter(i -> encoder.plainSlot(i) == slot)
        .findFirst()
        .orElseThrow();
  }

  /** Repeats numbers in each row: N×n. */
  String inEachRow(double... each) {
    String shape = graph.op("Concat", Map.of("axis", 0), rows, graph.indexes(each.length));
    return graph.op("Expand", graph.numbers(each, 1, each.length), shape);
  }

  /** Returns N×numbers: NaN where one is missing, within ±{@link Scaler#MAX_MAGNITUDE}. */
  String numbers() {
    return graph.once("numbers", this::addNumbers);
  }

  private String addNumbers() {
    String x = graph.columns(ROW, IntStream.range(0, encoder.numbers()).map(this::place).toArray());
    String isMissing = graph.op("Or", graph.op("IsNaN", x), graph.op("IsInf", x));
    String bounded = graph.limit(x, Scaler.MAX_MAGNITUDE);
    return graph.op("Where", isMissing, graph.number(Double.NaN), bounded);
  }

  /** Returns x where it is a number, else another. */
  String orElse(String x, String other) {
    return graph.op("Where", graph.op("IsNaN", x), other, x);
  }

  /** Returns the same, 0 where one is missing. */
  String plain() {
    return orElse(numbers(), graph.number(0));
  }

  /** Returns N×numbers, (x - μ) / σ, as {@link Scaler#scale} says; 0 where one is missing. */
  String scaled() {
    return graph.once("scaled", this::addScaled);
  }

  private String addScaled() {
    double[] means = new double[encoder.numbers()];
    double[] deviations = new double[encoder.numbers()];
    for (int d = 0; d < means.length; d++) {
      means[d] = scaler.count(d) > 0 ? scaler.mean(d) : 0;
      // A number that never varied becomes 0.
      double ofVaried = scaler.deviation(d) > 0 ? scaler.deviation(d) : Double.POSITIVE_INFINITY;
      deviations[d] = scaler.count(d) > 0 ? ofVaried : 1;
    }
    String centred = graph.op("Sub", numbers(), graph.numbers(means));
    return orElse(graph.op("Div", centred, graph.numbers(deviations)), graph.number(0));
  }

  /**
   * Returns N×{@link #oneColumns}, which must be some: 1 for the row's values, texts and missing
   * values, else 0.
   */
  String ones() {
    return graph.once("ones", this::addOnes);
  }

  private String addOnes() {
    List<String> parts = new ArrayList<>();
    if (!places.isEmpty()) {
      int[] ofValues = places.stream().mapToInt(i -> i).toArray();
      double[] wanted = values.stream().mapToDouble(value -> value).toArray();
      parts.add(graph.op("Equal", graph.columns(ROW, ofValues), graph.numbers(wanted)));
    }
    if (!missing.isEmpty()) {
      parts.add(absent(missing));
    }
    return graph.ones(graph.op("Concat", Map.of("axis", 1), parts.toArray(String[]::new)));
  }

  /** Returns N×fields: whether a field has no value. */
  String absent(List<FieldTable> some) {
    // A field that has been a number or a text only has one place.
    int[] one = some.stream().mapToInt(f -> f.number() < 0 ? f.category() : f.number()).toArray();
    int[] two = some.stream().mapToInt(f -> f.category() < 0 ? f.number() : f.category()).toArray();
    return graph.op(
        "And",
        graph.op("IsNaN", graph.columns(ROW, one)),
        graph.op("IsNaN", graph.columns(ROW, two)));
  }

  /** Returns N×P floats, as trees compare them: +∞ where one is missing. */
  String floats() {
    return graph.once("floats", this::addFloats);
  }

  private String addFloats() {
    String least = graph.number(-Float.MAX_VALUE);
    String infinity = graph.number(Double.POSITIVE_INFINITY);
    String isNegative = graph.op("Less", ROW, graph.number(0));
    String within = graph.op("Less", graph.op("Abs", ROW), graph.number(Float.MAX_VALUE));
    String beyond = graph.op("Where", isNegative, least, infinity);
    return graph.ofType(DataType.FLOAT, graph.op("Where", within, ROW, beyond));
  }

  /** Returns N×1: how many words the texts have. */
  String count() {
    return graph.once(
        "count", () -> graph.sum(graph.ones(graph.op("Less", graph.indexes(-1), WORDS)), 1, true));
  }

  /** Returns N×1: √n of the n words, 1 without any. */
  String rootOfCount() {
    return graph.op("Sqrt", graph.op("Max", count(), graph.number(1)));
  }

  /**
   * Returns N×M: the sums of what each word has.
   *
   * @param unknown of a word that has nothing of its own, M numbers
   * @param size how many entries a learner has for all words, a power of two: words w and w + size
   *     share one
   * @param entry by its number; null for a word that has nothing of its own
   */
  String sumOfWords(double[] unknown, int size, IntFunction<double[]> entry) {
    List<double[]> table = new ArrayList<>(List.of(new double[unknown.length], unknown));
    // -1 is an index from the end: the last place is that of no word.
    long[] rowOfWord = new long[TextTokens.COLUMNS + 1];
    Arrays.fill(rowOfWord, 0, TextTokens.COLUMNS, 1);
    for (int i = 0; i < size; i++) {
      double[] own = entry.apply(i);
      for (int word = i; own != null && word < TextTokens.COLUMNS; word += size) {
        rowOfWord[word] = table.size();
      }
      if (own != null) {
        table.add(own);
      }
    }
    String entries = graph.op("Gather", graph.indexes(rowOfWord), WORDS);
    String all = graph.matrix(table.toArray(double[][]::new), unknown.length);
    return graph.sum(graph.op("Gather", all, entries), 1, false);
  }
}
