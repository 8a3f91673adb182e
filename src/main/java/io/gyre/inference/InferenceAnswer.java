package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.data.Label;
import io.gyre.fold.answer.Answer;
import io.gyre.http.JsonBody;
import io.gyre.learning.Contributions;
import io.gyre.words.PrintableText;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What one learner says of R rows, in the words of the protocol.
 *
 * @param model its name, as the client writes it
 * @param id that of the question; null without
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InferenceAnswer(
    @JsonProperty("model_name") String model,
    @JsonProperty("model_version") String version,
    String id,
    Parameters parameters,
    List<Tensor> outputs) {

  /**
   * What is said beside the outputs.
   *
   * @param offset where the model stood at the last row, as {@code snapshot}
   * @param digest of the learner; null unless asked
   * @param ageMs how old the copy is that answered; null where the learner itself did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Parameters(
      int partition,
      long offset,
      long snapshot,
      String digest,
      @JsonProperty("age_ms") Long ageMs) {}

  record Tensor(String name, Datatype datatype, List<Integer> shape, Object data) {}

  /**
   * What was said of a row. Between two rows the model may have learned.
   *
   * @param label the class predicted; null if there is no answer
   * @param probabilities of the classes that there were
   * @param offset where the model stood
   * @param why null unless asked
   */
  record Row(Label label, double[] probabilities, long offset, Contributions why) {

    static Row of(Answer answer, int place) {
      return answer.has(place)
          ? new Row(
              answer.prediction(place),
              answer.probabilities(place),
              answer.offset,
              answer.why(place))
          : new Row(null, null, answer.offset, null);
    }
  }

  /** The reasons of a row, in the words of the topic of predictions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Reasons(Map<String, Double> why, Integer untried) {

    static String of(Row row) {
      Integer untried = row.why.untried() == 0 ? null : (Integer) row.why.untried();
      return JsonBody.text(new Reasons(row.why.named(), untried));
    }
  }

  /** The outputs of every model, of R rows and K classes; the values row after row. */
  enum Output {
    /** The predicted class of each row. */
    LABEL(Datatype.BYTES, 1, (rows, classes) -> texts(rows.stream().map(Row::label).toList())),
    /** The probability of each class, of each row; 0 for a class that a row came before. */
    PROBABILITIES(
        Datatype.FP64,
        2,
        (rows, classes) ->
            rows.stream()
                .map(row -> Arrays.copyOf(row.probabilities, classes.size()))
                .flatMapToDouble(Arrays::stream)
                .toArray()),
    /** The classes, in the order of their probabilities. */
    CLASSES(Datatype.BYTES, 1, (rows, classes) -> texts(classes)),
    /** The number of the next record of the log, when each row was answered. */
    OFFSET(Datatype.INT64, 1, (rows, classes) -> rows.stream().map(Row::offset).toList()),
    /** Why each row was answered so, as JSON; only if it is asked for, since it takes long. */
    WHY(Datatype.BYTES, 1, (rows, classes) -> rows.stream().map(Reasons::of).toList());

    private static final List<String> STANDARD =
        Arrays.stream(values()).filter(each -> each != WHY).map(Output::text).toList();

    final Datatype datatype;

    /** 1, or 2 if each row has a value for each class. */
    private final int dimensions;

    private final BiFunction<List<Row>, List<Label>, Object> data;
    private final String text = name().toLowerCase(Locale.ROOT);

    Output(Datatype datatype, int dimensions, BiFunction<List<Row>, List<Label>, Object> data) {
      this.datatype = datatype;
      this.dimensions = dimensions;
      this.data = data;
    }

    private static List<String> texts(List<Label> labels) {
      return labels.stream().map(Label::text).toList();
    }

    /** Returns the shape of every answer, where −1 is any number. */
    List<Integer> shape() {
      return Collections.nCopies(dimensions, -1);
    }

    /** Returns the values under the name by which a client asks for them. */
    private Tensor of(String name, List<Row> rows, List<Label> classes) {
      int length = this == CLASSES ? classes.size() : rows.size();
      List<Integer> shape = dimensions == 1 ? List.of(length) : List.of(length, classes.size());
      return new Tensor(name, datatype, shape, data.apply(rows, classes));
    }

    String text() {
      return text;
    }

    static Output of(String name) {
      return Arrays.stream(values())
          .filter(each -> each.name().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(
              () ->
                  refusal(
                      400,
                      "output %s: expected one of %s",
                      PrintableText.quoted(name),
                      Arrays.stream(values()).map(Output::text).collect(Collectors.joining(", "))));
    }
  }

  /** Returns the outputs that a question names, or those that are said without. */
  static List<Tensor> outputs(List<String> asked, List<Row> rows, List<Label> classes) {
    return (asked.isEmpty() ? Output.STANDARD : asked)
        .stream().map(name -> Output.of(name).of(name, rows, classes)).toList();
  }
}
