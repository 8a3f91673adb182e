package io.gyre.learning.expression;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How a tensor is computed from others, down to constants and inputs: immutable, and complete
 * without the learner that it describes. Numbers are doubles, indexes 64-bit integers.
 *
 * <p>Operators, their attributes and the rules by which shapes fit are those of <a
 * href="https://onnx.ai/onnx/operators/">ONNX</a>, version 17, and version 3 of those of trees. One
 * that is used in several places is the same object in each, and computed once.
 */
public sealed interface Expression {

  /** The domain of the operators of trees; the others have none. */
  String TREES = "ai.onnx.ml";

  /** The type of a tensor's entries. */
  enum Type {
    DOUBLE,
    FLOAT,
    INTEGER
  }

  /**
   * What is known when it is computed.
   *
   * @param shape a number for a fixed dimension, a name for another
   */
  record Input(String name, Type type, List<?> shape) implements Expression {}

  /**
   * Known numbers.
   *
   * @param numbers {@code double[]}, or {@code long[]} for integers; not to be modified
   * @param shape none for a single index, which takes a dimension away
   */
  record Constant(Object numbers, long... shape) implements Expression {}

  /** One of the tensors that an operator returns, by its number. */
  record Output(Operation of, int number) implements Expression {}

  /**
   * An operator and what it is applied to.
   *
   * @param attributes numbers, texts, arrays of both, a {@link Type} or a {@link Body}, by name
   * @param outputs how many tensors it returns
   */
  record Operation(
      String domain,
      String operator,
      Map<String, ?> attributes,
      List<Expression> operands,
      int outputs) {

    public Expression output(int number) {
      return new Output(this, number);
    }
  }

  /** What an operator repeats, as {@code Scan} does; it uses nothing from around it. */
  record Body(List<Input> inputs, Expression output, List<?> shape) {}

  /** Applies an operator of one output. */
  static Expression op(String operator, Map<String, ?> attributes, Expression... operands) {
    return new Operation("", operator, attributes, List.of(operands), 1).output(0);
  }

  /** Applies an operator of one output. */
  static Expression op(String operator, Expression... operands) {
    return op(operator, Map.of(), operands);
  }

  /** Returns a number, which fits any shape. */
  static Expression number(double value) {
    return numbers(value);
  }

  static Expression numbers(double... values) {
    return new Constant(values, values.length);
  }

  static Expression matrix(double[][] rows, int columns) {
    double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return new Constant(all, rows.length, columns);
  }

  static Expression indexes(long... values) {
    return new Constant(values, values.length);
  }

  /** Returns an index, which takes a dimension away. */
  static Expression index(long value) {
    return new Constant(new long[] {value});
  }

  /** Joins tensors along a dimension. */
  static Expression concat(int dimension, Expression... parts) {
    return op("Concat", Map.of("axis", dimension), parts);
  }

  default Expression plus(Expression other) {
    return op("Add", this, other);
  }

  default Expression minus(Expression other) {
    return op("Sub", this, other);
  }

  default Expression times(Expression other) {
    return op("Mul", this, other);
  }

  default Expression over(Expression other) {
    return op("Div", this, other);
  }

  /** The product of matrices. */
  default Expression matTimes(Expression other) {
    return op("MatMul", this, other);
  }

  default Expression isLessThan(Expression other) {
    return op("Less", this, other);
  }

  /** Returns one where this is true, another elsewhere. */
  default Expression choose(Expression one, Expression other) {
    return op("Where", this, one, other);
  }

  /** Returns this where it is a number, else another. */
  default Expression orElse(Expression other) {
    return op("IsNaN", this).choose(other, this);
  }

  /** min(max(x, least), most), number by number; the limits may be lists. */
  default Expression limit(Expression least, Expression most) {
    return op("Min", op("Max", this, least), most);
  }

  default Expression limit(double reach) {
    return limit(number(-reach), number(reach));
  }

  /** Takes columns of a matrix. */
  default Expression columns(int... columns) {
    long[] all = IntStream.of(columns).asLongStream().toArray();
    return op("Gather", Map.of("axis", 1), this, indexes(all));
  }

  /** Takes the rows of a table that this has the numbers of. */
  default Expression from(Expression table) {
    return op("Gather", table, this);
  }

  /** Adds a dimension of one. */
  default Expression unsqueeze(int dimension) {
    return op("Unsqueeze", this, indexes(dimension));
  }

  /** Sums along a dimension, which goes away unless it is kept. */
  default Expression sum(int dimension, boolean kept) {
    return op("ReduceSum", Map.of("keepdims", kept ? 1 : 0), this, indexes(dimension));
  }

  default Expression as(Type type) {
    return op("Cast", Map.of("to", type), this);
  }

  /** 1 where it is true, else 0. */
  default Expression ones() {
    return as(Type.DOUBLE);
  }

  /** x / Σ x along the last dimension. */
  default Expression normalised() {
    return over(sum(-1, true));
  }

  /** Along the last dimension. */
  default Expression softmax() {
    return op("Softmax", Map.of("axis", -1), this);
  }

  /** Gives classes that have just appeared their probability: p·(1 − Σ fresh) + fresh. */
  default Expression withFresh(double[] fresh) {
    double others = 1 - Arrays.stream(fresh).sum();
    return times(number(others)).plus(numbers(fresh.clone())).normalised();
  }

  /** Returns 0…n−1. */
  static Expression range(int n) {
    return indexes(LongStream.range(0, n).toArray());
  }
}
