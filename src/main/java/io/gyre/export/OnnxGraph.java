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
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.Expression.Body;
import io.gyre.learning.expression.Expression.Constant;
import io.gyre.learning.expression.Expression.Input;
import io.gyre.learning.expression.Expression.Operation;
import io.gyre.learning.expression.Expression.Output;
import io.gyre.learning.expression.Expression.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A graph of ONNX that is being made of expressions: a node for each operator, in an order in which
 * each follows what it needs. A value goes by its name. Not thread-safe.
 */
final class OnnxGraph {

  /** Protobuf's limit of 2 GB, less what nodes take. */
  static final long MOST_BYTES = 2_000_000_000;

  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final OnnxGraph around; // null unless this is the body of a node
  private final Map<Expression, String> names = new IdentityHashMap<>();
  private final Map<Operation, List<String>> outputs = new IdentityHashMap<>();
  private int values;
  private long bytes; // of all constants

  OnnxGraph(String name) {
    this(name, null);
  }

  private OnnxGraph(String name, OnnxGraph around) {
    this.around = around;
    proto.setName(name);
  }

  GraphProto made() {
    return proto.build();
  }

  private String newName(String ofWhat) {
    return around == null ? ofWhat + "_" + values++ : around.newName(ofWhat);
  }

  /** Adds an input, under its name. */
  void input(Input input) {
    input(input, input.name());
  }

  private void input(Input input, String name) {
    names.put(input, name);
    proto.addInput(info(name, input.type(), input.shape()));
  }

  /** Makes a value an output, under a name. */
  void output(String name, Expression value, Type type, List<?> shape) {
    proto.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(add(value)).addOutput(name));
    proto.addOutput(info(name, type, shape));
  }

  private static DataType of(Type type) {
    return switch (type) {
      case DOUBLE -> DataType.DOUBLE;
      case FLOAT -> DataType.FLOAT;
      case INTEGER -> DataType.INT64;
    };
  }

  private static ValueInfoProto info(String name, Type type, List<?> shape) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(of(type).getNumber());
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

  /** Adds what an expression needs, unless it is there; returns its name. */
  String add(Expression value) {
    String known = names.get(value);
    if (known != null) {
      return known;
    }
    String name;
    if (value instanceof Output output) {
      name = outputs(output.of()).get(output.number());
    } else if (value instanceof Constant constant) {
      name = constant(constant);
    } else {
      throw new IllegalArgumentException("an input of another graph: " + ((Input) value).name());
    }
    names.put(value, name);
    return name;
  }

  private List<String> outputs(Operation operation) {
    List<String> known = outputs.get(operation);
    if (known != null) {
      return known;
    }
    List<String> inputs = operation.operands().stream().map(this::add).toList();
    String operator = operation.operator();
    List<String> made =
        Stream.generate(() -> newName(operator)).limit(operation.outputs()).toList();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setDomain(operation.domain())
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllOutput(made);
    // In this order in every JVM, unlike Map.of: the same model gives the same file.
    new TreeMap<>(operation.attributes())
        .forEach((name, value) -> node.addAttribute(attribute(name, value)));
    proto.addNode(node);
    outputs.put(operation, made);
    return made;
  }

  private GraphProto body(Body body) {
    OnnxGraph made = new OnnxGraph(newName("body"), this);
    body.inputs().forEach(input -> made.input(input, newName(input.name())));
    made.output(newName("output"), body.output(), Type.DOUBLE, body.shape());
    return made.made();
  }

  private AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder made = AttributeProto.newBuilder().setName(name);
    if (value instanceof Integer number) {
      made.setType(AttributeType.INT).setI(number);
    } else if (value instanceof Type type) {
      made.setType(AttributeType.INT).setI(of(type).getNumber());
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
    } else if (value instanceof Body body) {
      made.setType(AttributeType.GRAPH).setG(body(body));
    } else {
      throw new IllegalArgumentException("attribute %s: found %s".formatted(name, value));
    }
    return made.build();
  }

  private String constant(Constant constant) {
    boolean isDouble = constant.numbers() instanceof double[];
    String name = newName("constant");
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(of(isDouble ? Type.DOUBLE : Type.INTEGER).getNumber());
    LongStream.of(constant.shape()).forEach(tensor::addDims);
    ByteBuffer bytes;
    if (isDouble) {
      double[] numbers = (double[]) constant.numbers();
      bytes = bytes(numbers.length, Double.BYTES);
      bytes.asDoubleBuffer().put(numbers);
    } else {
      long[] numbers = (long[]) constant.numbers();
      bytes = bytes(numbers.length, Long.BYTES);
      bytes.asLongBuffer().put(numbers);
    }
    proto.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes)));
    return name;
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
}
