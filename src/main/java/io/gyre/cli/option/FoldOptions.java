package io.gyre.cli.option;

import io.gyre.app.FirstRows;
import io.gyre.data.Label;
import io.gyre.data.Spirals;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.format.survey.LabelSurvey;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import io.gyre.words.PrintableText;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of learning. */
public final class FoldOptions extends Options {

  @Option(names = "--learners", paramLabel = "LIST")
  private String learners;

  @Option(
      names = "--classes",
      arity = "0..1",
      paramLabel = "CLASS",
      split = ",",
      converter = Converters.ClassLabel.class)
  private List<Label> classes = List.of();

  @Option(names = "--positive", paramLabel = "CLASS", converter = Converters.ClassLabel.class)
  private Label positive;

  @Option(
      names = "--spans",
      paramLabel = "DURATION",
      split = ",",
      converter = Converters.Duration.class)
  private List<Long> spans = List.of();

  @Option(names = "--max-keys", paramLabel = "N", defaultValue = "1000000")
  private long maxKeys;

  @Option(
      names = "--review",
      paramLabel = "N/DURATION|PERCENT",
      converter = Converters.BudgetOfReviews.class)
  private Budget review;

  @Option(
      names = "--outliers",
      paramLabel = "N/DURATION|PERCENT",
      converter = Converters.BudgetOfReviews.class)
  private Budget outliers;

  @Option(names = "--cost-miss", paramLabel = "NUMBER|FIELD", converter = Converters.Cost.class)
  private CaseCost miss;

  @Option(names = "--cost-alarm", paramLabel = "NUMBER|FIELD", converter = Converters.Cost.class)
  private CaseCost alarm;

  @Option(names = "--interval", paramLabel = "PERCENT", defaultValue = "90")
  private double interval;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = Converters.Duration.class)
  private long window;

  @Option(names = "--report-points", paramLabel = "N", defaultValue = "100")
  private int reportPoints;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = Converters.Duration.class)
  private long grace;

  @Option(
      names = "--max-ahead",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = Converters.Duration.class)
  private long maxAhead;

  /**
   * Returns settings of records by the options, else by what was learned, else by the first labels:
   * with bins, or of amounts.
   *
   * @param before the settings that were learned with; null without any
   * @param least how many labels bins need at least
   * @param reader gives the first points to a survey
   */
  public RecordSettings settle(
      RecordSettings records, RecordSettings before, int least, Consumer<LabelSurvey> reader) {
    require(
        records.bins() == 0 || !isOfClasses(),
        (records.ofAmounts() ? "--amount" : "--bins") + " and --classes exclude one another");
    RecordSettings settled = records;
    boolean isSaid = isOfClasses() || records.ofAmounts();
    if (!isSaid && before != null) {
      settled = before.ofAmounts() && records.bins() == 0 ? records.withAmounts() : records;
    } else if (!isSaid) {
      LabelSurvey first = new LabelSurvey();
      reader.accept(first);
      settled = checked("", () -> first.settle(records, least));
    }
    refuseOfAmounts(!settled.ofAmounts());
    return settled;
  }

  private boolean isOfClasses() {
    return isTyped("--classes") || !classes.isEmpty();
  }

  private void refuseOfAmounts(boolean ofClasses) {
    if (ofClasses) {
      String reason = " is of amounts, and the label is a class; --amount says otherwise";
      refuse(reason, "--interval", "--outliers");
    }
  }

  /** Returns settings of records with bins by the first labels of a file. */
  public RecordSettings settle(RecordSettings records, DataFile file, LabelColumn label) {
    return settle(records, null, 0, first -> FirstRows.survey(file, label, records, first));
  }

  /** Returns the settings of a fold, with the default list for data. */
  public FoldSettings settings(RecordSettings records, LateLabels lateLabels) {
    LearnerPresets usual = LearnerPresets.usual(lateLabels != null);
    return settings(records, List.of(), usual, lateLabels);
  }

  /**
   * Returns the settings of a fold of spirals, or, where they are null, of points in their place.
   */
  public FoldSettings settings(RecordSettings records, Spirals spirals, LateLabelOptions labels) {
    List<Label> known = spirals == null ? List.of() : spirals.classes();
    return settings(records, known, LearnerPresets.SPIRALS, labels.settings(false));
  }

  /**
   * Returns the settings of a fold, with the defaults for what was not named.
   *
   * @param lateLabels how points wait for labels; null if labels come with them
   */
  private FoldSettings settings(
      RecordSettings records,
      List<Label> classesByDefault,
      LearnerPresets learnersByDefault,
      LateLabels lateLabels) {
    requireAtLeast("--report-points", 0, reportPoints);
    refuseOfAmounts(isOfClasses());
    if (records.keys().isEmpty()) {
      refuse(" is for what is remembered of keys: say --key FIELD", "--spans", "--max-keys");
    }
    WindowSettings windows = checked(() -> new WindowSettings(window, grace, maxAhead));
    return checked(
        "",
        () ->
            new FoldSettings(
                    records,
                    LearnerPresets.of(
                        learners == null ? learnersByDefault.toString() : learners,
                        records.ofAmounts()),
                    windows)
                .withClasses(classes.isEmpty() ? classesByDefault : classes, positive)
                .with(lateLabels)
                .withKeys(checked(() -> new KeySettings(spans, maxKeys)))
                .withDecisions(decisions(records.ofAmounts()))
                .withInterval(interval / 100)
                .withReports(reportPoints));
  }

  /** Returns settings of a fold, with those changed that were typed. */
  public FoldSettings changed(FoldSettings before) {
    boolean ofAmounts = before.records().ofAmounts();
    refuse(" is settled by what was learned before", "--classes", "--positive", "--report-points");
    refuseOfAmounts(!ofAmounts);
    WindowSettings windows =
        new WindowSettings(
            isTyped("--window") ? window : before.windowing().sizeMs(),
            isTyped("--grace") ? grace : before.windowing().graceMs(),
            isTyped("--max-ahead") ? maxAhead : before.windowing().maxAheadMs());
    KeySettings keys =
        new KeySettings(
            isTyped("--spans") ? spans : before.keys().spansMs(),
            isTyped("--max-keys") ? maxKeys : before.keys().maxKeys());
    DecisionSettings decisions = decisions(ofAmounts);
    return checked(
        "",
        () ->
            new FoldSettings(
                before.records(),
                before.classes(),
                before.positive(),
                learners == null ? before.learners() : LearnerPresets.of(learners, ofAmounts),
                windows,
                before.lateLabels(),
                keys,
                decisions == null ? before.decisions() : decisions,
                isTyped("--interval") ? interval / 100 : before.interval(),
                before.reportPoints()));
  }

  /** Returns by what it is decided which points to look at; null without decisions. */
  private DecisionSettings decisions(boolean ofAmounts) {
    if (ofAmounts) {
      refuse(
          " is of classes, and the label is an amount: --outliers finds labels that surprise, --bins 2 makes two classes",
          "--review");
    }
    Budget budget = ofAmounts ? outliers : review;
    return budget == null && miss == null && alarm == null
        ? null
        : checked("", () -> new DecisionSettings(budget, miss, alarm));
  }

  /** Refuses a budget in the time of rows that have none. */
  public void requireTime(boolean timed) {
    Budget budget = review == null ? outliers : review;
    require(
        budget == null || budget.inPoints() || timed,
        "%1$s %2$s is in the time of the rows: say with --time which field has it, or give a share of the rows, as %1$s 5%%"
            .formatted(review == null ? "--outliers" : "--review", budget));
  }

  /** Refuses costs that no column of a file says; none are known of a file without names. */
  public void requireCosts(List<String> columns) {
    for (CaseCost cost : columns.isEmpty() ? List.<CaseCost>of() : Arrays.asList(miss, alarm)) {
      require(
          cost == null || cost.field() == null || columns.contains(cost.field()),
          "--cost-miss and --cost-alarm: expected numbers or fields, found %s; the fields are %s"
              .formatted(cost, PrintableText.list(columns)));
    }
  }
}
