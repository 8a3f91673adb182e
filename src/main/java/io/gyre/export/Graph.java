package io.gyre.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.gyre.GyreException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A graph of ONNX that is being made, node by node. A value goes by its name; constants and what
 * nodes compute get one. Numbers are doubles, indexes 64-bit integers. Not thread-safe.
 */
final class Graph {

  /** The domain of the operators of trees; the others have none. */
  static final String TREES = "ai.onnx.ml";

  /** Protobuf's limit of 2 GB, less what nodes take. */
  static final long MOST_BYTES = 2_000_000_000;

  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final Graph around; // null unless this is the body of a node
  private final Map<Object, String> shared = new HashMap<>();
  private int values;
  private long bytes; // of all constants

  Graph(String name) {
    this(name, null);
  }

  private Graph(String name, Graph around) {
    this.around = around;
    proto.setName(name);
  }

  /** Begins the body of a node of this graph. */
  Graph body(String name) {
    return new Graph(name, this);
  }

  GraphProto made() {
    return proto.build();
  }

  /** Returns a new name. */
  String name(String ofWhat) {
    return around == null ? ofWhat + "_" + values++ : around.name(ofWhat);
  }

  /**
   * Adds an input.
   *
   * @param shape a number for a fixed dimension, a name for another
   */
  String input(String name, DataType type, List<?> shape) {
    proto.addInput(info(name, type, shape));
    return name;
  }

  /** Makes a value an output, under a name. */
  void output(String name, String value, DataType type, List<?> shape) {
    proto.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
    proto.addOutput(info(name, type, shape));
  }

  private static ValueInfoProto info(String name, DataType type, List<?> shape) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    for (Object each : shape) {
      if (each instanceof Integer size) {
        tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
      } else {
        tensor.getShapeBuilder().addDimBuilder().setDimParam(each.toString());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Adds what several parts of the graph need when it is first asked for. */
  String once(Object key, Supplier<String> added) {
    String name = shared.get(key);
    if (name == null) {
      name = added.get();
      shared.put(key, name);
    }
    return name;
  }

  /** Adds a node with one output; returns its name. */
  String op(String type, String... inputs) {
    return op(type, Map.of(), inputs);
  }

  /** Adds a node with one output; returns its name. */
  String op(String type, Map<String, ?> attributes, String... inputs) {
    return ops(1, "", type, attributes, inputs).get(0);
  }

  /** Adds a node with some outputs; returns their names. */
  List<String> ops(
      int outputs, String domain, String type, Map<String, ?> attributes, String... inputs) {
    List<String> names = Stream.generate(() -> name(type)).limit(outputs).toList();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setDomain(domain)
            .setOpType(type)
            .addAllInput(List.of(inputs))
            .addAllOutput(names);
    // In this order in every JVM, unlike Map.of: the same model gives the same file.
    new TreeMap<>(attributes).forEach((name, value) -> node.addAttribute(attribute(name, value)));
    proto.addNode(node);
    return names;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder made = AttributeProto.newBuilder().setName(name);
    if (value instanceof Integer number) {
      made.setType(AttributeType.INT).setI(number);
    } else if (value instanceof String text) {
      made.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof long[] numbers) {
      made.setType(AttributeType.INTS);
      LongStream.of(numbers).forEach(made::addInts);
    } else if (value instanceof float[] numbers) {
      made.setType(AttributeType.FLOATS);
      for (float number : numbers) {
        made.addFloats(number);
      }
    } else if (value instanceof String[] texts) {
      made.setType(AttributeType.STRINGS);
      Stream.of(texts).map(ByteString::copyFromUtf8).forEach(made::addStrings);
    } else if (value instanceof Graph body) {
      made.setType(AttributeType.GRAPH).setG(body.made());
    } else {
      throw new IllegalArgumentException("attribute %s: found %s".formatted(name, value));
    }
    return made.build();
  }

  /** Adds a number, which fits any shape. */
  String number(double value) {
    return numbers(new double[] {value});
  }

  /** Adds numbers of a shape; a list of them if none is given. */
  String numbers(double[] values, long... shape) {
    ByteBuffer bytes = bytes(values.length, Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return constant(DataType.DOUBLE, bytes, shape.length == 0 ? new long[] {values.length} : shape);
  }

  /** Adds a matrix. */
  String matrix(double[][] rows, int columns) {
    double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return numbers(all, rows.length, columns);
  }

  /** Adds a list of indexes. */
  String indexes(long... values) {
    ByteBuffer bytes = bytes(values.length, Long.BYTES);
    bytes.asLongBuffer().put(values);
    return constant(DataType.INT64, bytes, values.length);
  }

  /** Adds an index, which takes a dimension away. */
  String index(long value) {
    return constant(DataType.INT64, bytes(1, Long.BYTES).putLong(value));
  }

  private ByteBuffer bytes(int count, int each) {
    reserve((long) count * each);
    return ByteBuffer.allocate(count * each).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Counts bytes of constants.
   *
   * @throws GyreException when they are more than one file of ONNX can hold
   */
  void reserve(long size) {
    if (around != null) {
      around.reserve(size);
      return;
    }
    bytes += size;
    if (bytes > MOST_BYTES) {
      throw GyreException.of(
          "the model is too large to be exported: expected at most %,d bytes of numbers, found %,d"
              + " or more. Learn with fewer classes, a smaller memory or fewer hidden units",
          MOST_BYTES, bytes);
    }
  }

  private String constant(DataType type, ByteBuffer bytes, long... shape) {
    String name = name("constant");
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.rewind()));
    LongStream.of(shape).forEach(tensor::addDims);
    proto.addInitializer(tensor);
    return name;
  }

  /** min(max(x, least), most), number by number; the limits may be lists. */
  String limit(String x, String least, String most) {
    return op("Min", op("Max", x, least), most);
  }

  String limit(String x, double reach) {
    return limit(x, number(-reach), number(reach));
  }

  /** Takes columns of a matrix. */
  String columns(String matrix, int... columns) {
    long[] indexes = IntStream.of(columns).asLongStream().toArray();
    return op("Gather", Map.of("axis", 1), matrix, indexes(indexes));
  }

  /** Sums along a dimension, which goes away unless it is kept. */
  String sum(String x, int dimension, boolean kept) {
    return op("ReduceSum", Map.of("keepdims", kept ? 1 : 0), x, indexes(dimension));
  }

  String ofType(DataType type, String x) {
    return op("Cast", Map.of("to", type.getNumber()), x);
  }

  /** 1 where it is true, else 0. */
  String ones(String truth) {
    return ofType(DataType.DOUBLE, truth);
  }

  /** x / Σ x along the last dimension. */
  String normalised(String x) {
    return op("Div", x, sum(x, -1, true));
  }

  String softmax(String x) {
    return op("Softmax", Map.of("axis", -1), x);
  }
}
