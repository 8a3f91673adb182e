package io.gyre.cli.view;

import io.gyre.Release;
import io.gyre.app.score.PastAnswer;
import io.gyre.data.Label;
import io.gyre.learning.Contributions;
import io.gyre.topic.Prediction;
import io.gyre.version.Version;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Shows the answers of several learners about one point, and the reasons. */
public final class AnswersView {

  private static final int LONGEST_FIELD = 60;

  private AnswersView() {}

  /** Returns a table: a heading, and a line for each learner; a step below 0 is not known. */
  public static List<String> table(List<Prediction> predictions) {
    boolean ofAmounts = predictions.stream().anyMatch(said -> said.amount() != null);
    boolean quantiles = predictions.stream().anyMatch(said -> said.quantile() != null);
    boolean limits = predictions.stream().anyMatch(said -> said.above() != null);
    return new TableColumns<Prediction>()
        .left("learner", 0, said -> PrintableText.of(said.learner()))
        .when(() -> ofAmounts)
        .right("amount", 0, said -> NumberText.amount(said.amount()))
        .left("interval", 0, said -> NumberText.interval(said.lower(), said.upper()))
        .when(() -> quantiles)
        .right("quantile", 0, said -> NumberText.amount(said.quantile()))
        .when(() -> limits)
        .right("above", 0, said -> NumberText.formatted("%.4f", said.above()))
        .when(() -> !ofAmounts)
        .right("prediction", 0, said -> NumberText.label(said.prediction()))
        .right("probability", 0, NumberText::probability)
        .left("of class", 0, said -> NumberText.label(ofClass(said)))
        .when(() -> true)
        .right("step", 0, said -> said.step() < 0 ? "-" : NumberText.count(said.step()))
        .table(predictions);
  }

  /** Returns what answered, when a point came that is gone by. */
  public static List<String> past(PastAnswer past) {
    Version version = past.version();
    List<String> lines = new ArrayList<>();
    lines.add(
        "What had been learned by offset %s of %s, computed again from %s on: what the learners said of the point before they learned from it."
            .formatted(
                NumberText.count(past.offset()),
                past.log(),
                version == null
                    ? "the first record"
                    : "version %d (offset %s)"
                        .formatted(version.number(), NumberText.count(version.offset()))));
    if (version != null && !version.release().equals(Release.version())) {
      lines.add(
          "It was learned by Gyre %s, and this is %s: the last digits may differ."
              .formatted(version.release(), Release.version()));
    }
    return lines;
  }

  private static Label ofClass(Prediction prediction) {
    if (!prediction.ofTwoClasses()) {
      return prediction.prediction();
    }
    return prediction.positive() == null ? Label.of(1) : prediction.positive();
  }

  /**
   * Returns which fields speak for each learner's answer or against it.
   *
   * @param asked the paths of the point's fields; others are shown as missing, but what is
   *     remembered of these
   */
  public static List<String> why(List<Prediction> predictions, Collection<String> asked) {
    List<String> lines = new ArrayList<>();
    for (Prediction prediction : predictions) {
      lines.add("");
      lines.add(heading(prediction));
      // The last two known labels, as minutes.last, are given with every point.
      Predicate<String> known =
          field -> prediction.amount() != null && field.matches("(?s).*[.](last|before)");
      prediction.why().forEach((field, value) -> lines.add(line(field, value, asked, known)));
      Integer untried = prediction.untried();
      if (untried != null) {
        lines.add(
            "  %s of its fields %s not tried: that would take too long"
                .formatted(NumberText.count(untried), untried == 1 ? "was" : "were"));
      }
    }
    return lines;
  }

  private static String heading(Prediction prediction) {
    String learner = PrintableText.of(prediction.learner());
    Map<String, Double> why = prediction.why();
    Double amount = prediction.amount();
    if (amount == null && prediction.prediction() == null) {
      return learner + " knows no label yet";
    }
    String answer =
        amount == null ? NumberText.label(prediction.prediction()) : NumberText.amount(amount);
    String says = learner + " says " + answer;
    if (why.isEmpty()) {
      return says + ": no field" + (prediction.untried() == null ? "" : " tried") + " changes that";
    }
    if (amount != null) {
      return says
          + (why.containsKey(Contributions.BIAS)
              ? ": the terms that it is the sum of"
              : ": how far each field raises (+) or lowers (-) it");
    }
    return says
        + (why.containsKey(Contributions.BIAS)
            ? ": the terms of the logit, + for it, - against it"
            : ": how far each field raises (+) or lowers (-) its probability");
  }

  private static String line(
      String field, double value, Collection<String> asked, Predicate<String> known) {
    // What is remembered of a key, and the words of a text, are given with it: customer.gap.
    Predicate<String> gives =
        path -> field.startsWith(path) && field.substring(path.length()).matches("(?s)([.+:].*)?");
    boolean given =
        Set.of(Contributions.BIAS, Contributions.OTHERS).contains(field)
            || known.test(field)
            || asked.stream().anyMatch(gives);
    return String.format(
        Locale.ROOT,
        "  %+10.4f  %s%s",
        value,
        PrintableText.shortened(PrintableText.of(field), LONGEST_FIELD),
        given ? "" : " missing");
  }
}
