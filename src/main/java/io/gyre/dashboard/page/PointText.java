package io.gyre.dashboard.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.topic.Prediction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Points as a page shows them, in a line or in full. */
public final class PointText {

  private static final int LINE = 300;
  private static final int RECORD = 8_000;
  private static final int FIELDS = 1_000;
  private static final int LONGEST_VALUE = 300;
  private static final int DIGITS = 5;

  /** So many of the likeliest classes are named. */
  private static final int MOST_CLASSES = 5;

  private PointText() {}

  /**
   * A prediction.
   *
   * @param c the class predicted; null before the first label
   * @param q its probability; null if the record does not say
   */
  record Said(Label c, Double q) {
    static Said of(Prediction prediction) {
      double confidence = prediction.confidence();
      return new Said(
          prediction.prediction(), Double.isNaN(confidence) ? null : (Double) confidence);
    }
  }

  /** A prediction with the class and probability of the likeliest classes. */
  record SaidInFull(Label c, Double q, List<List<Object>> top) {}

  /** A point in a line; {@code openapi.json} describes the members of this and the next. */
  public record Brief(
      String at, String id, long time, Label label, String text, Map<String, Said> p) {}

  /** A point in full. */
  record Full(
      String at,
      String id,
      long time,
      Label label,
      List<List<Object>> fields,
      String record,
      Map<String, SaidInFull> was,
      Object now) {}

  public static Brief brief(AnsweredPoint point) {
    Map<String, Said> said = new LinkedHashMap<>();
    point.predictions().forEach((learner, p) -> said.put(learner, Said.of(p)));
    return new Brief(point.at(), id(point), point.timeMs(), point.label(), line(point), said);
  }

  /** One that was named after its place has no id of its own. */
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
      line.append(fields.missing(i) ? "" : brief(value(fields, i)));
    }
    return PrintableText.shortened(line.toString(), LINE);
  }

  /** In a line, {@value #DIGITS} digits of a number are enough. */
  private static String brief(Object value) {
    return value instanceof Double number
        ? BigDecimal.valueOf(number).round(new MathContext(DIGITS)).stripTrailingZeros().toString()
        : String.valueOf(value);
  }

  private static Object value(Fields fields, int i) {
    if (fields.text(i) != null) {
      return PrintableText.shortened(fields.text(i), LONGEST_VALUE);
    }
    double number = fields.number(i);
    if (Double.isNaN(number)) {
      return null;
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? (Object) (long) number
        : (Object) number;
  }

  private static String record(AnsweredPoint point, int most) {
    int bytes = Math.min(point.record().length, 4 * most);
    String text = new String(point.record(), 0, bytes, UTF_8);
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  /**
   * @param now what every learner answers now; null if nobody here can be asked
   */
  public static Full full(AnsweredPoint point, Object now) {
    Map<String, SaidInFull> was = new LinkedHashMap<>();
    point.predictions().forEach((learner, p) -> was.put(learner, inFull(p)));
    List<List<Object>> fields = new ArrayList<>();
    for (int i = 0; i < Math.min(FIELDS, point.fields().size()); i++) {
      fields.add(Arrays.asList(point.fields().path(i), value(point.fields(), i)));
    }
    return new Full(
        point.at(),
        id(point),
        point.timeMs(),
        point.label(),
        fields,
        record(point, RECORD),
        was,
        now);
  }

  private static SaidInFull inFull(Prediction prediction) {
    Said said = Said.of(prediction);
    List<List<Object>> top = new ArrayList<>();
    if (prediction.ofTwoClasses()) {
      // The record names one of the two alone.
      top.add(Arrays.asList(said.c(), said.q()));
    } else {
      prediction.probabilities().entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Collections.reverseOrder()))
          .limit(MOST_CLASSES)
          .forEach(p -> top.add(Arrays.asList(p.getKey(), p.getValue())));
    }
    return new SaidInFull(said.c(), said.q(), top);
  }
}
