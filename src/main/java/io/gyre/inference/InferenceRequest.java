package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.gyre.GyreException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.JsonRecord;
import io.gyre.data.NamedValues;
import io.gyre.data.PointContent;
import io.gyre.fold.LiveFolds.LearnedStream;
import io.gyre.fold.intake.AmountQuestion;
import io.gyre.http.HttpLimits;
import io.gyre.http.JsonBody;
import io.gyre.inference.InferenceAnswer.Output;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import io.javalin.http.HttpResponseException;
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
 * @param amounts what to say of amounts
 * @param digest whether to say the digest of the model that answers
 * @param inputs one or more, each with as many rows
 * @param outputs the names of what to say, as the client writes them; empty for all but why
 */
record InferenceRequest(
    String id,
    Integer partition,
    AmountQuestion amounts,
    boolean digest,
    List<Tensor> inputs,
    List<String> outputs) {

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

  /** A stream, and the names of its fields. */
  private record Named(LearnedStream stream, FieldNames names) {}

  /** That of the last question on a thread. */
  private static final ThreadLocal<Named> NAMED = new ThreadLocal<>();

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
        amounts(parameters),
        digest.booleanValue(),
        inputs,
        outputs);
  }

  private static AmountQuestion amounts(JsonNode parameters) {
    try {
      return new AmountQuestion(
          number(parameters, "level"), number(parameters, "quantile"), number(parameters, "above"));
    } catch (GyreException e) {
      throw refusal(400, "parameters: %s", e.getMessage());
    }
  }

  private static double number(JsonNode parameters, String name) {
    JsonNode value = parameters.path(name);
    if (isGiven(value) && !value.isNumber()) {
      throw refusal(400, "parameters: %s: expected a number", name);
    }
    return isGiven(value) ? value.doubleValue() : Double.NaN;
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
    return names(Output.WHY);
  }

  private boolean names(Output output) {
    return outputs.stream().anyMatch(output.name()::equalsIgnoreCase);
  }

  /** Refuses outputs that need a parameter without it. */
  void requireParameters() {
    require(Output.QUANTILE, amounts.quantile());
    require(Output.ABOVE, amounts.above());
  }

  private void require(Output output, double parameter) {
    if (names(output) && Double.isNaN(parameter)) {
      throw refusal(
          400, "output %s: expected the parameter of this name, found none", output.text());
    }
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
   * Returns what each row holds.
   *
   * @throws io.javalin.http.HttpResponseException with 400 if an input is not of the stream
   */
  List<PointContent> points(LearnedStream stream) {
    Map<String, Tensor> named = isOfRecords() ? null : named(stream);
    List<PointContent> all = new ArrayList<>();
    for (int row = 0; row < rows(); row++) {
      all.add(named == null ? record(row) : values(named, row, stream));
    }
    return all;
  }

  private static FieldNames names(LearnedStream stream) {
    Named last = NAMED.get();
    if (last == null || last.stream != stream) {
      last = new Named(stream, new FieldNames(stream));
      NAMED.set(last);
    }
    return last.names;
  }

  private boolean isOfRecords() {
    Tensor first = inputs.get(0);
    return inputs.size() == 1
        && first.name().equalsIgnoreCase(JSON)
        && first.datatype() == Datatype.BYTES
        && first.columns() == 1;
  }

  private JsonRecord record(int row) {
    if (!(inputs.get(0).value(row, 0) instanceof String text)) {
      throw unreadable(row, "value: expected a record, found null");
    }
    return new JsonRecord(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Refuses a row for a reason. */
  static HttpResponseException unreadable(int row, String reason) {
    return refusal(400, "row %s cannot be read: %s", row, reason);
  }

  /** Returns the tensors by the paths of their fields. */
  private Map<String, Tensor> named(LearnedStream stream) {
    FieldNames names = names(stream);
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Tensor each : inputs) {
      HttpResponseException misfit = misfit(each, names, stream);
      if (misfit != null) {
        throw misfit;
      }
      if (named.put(path(each, names), each) != null) {
        throw refusal(
            400, "input %s: expected once, found twice", PrintableText.quoted(each.name()));
      }
    }
    return named;
  }

  /** Tells whether its inputs are of this stream. */
  boolean isAbout(LearnedStream stream) {
    FieldNames names = names(stream);
    return isOfRecords() || inputs.stream().allMatch(each -> misfit(each, names, stream) == null);
  }

  /** Returns why an input is not of the stream; null if it is. */
  private static HttpResponseException misfit(
      Tensor input, FieldNames names, LearnedStream stream) {
    String path = path(input, names);
    if (path == null) {
      return input.name().equalsIgnoreCase(JSON)
          ? refusal(
              400,
              "input json: expected as the only input, of the datatype BYTES and the shape [ROWS]")
          : refusal(
              400,
              "input %s: expected a field of the stream, one of %s",
              PrintableText.quoted(input.name()),
              PrintableText.list(stream.fields().keySet()));
    }
    String shape = input.isMissing() ? null : names.otherShape(path, input.columns());
    return shape == null
        ? null
        : refusal(
            400,
            "input %s: shape: expected %s, found [%d, %d]",
            PrintableText.quoted(input.name()),
            shape,
            input.rows(),
            input.columns());
  }

  /** Returns the path of the field that a tensor is of; null if there is none. */
  private static String path(Tensor tensor, FieldNames names) {
    String path = names.path(tensor.name());
    return path == null && tensor.isMissing() ? tensor.name() : path;
  }

  private static NamedValues values(Map<String, Tensor> named, int row, LearnedStream stream) {
    Map<String, Object> members = new LinkedHashMap<>();
    named.forEach(
        (path, tensor) -> {
          if (!names(stream).isArray(path, tensor.columns())) {
            members.put(path, number(path, tensor.value(row, 0), row, stream));
            return;
          }
          List<Object> elements = new ArrayList<>();
          for (int column = 0; column < tensor.columns(); column++) {
            elements.add(number(path + "." + column, tensor.value(row, column), row, stream));
          }
          members.put(path, elements);
        });
    return new NamedValues(members);
  }

  /** Refuses text for fields that have only been numbers: no learner could know it. */
  private static Object number(String path, Object value, int row, LearnedStream stream) {
    boolean isText =
        value instanceof Boolean
            || value instanceof String text
                && !CellText.isMissing(text.strip())
                && !CellText.isNumber(text.strip());
    if (isText && stream.fields().getOrDefault(path, false)) {
      throw refusal(
          400,
          "input %s: expected numbers, as the stream has, found %s in row %s",
          PrintableText.quoted(path),
          PrintableText.quoted(value.toString().strip()),
          row);
    }
    return value;
  }
}
