package io.gyre.learning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files in golden/: what numpy 2.2.4 and scikit-learn 1.4.2 computed for the notebook. */
public final class Golden {

  private Golden() {}

  /** The lines of a CSV file below its header, each as numbers. */
  static double[][] rows(String file) {
    List<String> lines = new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
    return lines.stream()
        .skip(1)
        .filter(line -> !line.isBlank())
        .map(Golden::row)
        .toArray(double[][]::new);
  }

  private static double[] row(String line) {
    String[] cells = line.split(",");
    double[] row = new double[cells.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = Double.parseDouble(cells[i]);
    }
    return row;
  }

  public static JsonNode json(String file) {
    try {
      return new JsonMapper().readTree(bytes(file));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }

  /** W1, b1, W2, b2, row by row. */
  public static double[][] parameters(JsonNode node) {
    return new double[][] {
      numbers(node.get("W1")),
      numbers(node.get("b1")),
      numbers(node.get("W2")),
      numbers(node.get("b2"))
    };
  }

  public static double[] numbers(JsonNode node) {
    return leaves(node).mapToDouble(JsonNode::doubleValue).toArray();
  }

  private static Stream<JsonNode> leaves(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).flatMap(Golden::leaves)
        : Stream.of(node);
  }

  private static byte[] bytes(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }
}
