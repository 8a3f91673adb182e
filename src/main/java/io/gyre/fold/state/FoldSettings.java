package io.gyre.fold.state;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Label;
import io.gyre.data.LabelBins;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.memory.AmountScale;
import io.gyre.time.WindowSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The settings of a fold.
 *
 * @param classes the classes that take the first numbers, whatever label comes first; may be empty;
 *     with bins, the bins
 * @param positive the positive one of two classes; null for the default
 * @param learners one or more, with different names
 * @param lateLabels how points wait for labels in separate records; null if labels come with their
 *     points only
 * @param keys how the keys of records are remembered; it means nothing without any
 * @param decisions by what it is decided which points to look at, or which amounts are outliers;
 *     null for no decisions
 * @param interval the level of the intervals of amounts, 0.5 to 0.999; it means nothing for classes
 * @param reportPoints how many scored points the closed windows of a report hold at least; 0: each
 *     window is a report; {@link #NO_REPORTS}: no reports. It does not change learning
 */
public record FoldSettings(
    RecordSettings records,
    List<Label> classes,
    Label positive,
    List<LearnerSettings> learners,
    WindowSettings windowing,
    LateLabels lateLabels,
    KeySettings keys,
    DecisionSettings decisions,
    double interval,
    int reportPoints) {

  /** The level of intervals when no other is named. */
  public static final double INTERVAL = 0.9;

  /** Windows are not reported. */
  public static final int NO_REPORTS = -1;

  /**
   * @throws GyreException when a value is out of its range, or a learner too large for a single
   *     column
   */
  public FoldSettings {
    List<Double> edges = records.binEdges();
    classes =
        edges.isEmpty() ? List.copyOf(classes) : List.copyOf(LabelBins.classes(edges).values());
    lateLabels = lateLabels == null || edges.isEmpty() ? lateLabels : lateLabels.inBins(edges);
    learners = List.copyOf(learners);
    checkLabels(records, learners, classes, positive, decisions);
    Label silence = lateLabels == null ? null : lateLabels.unlabelledAs();
    if (records.ofAmounts() && silence != null && !AmountScale.takes(silence)) {
      throw GyreException.of(
          "%s: the label is an amount, expected a number, found \"%s\"; %s 0 says that no label means 0, and without it a point that gets none is given up",
          Setting.UNLABELLED_AS, silence, Setting.UNLABELLED_AS);
    }
    checkClasses(classes, positive);
    double percent = 100 * interval;
    if (!(percent >= 50 && percent <= 99.9)) {
      throw GyreException.of(
          "%s: expected 50 to 99.9 percent, found %s", Setting.INTERVAL, percent);
    }
    if (learners.isEmpty()) {
      throw new GyreException("the list of learners is empty, expected one at least");
    }
    checkNames(learners);
    LearnerSettings first = learners.get(0);
    if (first.settings().mixes()) {
      throw GyreException.of(
          "learner \"%s\" mixes what those before it on the list say, and there is none before it; put it last",
          first.name());
    }
    checkSizes(learners, Math.max(2, classes.size()));
    if (decisions != null) {
      decisions.requireFields(records);
      if (positive == null && classes.size() > 2) {
        throw new GyreException(
            "%s, %s and %s: there are %d classes; say with %s which of them is looked for"
                .formatted(
                    Setting.REVIEW,
                    Setting.COST_MISS,
                    Setting.COST_ALARM,
                    classes.size(),
                    Setting.POSITIVE));
      }
    }
  }

  /** Settings for records of the plain form, whose classes are found as they come. */
  public FoldSettings(List<LearnerSettings> learners, WindowSettings windowing) {
    this(RecordSettings.standard(), learners, windowing);
  }

  /** Settings for records whose classes, if labels are classes, are found as they come. */
  public FoldSettings(
      RecordSettings records, List<LearnerSettings> learners, WindowSettings windowing) {
    this(
        records,
        List.of(),
        null,
        learners,
        windowing,
        null,
        KeySettings.standard(),
        null,
        INTERVAL,
        0);
  }

  /** What {@link #with} changes. */
  private final class Copy {
    private RecordSettings records = FoldSettings.this.records;
    private List<Label> classes = FoldSettings.this.classes;
    private Label positive = FoldSettings.this.positive;
    private LateLabels lateLabels = FoldSettings.this.lateLabels;
    private KeySettings keys = FoldSettings.this.keys;
    private DecisionSettings decisions = FoldSettings.this.decisions;
    private double interval = FoldSettings.this.interval;
    private int reportPoints = FoldSettings.this.reportPoints;
  }

  private FoldSettings with(Consumer<Copy> change) {
    Copy copy = new Copy();
    change.accept(copy);
    return new FoldSettings(
        copy.records,
        copy.classes,
        copy.positive,
        learners,
        windowing,
        copy.lateLabels,
        copy.keys,
        copy.decisions,
        copy.interval,
        copy.reportPoints);
  }

  public FoldSettings withRecords(RecordSettings other) {
    return with(copy -> copy.records = other);
  }

  /** Returns these settings with named classes. */
  public FoldSettings withClasses(List<Label> first, Label positiveOne) {
    return with(
        copy -> {
          copy.classes = first;
          copy.positive = positiveOne;
        });
  }

  /** Returns these settings with late labels, or without for null. */
  public FoldSettings with(LateLabels late) {
    return with(copy -> copy.lateLabels = late);
  }

  /** Returns these settings with keys that are remembered otherwise. */
  public FoldSettings withKeys(KeySettings other) {
    return with(copy -> copy.keys = other);
  }

  /** Returns these settings with intervals of another level. */
  public FoldSettings withInterval(double level) {
    return with(copy -> copy.interval = level);
  }

  /** Tells whether anything is remembered of keys. */
  public boolean hasKeys() {
    return !records.keys().isEmpty();
  }

  /** Returns these settings with decisions, or without for null. */
  public FoldSettings withDecisions(DecisionSettings other) {
    return with(copy -> copy.decisions = other);
  }

  /** Returns sentences that tell a person what is decided how; none without decisions. */
  public List<String> decisionLines() {
    return decisions == null ? List.of() : decisions.lines(records.ofAmounts());
  }

  /** Returns the place of the learner that decides: the last that mixes others, else the first. */
  public int decider() {
    int decider = 0;
    for (int i = 0; i < learners.size(); i++) {
      decider = learners.get(i).settings().mixes() ? i : decider;
    }
    return decider;
  }

  /** Returns the name of that learner. */
  public String deciding() {
    return learners.get(decider()).name();
  }

  public FoldSettings withReports(int points) {
    return with(copy -> copy.reportPoints = points);
  }

  private static void checkLabels(
      RecordSettings records,
      List<LearnerSettings> learners,
      List<Label> classes,
      Label positive,
      DecisionSettings decisions) {
    boolean ofAmounts = records.ofAmounts();
    for (LearnerSettings each : learners) {
      if (ofAmounts ? !each.settings().learnsAmounts() : !each.settings().learnsClasses()) {
        throw GyreException.of(
            ofAmounts
                ? "learner \"%s\" learns classes, and the label is an amount; the list amounts has learners of amounts"
                : "learner \"%s\" learns amounts, and the label is a class; the list data has learners of classes",
            each.name());
      }
    }
    if (!ofAmounts) {
      return;
    }
    if (!classes.isEmpty() || positive != null) {
      throw GyreException.of(
          "%s and %s are of classes, and the label is an amount; %s 2 makes two classes of it",
          Setting.CLASSES, Setting.POSITIVE, Setting.BINS);
    }
    if (decisions != null && decisions.hasCosts()) {
      throw GyreException.of(
          "%s and %s are of classes, and the label is an amount; %s 2 makes two classes of it",
          Setting.COST_MISS, Setting.COST_ALARM, Setting.BINS);
    }
  }

  private static void checkClasses(List<Label> classes, Label positive) {
    if (new HashSet<>(classes).size() < classes.size() || classes.size() > Label.MAX_CLASSES) {
      throw GyreException.of(
          "classes: expected at most %,d that differ, found %s", Label.MAX_CLASSES, classes);
    }
    if (positive != null && classes.size() >= 2 && !classes.contains(positive)) {
      throw GyreException.of(
          "positive: expected one of the classes %s, found %s", classes, positive);
    }
  }

  private static void checkNames(List<LearnerSettings> learners) {
    Map<String, String> names = new HashMap<>();
    for (LearnerSettings learner : learners) {
      String alike = learner.name().toLowerCase(Locale.ROOT).replace('.', '_');
      String other = names.put(alike, learner.name());
      if (learner.name().equals(other)) {
        throw GyreException.of("two learners bear the name \"%s\"; each needs its own", other);
      }
      if (other != null) {
        throw GyreException.of(
            "learners \"%s\" and \"%s\": expected names that differ in more than case, and than . for _, which metrics do not tell apart; rename one",
            other, learner.name());
      }
    }
  }

  public static void checkSizes(List<LearnerSettings> learners, int known) {
    learners.forEach(each -> LearnerSize.check(each.name(), each.settings(), known));
  }

  /** Returns the capacity of the shared memory, in points. */
  public int memory() {
    return Shared.capacity(learners.stream().map(LearnerSettings::settings).toList());
  }
}
