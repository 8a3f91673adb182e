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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
   * @param label the class predicted; null if there is no answer, and of amounts
   * @param numbers the probabilities of the classes that there were; or amount, lower, upper,
   *     quantile and above, not a number where there is none
   * @param offset where the model stood
   * @param why null unless asked
   */
  record Row(Label label, double[] numbers, long offset, Contributions why) {

    static Row of(Answer answer, int place) {
      if (!answer.has(place)) {
        return new Row(null, null, answer.offset, null);
      }
      Answer.Amounts amounts = answer.amounts();
      double[] numbers =
          amounts == null
              ? answer.probabilities(place)
              : new double[] {
                answer.amount(place),
                answer.lower(place),
                answer.upper(place),
                answer.quantile(place),
                answer.above(place)
              };
      return new Row(
          answer.prediction(place),
          amounts != null && !amounts.isKnown() ? null : numbers,
          answer.offset,
          answer.why(place));
    }

    /** Tells whether there is no answer yet. */
    boolean isEmpty() {
      return numbers == null;
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

  /**
   * The outputs of models of classes, of amounts or of both, of R rows and K classes; the values
   * row after row.
   */
  enum Output {
    /** The predicted class of each row. */
    LABEL(
        false, Datatype.BYTES, 1, (rows, classes) -> texts(rows.stream().map(Row::label).toList())),
    /** The probability of each class, of each row; 0 for a class that a row came before. */
    PROBABILITIES(
        false,
        Datatype.FP64,
        2,
        (rows, classes) ->
            rows.stream()
                .map(row -> Arrays.copyOf(row.numbers, classes.size()))
                .flatMapToDouble(Arrays::stream)
                .toArray()),
    /** The classes, in the order of their probabilities. */
    CLASSES(false, Datatype.BYTES, 1, (rows, classes) -> texts(classes)),
    /** The predicted amount of each row, in the label's unit. */
    AMOUNT(true, Datatype.FP64, 1, (rows, classes) -> numbers(rows, 0)),
    /** The lower end of each amount's interval; null as long as there is none. */
    LOWER(true, Datatype.FP64, 1, (rows, classes) -> numbers(rows, 1)),
    /** Its upper end. */
    UPPER(true, Datatype.FP64, 1, (rows, classes) -> numbers(rows, 2)),
    /** The amount below which the label is with the probability that the parameters ask for. */
    QUANTILE(true, Datatype.FP64, 1, (rows, classes) -> numbers(rows, 3)),
    /** The probability that the label is above the amount in the parameters. */
    ABOVE(true, Datatype.FP64, 1, (rows, classes) -> numbers(rows, 4)),
    /** The number of the next record of the log, when each row was answered. */
    OFFSET(null, Datatype.INT64, 1, (rows, classes) -> rows.stream().map(Row::offset).toList()),
    /** Why each row was answered so, as JSON; only if it is asked for, since it takes long. */
    WHY(null, Datatype.BYTES, 1, (rows, classes) -> rows.stream().map(Reasons::of).toList());

    /** The outputs that only an answer to their name has. */
    static final Set<Output> ON_REQUEST = EnumSet.of(QUANTILE, ABOVE, WHY);

    /** Whether it is of amounts alone, and not of classes alone; null if of both. */
    private final Boolean ofAmounts;

    final Datatype datatype;

    /** 1, or 2 if each row has a value for each class. */
    private final int dimensions;

    private final BiFunction<List<Row>, List<Label>, Object> data;
    private final String text = name().toLowerCase(Locale.ROOT);

    Output(
        Boolean ofAmounts,
        Datatype datatype,
        int dimensions,
        BiFunction<List<Row>, List<Label>, Object> data) {
      this.ofAmounts = ofAmounts;
      this.datatype = datatype;
      this.dimensions = dimensions;
      this.data = data;
    }

    private static List<String> texts(List<Label> labels) {
      return labels.stream().map(Label::text).toList();
    }

    private static List<Double> numbers(List<Row> rows, int place) {
      return rows.stream()
          .map(row -> row.numbers[place])
          .map(number -> Double.isNaN(number) ? null : number)
          .toList();
    }

    /** Returns the outputs of models of amounts, or of classes. */
    static List<Output> all(boolean ofAmounts) {
      return Arrays.stream(values())
          .filter(each -> each.ofAmounts == null || each.ofAmounts == ofAmounts)
          .toList();
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

    static Output of(String name, boolean ofAmounts) {
      List<Output> all = all(ofAmounts);
      return all.stream()
          .filter(each -> each.name().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(
              () ->
                  refusal(
                      400,
                      "output %s: expected one of %s",
                      PrintableText.quoted(name),
                      all.stream().map(Output::text).collect(Collectors.joining(", "))));
    }
  }

  /** Returns the outputs that a question names, or else the usual ones. */
  static List<Tensor> outputs(
      List<String> asked, boolean ofAmounts, List<Row> rows, List<Label> classes) {
    return asked.isEmpty()
        ? Output.all(ofAmounts).stream()
            .filter(each -> !Output.ON_REQUEST.contains(each))
            .map(each -> each.of(each.text(), rows, classes))
            .toList()
        : asked.stream().map(name -> Output.of(name, ofAmounts).of(name, rows, classes)).toList();
  }
}
