package io.gyre.inference;

import static io.gyre.serving.HttpServer.refusal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.data.record.RecordReader;
import io.gyre.fold.LiveFolds.Understood;
import io.gyre.serving.HttpLimits;
import io.gyre.serving.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A question in the words of the protocol. Names of inputs and outputs may be in other letters,
 * upper or lower, where only one is meant: Flink writes all in upper case.
 *
 * @param id comes back with the answer; may be null
 * @param partition whose learners are asked; null if that is not said
 * @param digest whether to say the digest of the model that answers
 * @param inputs one or more, each with as many rows
 * @param outputs the names of what to say, as the client writes them; empty for all but why
 */
record InferenceRequest(
    String id, Integer partition, boolean digest, List<Tensor> inputs, List<String> outputs) {

  /** The only input of a question whose rows are records as on the topic. */
  static final String JSON = "json";

  private static final int SHORT_ROWS = 8;

  /** Why one row was answered so takes 10 to 20 ms. */
  private static final int MOST_ROWS_WITH_WHY = 8;

  private static final ObjectReader READER =
      JsonBody.JSON
          .reader()
          .with(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  /** The reader of a stream's rows, and the names of its fields. */
  private record Reading(Understood stream, FieldNames names, RecordReader reader) {}

  /** That of the last question on a thread: a new one would have to learn the paths of fields. */
  private static final ThreadLocal<Reading> READING = new ThreadLocal<>();

  /**
   * Reads the body of a request.
   *
   * @throws io.javalin.http.HttpResponseException with 400 if it is no such question
   */
  static InferenceRequest read(byte[] body) {
    JsonNode request = tree(body);
    if (!request.isObject()) {
      throw refusal(400, "body: expected an object with inputs");
    }
    List<Tensor> inputs = new ArrayList<>();
    elements(request, "inputs").forEach(input -> inputs.add(Tensor.read(input)));
    if (inputs.isEmpty()) {
      throw refusal(400, "inputs: expected one or more, found none");
    }
    for (Tensor each : inputs) {
      if (each.rows() != inputs.get(0).rows()) {
        throw refusal(
            400,
            "input %s: shape: expected as many rows as in the first input, %d, found %d",
            PrintableText.quoted(each.name()),
            inputs.get(0).rows(),
            each.rows());
      }
    }
    List<String> outputs = new ArrayList<>();
    for (JsonNode output : elements(request, "outputs")) {
      outputs.add(text(output.path("name"), "outputs: expected an object with a name each"));
    }
    JsonNode parameters = request.path("parameters");
    JsonNode partition = parameters.path("partition");
    if (isGiven(partition) && !partition.isInt()) {
      throw refusal(400, "parameters: partition: expected the number of a partition");
    }
    JsonNode digest = parameters.path("digest");
    if (isGiven(digest) && !digest.isBoolean()) {
      throw refusal(400, "parameters: digest: expected true or false");
    }
    return new InferenceRequest(
        request.hasNonNull("id") ? text(request.get("id"), "id: expected text") : null,
        partition.isInt() ? (Integer) partition.intValue() : null,
        digest.booleanValue(),
        inputs,
        outputs);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return READER.readTree(body);
    } catch (JsonProcessingException e) {
      throw refusal(400, "body: expected JSON, found: %s", JsonErrorText.said(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode elements(JsonNode request, String name) {
    JsonNode array = request.path(name);
    if (isGiven(array) && !array.isArray()) {
      throw refusal(400, "%s: expected an array", name);
    }
    return array;
  }

  /** Clients that write what they do not say write null. */
  private static boolean isGiven(JsonNode node) {
    return !node.isMissingNode() && !node.isNull();
  }

  private static String text(JsonNode node, String otherwise) {
    if (!node.isTextual()) {
      throw refusal(400, otherwise);
    }
    return node.textValue();
  }

  int rows() {
    return inputs.get(0).rows();
  }

  /** Tells whether its answer is made about as fast as it was read. */
  boolean isShort() {
    return rows() <= SHORT_ROWS && !digest && !asksWhy();
  }

  /** Tells whether it asks for reasons. */
  boolean asksWhy() {
    return outputs.stream().anyMatch(InferenceAnswer.Output.WHY.name()::equalsIgnoreCase);
  }

  /** Refuses too many rows for a model of so many classes. */
  void requireFewRows(int classes) {
    int most = HttpLimits.PROBABILITIES / classes;
    if (rows() > most) {
      throw refusal(
          400,
          "expected at most %d rows, since each has %d probabilities; found %d",
          most,
          classes,
          rows());
    }
    if (asksWhy() && rows() > MOST_ROWS_WITH_WHY) {
      throw refusal(
          400,
          "output why: expected at most %d rows, since each takes some 20 ms; found %d",
          MOST_ROWS_WITH_WHY,
          rows());
    }
  }

  /**
   * Returns the fields of each row, read as a record that asks on the topic would be.
   *
   * @throws io.javalin.http.HttpResponseException with 400 if a row cannot be read
   */
  List<Fields> fields(Understood stream) {
    Reading reading = reading(stream);
    RecordReader reader = reading.reader;
    Map<String, Tensor> named = isOfRecords() ? null : named(reading);
    List<Fields> all = new ArrayList<>();
    for (int row = 0; row < rows(); row++) {
      try {
        Point point = reader.read(named == null ? record(row) : record(named, row, reading));
        if (point == null) {
          throw new InvalidPointException("value: expected a point, found the deletion of a row");
        }
        if (named != null) {
          requireNumbers(point.fields(), row, stream);
        }
        all.add(point.fields());
      } catch (InvalidPointException e) {
        throw refusal(400, "row %s cannot be read: %s", row, e.getMessage());
      }
    }
    return all;
  }

  private static Reading reading(Understood stream) {
    Reading last = READING.get();
    if (last == null || last.stream != stream) {
      boolean isReadAlike = last != null && last.stream.records().equals(stream.records());
      last =
          new Reading(
              stream,
              new FieldNames(stream),
              isReadAlike
                  ? last.reader
                  : RecordReader.of(
                      stream.records().ofQuestions(), RecordReader.Accepts.QUESTIONS));
      READING.set(last);
    }
    return last;
  }

  private boolean isOfRecords() {
    Tensor first = inputs.get(0);
    return inputs.size() == 1
        && first.name().equalsIgnoreCase(JSON)
        && first.datatype() == Datatype.BYTES
        && first.columns() == 1;
  }

  private byte[] record(int row) throws InvalidPointException {
    JsonNode value = inputs.get(0).value(row, 0);
    if (value.isNull()) {
      throw new InvalidPointException("value: expected a record, found null");
    }
    return value.textValue().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the tensors by the paths of their fields. */
  private Map<String, Tensor> named(Reading reading) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Tensor each : inputs) {
      String path = path(each, reading);
      if (path == null) {
        throw each.name().equalsIgnoreCase(JSON)
            ? refusal(
                400,
                "input json: expected as the only input, of the datatype BYTES and the shape [ROWS]")
            : refusal(
                400,
                "input %s: expected a field of the stream, one of %s",
                PrintableText.quoted(each.name()),
                PrintableText.list(reading.stream.fields().keySet()));
      }
      String shape = otherShape(each, path, reading);
      if (shape != null) {
        throw refusal(
            400,
            "input %s: shape: expected %s, found [%d, %d]",
            PrintableText.quoted(each.name()),
            shape,
            each.rows(),
            each.columns());
      }
      if (named.put(path, each) != null) {
        throw refusal(
            400, "input %s: expected once, found twice", PrintableText.quoted(each.name()));
      }
    }
    return named;
  }

  /** Tells whether its inputs are of this stream. */
  boolean isAbout(Understood stream) {
    Reading reading = reading(stream);
    return isOfRecords()
        || inputs.stream()
            .allMatch(
                each -> {
                  String path = path(each, reading);
                  return path != null && otherShape(each, path, reading) == null;
                });
  }

  private static String otherShape(Tensor tensor, String path, Reading reading) {
    String shape = reading.names.otherShape(path, tensor.columns());
    return shape == null || tensor.isMissing() ? null : shape;
  }

  /** Refuses text for fields that have only been numbers: no learner could know it. */
  private static void requireNumbers(Fields row, int number, Understood stream) {
    for (int i = 0; i < row.read; i++) {
      if (row.text(i) != null && stream.fields().getOrDefault(row.path(i), false)) {
        throw refusal(
            400,
            "input %s: expected numbers, as the stream has, found %s in row %s",
            PrintableText.quoted(row.path(i)),
            PrintableText.quoted(row.text(i)),
            number);
      }
    }
  }

  /** Returns the path of the field that a tensor is of; null if there is none. */
  private static String path(Tensor tensor, Reading reading) {
    String path = reading.names.path(tensor.name());
    return path == null && tensor.isMissing() ? tensor.name() : path;
  }

  private static byte[] record(Map<String, Tensor> named, int row, Reading reading) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonBody.JSON.createGenerator(record)) {
      out.writeStartObject();
      for (Map.Entry<String, Tensor> each : named.entrySet()) {
        out.writeFieldName(each.getKey());
        Tensor tensor = each.getValue();
        boolean isArray = reading.names.isArray(each.getKey(), tensor.columns());
        if (isArray) {
          out.writeStartArray();
        }
        for (int column = 0; column < tensor.columns(); column++) {
          out.writeTree(tensor.value(row, column));
        }
        if (isArray) {
          out.writeEndArray();
        }
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return record.toByteArray();
  }
}
