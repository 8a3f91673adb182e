package io.gyre.page.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.topic.Prediction;
import io.gyre.words.PrintableText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Points as a page shows them, in a line or in full; {@code openapi.json} describes the members.
 */
public final class PointText {

  private static final int LINE = 300;
  private static final int RECORD = 8_000;
  private static final int FIELDS = 1_000;
  private static final int LONGEST_VALUE = 300;
  private static final int MOST_CLASSES = 5;

  private PointText() {}

  /**
   * A prediction.
   *
   * @param c the class predicted; null before the first label, and of amounts
   * @param q its probability; null if the record lacks it
   * @param amount predicted, with its interval from {@code lower} to {@code upper}; null of classes
   * @param top in full, the likeliest classes with their probabilities; else null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Said(
      @JsonInclude Label c,
      @JsonInclude Double q,
      Double amount,
      Double lower,
      Double upper,
      List<List<Object>> top) {

    static Said of(Prediction said, boolean full) {
      Double q = Double.isNaN(said.confidence()) ? null : (Double) said.confidence();
      List<List<Object>> top = full ? top(said, q) : null;
      return new Said(said.prediction(), q, said.amount(), said.lower(), said.upper(), top);
    }

    private static List<List<Object>> top(Prediction said, Double q) {
      if (said.ofTwoClasses()) {
        // The record names one of the two alone.
        return List.of(Arrays.asList(said.prediction(), q));
      }
      if (said.amount() != null) {
        return List.of();
      }
      return said.probabilities().entrySet().stream()
          .sorted(Map.Entry.<Label, Double>comparingByValue().reversed())
          .limit(MOST_CLASSES)
          .map(each -> List.<Object>of(each.getKey(), each.getValue()))
          .toList();
    }
  }

  public record Brief(
      String at, String id, long time, Label label, String text, Map<String, Said> p) {}

  record Full(
      String at,
      String id,
      long time,
      Label label,
      List<List<Object>> fields,
      String record,
      Map<String, Said> was,
      Object now) {}

  public static Brief brief(AnsweredPoint point) {
    return new Brief(
        point.at(), id(point), point.timeMs(), point.label(), line(point), said(point, false));
  }

  /**
   * @param now every learner's answer now; null if no learner here can be asked
   */
  public static Full full(AnsweredPoint point, Object now) {
    Fields all = point.fields();
    List<List<Object>> fields =
        IntStream.range(0, Math.min(FIELDS, all.size()))
            .mapToObj(i -> Arrays.asList(all.path(i), value(all, i)))
            .toList();
    return new Full(
        point.at(),
        id(point),
        point.timeMs(),
        point.label(),
        fields,
        record(point, RECORD),
        said(point, true),
        now);
  }

  private static Map<String, Said> said(AnsweredPoint point, boolean full) {
    Map<String, Said> said = new LinkedHashMap<>();
    point.predictions().forEach((learner, p) -> said.put(learner, Said.of(p, full)));
    return said;
  }

  /** Returns the id of a point; null if its place stands for one. */
  private static String id(AnsweredPoint point) {
    return point.predictions().values().stream()
        .map(Prediction::id)
        .filter(id -> !id.equals(point.at()))
        .findFirst()
        .orElse(null);
  }

  private static String line(AnsweredPoint point) {
    Fields fields = point.fields();
    if (fields.size() == 0) {
      return PrintableText.shortened(record(point, LINE), LINE);
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < fields.size() && line.length() < LINE; i++) {
      line.append(i == 0 ? "" : ", ").append(fields.path(i)).append('=');
      line.append(Objects.toString(fields.shown(i, LONGEST_VALUE), ""));
    }
    return PrintableText.shortened(line.toString(), LINE);
  }

  private static Object value(Fields fields, int i) {
    if (fields.text(i) != null) {
      return PrintableText.shortened(fields.text(i), LONGEST_VALUE);
    }
    double number = fields.number(i);
    if (Double.isNaN(number)) {
      return fields.time(i);
    }
    boolean isWhole = number == Math.rint(number) && Math.abs(number) < 1e15;
    return isWhole ? (Object) (long) number : (Object) number;
  }

  private static String record(AnsweredPoint point, int most) {
    int bytes = Math.min(point.record().length, 4 * most);
    String text = new String(point.record(), 0, bytes, UTF_8);
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
