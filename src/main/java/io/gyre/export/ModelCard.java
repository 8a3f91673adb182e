package io.gyre.export;

import io.gyre.encoding.FieldTable;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LearnedModel;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.list.LearnersJson;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import io.gyre.words.PrintableText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The file {@code README.md}: what the model has seen, how good it was, what it takes. */
final class ModelCard {

  private final List<String> lines = new ArrayList<>();
  private final FoldReport report;
  private final LearnedModel model;
  private final ExportedModel exported;

  private ModelCard(FoldReport report, ExportedModel exported) {
    this.report = report;
    model = exported.learned();
    this.exported = exported;
  }

  static String of(FoldReport report, ExportedModel exported, String source) {
    ModelCard card = new ModelCard(report, exported);
    card.addHead(source);
    card.addClasses();
    card.addScores();
    card.addFields();
    card.addData();
    card.addSettings();
    return String.join("\n", card.lines) + "\n";
  }

  private void addHead(String source) {
    int decider = report.settings().decider();
    lines.addAll(
        List.of(
            "---",
            "library_name: onnx",
            "pipeline_tag: tabular-classification",
            "tags: [gyre, onnx, tabular-classification]",
            "---",
            "",
            "# Model of " + text(source),
            "",
            "Gyre learned it point by point, and exported it as it stood then. `predict.py` says how to"
                + " ask it; its answer is that of the learner `"
                + exported.answering()
                + "`.",
            ""));
    add("| what | |\n|---|---|");
    add("| points | %,d, of which %,d had a label |", report.points(), labels());
    add("| next offset of the log | %d |", report.next());
    add("| time of the stream | %s |", Instant.ofEpochMilli(Math.max(0, report.time())));
    add("| digest | `%s` |", report.digest(decider));
    add("| updates of `%s` | %,d |", exported.answering(), report.step(decider));
    add("");
    if (model.leftOut() > 0) {
      add("%,d values had no room for a column, and were not learned.\n", model.leftOut());
    }
  }

  private long labels() {
    return report.labels().values().stream().mapToLong(count -> count).sum();
  }

  private void addClasses() {
    add("## Classes\n");
    add("| number | class | labels |\n|---|---|---|");
    int positive = model.positive();
    int[] number = {0};
    report
        .labels()
        .forEach(
            (label, count) -> {
              String note = number[0] == positive ? ", the positive one" : "";
              add("| %d | %s%s | %,d |", number[0]++, text(label.text()), note, count);
            });
    add("");
  }

  private void addScores() {
    List<Metric<?>> metrics =
        MetricRegistry.numbers(Scope.TOTAL, false).stream()
            .filter(metric -> metric.shown() != Metric.Shown.ON_REQUEST)
            .filter(metric -> metric.shown() != Metric.Shown.BASELINE)
            .toList();
    Map<String, Double> weights = learner(exported.answering()).weights();
    add("## Learners\n");
    add(
        "Scores are of predictions that were made before their labels were known, over all points"
            + " and, for the learner that answers, with all members.\n");
    String titles = metrics.stream().map(Metric::name).collect(Collectors.joining(" | "));
    add("| learner | weight | " + titles + " |");
    add("|---" + "|---".repeat(1 + metrics.size()) + "|");
    report
        .answering()
        .mapToObj(report.learners()::get)
        .forEach(name -> addScores(name, weights.get(name), metrics));
    add("");
    Map<String, Object> total = learner(exported.answering()).total();
    add(
        "The same as the last label would have an accuracy of %s, the most frequent class of %s.\n",
        number((Double) total.get("last-label")), number((Double) total.get("majority")));
    exported.leftOut().forEach(out -> add("- Left out: %s.", text(out.toString())));
    if (!exported.leftOut().isEmpty()) {
      add("\nThe others are mixed as if those had no answer.\n");
    }
  }

  private LearnerReport learner(String name) {
    return report.learner(report.learners().indexOf(name), false);
  }

  private void addScores(String name, Double weight, List<Metric<?>> metrics) {
    Map<String, Object> total = learner(name).total();
    String scores =
        metrics.stream()
            .map(metric -> number((Double) total.get(metric.name())))
            .collect(Collectors.joining(" | "));
    add("| `%s` | %s | %s |", name, number(weight), scores);
  }

  private static String number(Double score) {
    return score == null || score.isNaN() ? "-" : String.format(Locale.ROOT, "%.4f", score);
  }

  private void addFields() {
    add("## Inputs\n");
    add(
        "Input `row`, doubles: a column for each place below; NaN where a value is missing. A"
            + " category is the number that `encoder.json` gives its text, -1 for another text."
            + " Fields that Gyre makes itself, of what it remembers of keys, are inputs as well.");
    if (model.hasWords()) {
      add("");
      add(
          "Input `words`, integers: the columns of the words of all texts, filled up with -1;"
              + " `predict.py` finds them.");
    }
    add("\n| place | field | holds |\n|---|---|---|");
    String[] places = new String[model.slots()];
    for (FieldTable field : model.fields()) {
      String made = field.isMade() ? ", made by Gyre" : "";
      if (field.number() >= 0) {
        places[field.number()] = text(field.path()) + " | number" + made;
      }
      if (field.category() >= 0) {
        int texts = field.texts().size();
        String holds = field.words() > 0 ? "text, by its words" : "category of " + texts;
        places[field.category()] = "%s | %s%s".formatted(text(field.path()), holds, made);
      }
    }
    IntStream.range(0, places.length).forEach(i -> lines.add("| " + i + " | " + places[i] + " |"));
    add("\nOutput `label` is the number of a class, `probabilities` has one for each class, and");
    add("`probabilities.NAME` those of each learner.\n");
  }

  /** Tells what the folder gives away to those who have it. */
  private void addData() {
    int texts = model.fields().stream().mapToInt(field -> field.texts().size()).sum();
    add("## Data in this folder\n");
    add("Give the folder only to those who may see the data that the model has learned.\n");
    add(
        "- `encoder.json` holds the names of fields and classes, and in clear %,d texts and",
        texts);
    add("  values of keys.");
    if (model.points() > 0) {
      add(
          "- `model.onnx` holds the last %,d training points with their labels, in which",
          model.points());
      add("  `neighbours` search.");
    }
    add("");
  }

  private void addSettings() {
    add("## Settings\n\nRecords, then learners:\n\n```json");
    lines.add(report.settings().records().toJson());
    report.settings().learners().forEach(each -> lines.add(LearnersJson.toJson(each).toString()));
    add("```");
  }

  /** Returns text that is no Markdown, and cannot end a cell of a table. */
  private static String text(String any) {
    return PrintableText.of(any).replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }

  private void add(String format, Object... values) {
    lines.add(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
  }
}
