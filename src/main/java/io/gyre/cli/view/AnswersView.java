package io.gyre.cli.view;

import io.gyre.cli.view.TableColumns.Column;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.topic.Prediction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows what several learners say of one point, and what speaks for it. */
public final class AnswersView {

  private static final int LONGEST_FIELD = 60;

  private AnswersView() {}

  /** Returns a table: a heading, and a line for each learner. */
  public static List<String> table(List<Prediction> predictions) {
    TableColumns columns =
        new TableColumns(
            Column.left("learner", 0),
            Column.right("prediction", 0),
            Column.right("probability", 0),
            Column.left("of class", 0),
            Column.right("step", 0));
    return columns.table(predictions.stream().map(AnswersView::cells).toList());
  }

  private static List<String> cells(Prediction prediction) {
    return List.of(
        PrintableText.of(prediction.learner()),
        NumberText.label(prediction.prediction()),
        NumberText.probability(prediction),
        NumberText.label(ofClass(prediction)),
        NumberText.count(prediction.step()));
  }

  private static Label ofClass(Prediction prediction) {
    if (!prediction.ofTwoClasses()) {
      return prediction.prediction();
    }
    return prediction.positive() == null ? Label.of(1) : prediction.positive();
  }

  /**
   * Returns, for each learner, which fields speak for its answer or against it.
   *
   * @param asked the paths of the point's fields; others are shown as missing
   */
  public static List<String> why(List<Prediction> predictions, Collection<String> asked) {
    List<String> lines = new ArrayList<>();
    for (Prediction prediction : predictions) {
      lines.add("");
      lines.add(heading(prediction));
      if (prediction.why() != null) {
        prediction.why().forEach((field, value) -> lines.add(line(field, value, asked)));
      }
      if (prediction.untried() != null) {
        lines.add("  " + untried(prediction.untried()));
      }
    }
    return lines;
  }

  private static String heading(Prediction prediction) {
    String learner = PrintableText.of(prediction.learner());
    Map<String, Double> why = prediction.why();
    if (why == null) {
      return learner + " does not say why: it runs an earlier version";
    }
    if (prediction.prediction() == null) {
      return learner + " knows no class yet";
    }
    String says = learner + " says " + NumberText.label(prediction.prediction());
    if (why.isEmpty()) {
      return says + ": no field" + (prediction.untried() == null ? "" : " tried") + " changes that";
    }
    return says
        + (why.containsKey(Prediction.BIAS)
            ? ": the terms of the logit, + for it, - against it"
            : ": how far each field raises (+) or lowers (-) its probability");
  }

  private static String untried(int fields) {
    return "%s of its fields %s not tried: that would hold up learning"
        .formatted(NumberText.count(fields), fields == 1 ? "was" : "were");
  }

  private static String line(String field, double value, Collection<String> asked) {
    boolean given =
        asked.contains(field) || field.equals(Prediction.BIAS) || field.equals(Prediction.OTHERS);
    return String.format(
        Locale.ROOT,
        "  %+10.4f  %s%s",
        value,
        PrintableText.shortened(PrintableText.of(field), LONGEST_FIELD),
        given ? "" : " missing");
  }
}
