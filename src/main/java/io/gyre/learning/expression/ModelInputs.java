package io.gyre.learning.expression;

import io.gyre.data.text.TextTokens;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.FieldTable;
import io.gyre.encoding.Row;
import io.gyre.learning.expression.Expression.Input;
import io.gyre.learning.expression.Expression.Type;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What the learners of a list can be expressed by: the inputs of N rows, what several learners see
 * of them, the points that are remembered, and the answers of the learners before.
 *
 * <pre>
 *  row    N×P  doubles   {@link Encoder#plain}: numbers, or the columns of texts, -1 for a text
 *                        without a column, +∞ for a text instead of a number; NaN where missing
 *  words  N×W  integers  the columns of the words of all texts, then -1; only if a field is text;
 *                        W is 1 at least
 * </pre>
 *
 * <p>All is copied when it is asked for: what is learned later changes no expression.
 */
public final class ModelInputs {

  public static final String ROW = "row";
  public static final String WORDS = "words";

  private final Encoder encoder;
  private final Scaler scaler;
  private final List<FieldTable> fields;
  private final int classes;
  private final List<Integer> oneColumns = new ArrayList<>();
  private final Memory memory;
  private final Input row;
  private final Input words; // null without texts
  private final List<Integer> places = new ArrayList<>(); // of columns that are 1 for a value
  private final List<Double> values = new ArrayList<>(); // of each of these
  private final List<FieldTable> missing = new ArrayList<>(); // fields with a column for that
  private final Expression rows; // N
  private final Map<Object, Expression> shared = new HashMap<>();
  private final Map<String, Expression> answers = new LinkedHashMap<>();
  private int points;

  public ModelInputs(Encoder encoder, Scaler scaler, Memory memory, int classes) {
    this.encoder = encoder;
    this.scaler = scaler;
    this.memory = memory;
    this.classes = classes;
    fields = IntStream.range(0, encoder.fields()).mapToObj(encoder::table).toList();
    row = new Input(ROW, Type.DOUBLE, shape(encoder.plainSlots()));
    words = hasWords() ? new Input(WORDS, Type.INTEGER, shape("words")) : null;
    rows = Expression.op("Shape", Map.of("start", 0, "end", 1), row);
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
  public static List<?> shape(Object columns) {
    return List.of("rows", columns);
  }

  /** Returns what the columns 0…D−1 hold. */
  public Encoder encoder() {
    return encoder;
  }

  public Scaler scaler() {
    return scaler;
  }

  /** Returns the fields of rows, in the order of their appearance. */
  public List<FieldTable> fields() {
    return fields;
  }

  /** Returns K. */
  public int classes() {
    return classes;
  }

  /** Returns the encoder's columns that are 0 or 1, in the order of {@link #ones}. */
  public List<Integer> oneColumns() {
    return oneColumns;
  }

  /** Returns the inputs that there are. */
  public List<Input> inputs() {
    return hasWords() ? List.of(row, words) : List.of(row);
  }

  public boolean hasWords() {
    return !encoder.texts().isEmpty();
  }

  /** Adds the answer of a learner, N×K, for blends of it. */
  public void answered(String learner, Expression answer) {
    answers.put(learner, answer);
  }

  /** Returns the answers of the learners before that can be expressed, by their names. */
  public Map<String, Expression> answers() {
    return answers;
  }

  /** Returns the most training points that an expression holds, with their labels. */
  public int points() {
    return points;
  }

  /** Returns what several learners share, made when it is first asked for. */
  public Expression once(Object key, Supplier<Expression> made) {
    Expression known = shared.get(key);
    if (known == null) {
      known = made.get();
      shared.put(key, known);
    }
    return known;
  }

  /** Returns the rows of the newest points that are remembered, the newest first; copies. */
  public double[][] newest(int count) {
    points = Math.max(points, count);
    double[][] newest = new double[count][];
    Row read = new Row();
    Arrays.setAll(
        newest,
        i -> {
          memory.read(memory.count() - 1 - i, read);
          return read.values().clone();
        });
    return newest;
  }

  /** Returns their labels. */
  public Expression labels(int count) {
    return Expression.indexes(
        LongStream.range(0, count).map(i -> (long) memory.label(memory.count() - 1 - i)).toArray());
  }

  /** Repeats numbers in each row: N×n. */
  public Expression inEachRow(double... each) {
    Expression shape = Expression.concat(0, rows, Expression.indexes(each.length));
    return Expression.op("Expand", Expression.matrix(new double[][] {each}, each.length), shape);
  }

  /** Takes slots of the rows: N×n. */
  public Expression slots(int... slots) {
    return row.columns(slots);
  }

  /** Returns N×numbers: NaN where one is missing, within ±{@link Scaler#MAX_MAGNITUDE}. */
  public Expression numbers() {
    return once("numbers", this::makeNumbers);
  }

  private Expression makeNumbers() {
    Expression x = slots(IntStream.range(0, encoder.numbers()).map(this::place).toArray());
    Expression isMissing =
        Expression.op("Or", Expression.op("IsNaN", x), Expression.op("IsInf", x));
    return isMissing.choose(Expression.number(Double.NaN), x.limit(Scaler.MAX_MAGNITUDE));
  }

  /** Returns the place of a number column in the row. */
  private int place(int number) {
    int slot = encoder.numberSlot(number);
    return IntStream.iterate(0, i -> i + 1)
        .filter(i -> encoder.plainSlot(i) == slot)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the same, 0 where one is missing. */
  public Expression plain() {
    return numbers().orElse(Expression.number(0));
  }

  /** Returns N×numbers, (x - μ) / σ, as {@link Scaler#scale} says; 0 where one is missing. */
  public Expression scaled() {
    return once("scaled", this::makeScaled);
  }

  private Expression makeScaled() {
    double[] means = new double[encoder.numbers()];
    double[] deviations = new double[encoder.numbers()];
    for (int d = 0; d < means.length; d++) {
      means[d] = scaler.count(d) > 0 ? scaler.mean(d) : 0;
      // A number that never varied becomes 0.
      double ofVaried = scaler.deviation(d) > 0 ? scaler.deviation(d) : Double.POSITIVE_INFINITY;
      deviations[d] = scaler.count(d) > 0 ? ofVaried : 1;
    }
    Expression centred = numbers().minus(Expression.numbers(means));
    return centred.over(Expression.numbers(deviations)).orElse(Expression.number(0));
  }

  /**
   * Returns N×{@link #oneColumns}, which must be some: 1 for the row's values, texts and missing
   * values, else 0.
   */
  public Expression ones() {
    return once("ones", this::makeOnes);
  }

  private Expression makeOnes() {
    List<Expression> parts = new ArrayList<>();
    if (!places.isEmpty()) {
      double[] wanted = values.stream().mapToDouble(value -> value).toArray();
      Expression found = slots(places.stream().mapToInt(i -> i).toArray());
      parts.add(Expression.op("Equal", found, Expression.numbers(wanted)));
    }
    if (!missing.isEmpty()) {
      parts.add(absent(missing));
    }
    return Expression.concat(1, parts.toArray(Expression[]::new)).ones();
  }

  /** Returns N×fields: whether a field has no value. */
  public Expression absent(List<FieldTable> some) {
    // A field that has been a number or a text only has one place.
    int[] one = some.stream().mapToInt(f -> f.number() < 0 ? f.category() : f.number()).toArray();
    int[] two = some.stream().mapToInt(f -> f.category() < 0 ? f.number() : f.category()).toArray();
    return Expression.op(
        "And", Expression.op("IsNaN", slots(one)), Expression.op("IsNaN", slots(two)));
  }

  /** Returns N×P floats, as trees compare them: +∞ where one is missing. */
  public Expression floats() {
    return once("floats", this::makeFloats);
  }

  private Expression makeFloats() {
    Expression isNegative = row.isLessThan(Expression.number(0));
    Expression within = Expression.op("Abs", row).isLessThan(Expression.number(Float.MAX_VALUE));
    Expression beyond =
        isNegative.choose(
            Expression.number(-Float.MAX_VALUE), Expression.number(Double.POSITIVE_INFINITY));
    return within.choose(row, beyond).as(Type.FLOAT);
  }

  /** Returns N×1: how many words the texts have. */
  public Expression count() {
    return once("count", () -> Expression.indexes(-1).isLessThan(words).ones().sum(1, true));
  }

  /** Returns N×1: √n of the n words, 1 without any. */
  public Expression rootOfCount() {
    return once(
        "root", () -> Expression.op("Sqrt", Expression.op("Max", count(), Expression.number(1))));
  }

  /**
   * Returns N×M: the sums of what each word has.
   *
   * @param unknown of a word that has nothing of its own, M numbers
   * @param size how many entries a learner has for all words, a power of two: words w and w + size
   *     share one
   * @param entry by its number; null for a word that has nothing of its own
   */
  public Expression sumOfWords(double[] unknown, int size, IntFunction<double[]> entry) {
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
    Expression entries = words.from(Expression.indexes(rowOfWord));
    Expression all = Expression.matrix(table.toArray(double[][]::new), unknown.length);
    return entries.from(all).sum(1, false);
  }
}
