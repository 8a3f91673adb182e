package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.http.HttpLimits;
import io.gyre.words.PrintableText;
import io.javalin.http.HttpResponseException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An input of a question: values of one field of each row, or of an array of fields.
 *
 * @param name the field's path, as the client writes it
 * @param columns how many values a row has
 * @param values of the rows one after the other: texts, booleans, {@code long}s, {@link
 *     BigInteger}s or {@code double}s, or null where one is missing
 */
record Tensor(String name, Datatype datatype, int rows, int columns, List<Object> values) {

  /**
   * Reads one.
   *
   * @throws io.javalin.http.HttpResponseException with 400 if it contradicts itself
   */
  static Tensor read(JsonNode input) {
    String name = input.path("name").textValue();
    if (name == null) {
      throw refusal(400, "inputs: expected an object with a name each");
    }
    Datatype datatype = Datatype.of(input.path("datatype").asText());
    if (datatype == null) {
      throw refused(name, "datatype: expected one of %s", Datatype.names());
    }
    List<Object> values = new ArrayList<>();
    if (!input.path("data").isArray()) {
      throw refused(
          name,
          "data: expected an array; tensors in binary are not read, only JSON (in Triton's client: binary_data=False)");
    }
    flatten(input.get("data"), datatype, name, values);
    int[] shape = shape(input.path("shape"), name);
    if ((long) shape[0] * shape[1] != values.size()) {
      throw refused(
          name,
          "data: expected as many values as its shape says, %d, found %d",
          (long) shape[0] * shape[1],
          values.size());
    }
    return new Tensor(name, datatype, shape[0], shape[1], values);
  }

  private static void flatten(JsonNode data, Datatype datatype, String name, List<Object> to) {
    for (JsonNode each : data) {
      if (each.isArray()) {
        flatten(each, datatype, name, to);
      } else if (each.isNull() || datatype.holds(each)) {
        to.add(value(each));
      } else {
        throw refused(
            name,
            "data: expected values of the datatype %s, found %s at place %d",
            datatype,
            each.isContainerNode() ? "an object" : PrintableText.quoted(each.asText()),
            to.size());
      }
    }
  }

  private static Object value(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> null;
      case STRING -> value.textValue();
      case BOOLEAN -> value.booleanValue();
      default -> {
        if (!value.isIntegralNumber()) {
          yield value.doubleValue();
        }
        yield value.canConvertToLong() ? (Object) value.longValue() : value.bigIntegerValue();
      }
    };
  }

  private static int[] shape(JsonNode shape, String name) {
    int[] found = {0, 1};
    boolean fits = shape.isArray() && (shape.size() == 1 || shape.size() == 2);
    for (int i = 0; fits && i < shape.size(); i++) {
      fits = shape.get(i).isInt() && shape.get(i).intValue() > 0;
      found[i] = shape.get(i).asInt();
    }
    if (!fits) {
      throw refused(name, "shape: expected [ROWS], or [ROWS, N] for an array of N values");
    }
    if (found[0] > HttpLimits.ROWS) {
      throw refused(name, "expected at most %d rows, found %d", HttpLimits.ROWS, found[0]);
    }
    return found;
  }

  private static HttpResponseException refused(String name, String reason, Object... parts) {
    Object[] all = new Object[parts.length + 1];
    all[0] = PrintableText.quoted(name);
    System.arraycopy(parts, 0, all, 1, parts.length);
    return refusal(400, "input %s: " + reason, all);
  }

  Object value(int row, int column) {
    return values.get(row * columns + column);
  }

  /** Tells whether it says nothing at all. */
  boolean isMissing() {
    return values.stream().allMatch(Objects::isNull);
  }
}
