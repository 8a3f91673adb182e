package io.gyre.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/** Metrics' values of all shapes as rows of numbers, so that they can be compared. */
final class Values {

  private static final JsonMapper JSON = new JsonMapper();

  private Values() {}

  /** Returns all numbers of a value, in its order; NaN for null. */
  static double[] numbers(Object value) {
    return numbers(JSON.<JsonNode>valueToTree(value)).toArray();
  }

  private static DoubleStream numbers(JsonNode node) {
    return node.isContainerNode()
        ? StreamSupport.stream(node.spliterator(), false).flatMapToDouble(Values::numbers)
        : DoubleStream.of(node.isNull() ? Double.NaN : node.doubleValue());
  }
}
