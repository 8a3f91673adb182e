package io.gyre.fold.state;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a fold is made from.
 *
 * @param records what the members of records mean
 * @param classes those that take the first numbers, whatever label comes first; may be empty
 * @param positive the positive one of two classes; null for the default
 * @param learners one or more, with different names
 * @param windowing how event time is cut
 * @param lateLabels how points wait for labels in records of their own; null if labels come with
 *     their points only
 * @param reportPoints a window that closes is told of with those before it once they hold so many
 *     scored points; 0: each is; {@link #NO_REPORTS}: none is. It changes nothing that is learned
 */
public record FoldSettings(
    RecordSettings records,
    List<Label> classes,
    Label positive,
    List<LearnerSettings> learners,
    WindowSettings windowing,
    LateLabels lateLabels,
    int reportPoints) {

  /** Windows are not told of. */
  public static final int NO_REPORTS = -1;

  /**
   * @throws GyreException when a value is out of its range, or a learner too large for a single
   *     column
   */
  public FoldSettings {
    classes = List.copyOf(classes);
    learners = List.copyOf(learners);
    checkClasses(classes, positive);
    if (learners.isEmpty()) {
      throw new GyreException("the list of learners is empty, expected one at least");
    }
    checkNames(learners);
    LearnerSettings first = learners.get(0);
    if (first.settings().mixes()) {
      throw new GyreException(
          "learner \"%s\" mixes what those before it on the list say, and there is none before it; put it last"
              .formatted(first.name()));
    }
    for (LearnerSettings learner : learners) {
      LearnerSize.check(learner.name(), learner.settings(), Math.max(2, classes.size()));
    }
  }

  /** Settings for records of the plain form, whose classes are found as they come. */
  public FoldSettings(List<LearnerSettings> learners, WindowSettings windowing) {
    this(RecordSettings.standard(), List.of(), null, learners, windowing, null, 0);
  }

  /** Returns these settings for records whose members mean something else. */
  public FoldSettings withRecords(RecordSettings meaning) {
    return new FoldSettings(
        meaning, classes, positive, learners, windowing, lateLabels, reportPoints);
  }

  /** Returns these settings with classes that take the first numbers. */
  public FoldSettings withClasses(List<Label> first, Label positiveOne) {
    return new FoldSettings(
        records, first, positiveOne, learners, windowing, lateLabels, reportPoints);
  }

  /** Returns these settings for labels that may come later than their points. */
  public FoldSettings with(LateLabels late) {
    return new FoldSettings(records, classes, positive, learners, windowing, late, reportPoints);
  }

  /** Returns these settings for reports of so many scored points. */
  public FoldSettings withReports(int points) {
    return new FoldSettings(records, classes, positive, learners, windowing, lateLabels, points);
  }

  /** Returns these settings for whoever wants no figures of windows. */
  public FoldSettings withoutReports() {
    return withReports(NO_REPORTS);
  }

  private static void checkClasses(List<Label> classes, Label positive) {
    if (new HashSet<>(classes).size() < classes.size() || classes.size() > Label.MAX_CLASSES) {
      throw new GyreException(
          "classes: expected at most %,d that differ, found %s"
              .formatted(Label.MAX_CLASSES, classes));
    }
    if (positive != null && classes.size() >= 2 && !classes.contains(positive)) {
      throw new GyreException(
          "positive: expected one of the classes %s, found %s".formatted(classes, positive));
    }
  }

  private static void checkNames(List<LearnerSettings> learners) {
    Map<String, String> names = new HashMap<>();
    for (LearnerSettings learner : learners) {
      String alike = learner.name().toLowerCase(Locale.ROOT).replace('.', '_');
      String other = names.put(alike, learner.name());
      if (learner.name().equals(other)) {
        throw new GyreException(
            "two learners bear the name \"%s\"; each needs its own".formatted(other));
      }
      if (other != null) {
        throw new GyreException(
            "learners \"%s\" and \"%s\": expected names that differ in more than case, and than . for _, which metrics do not tell apart; rename one"
                .formatted(other, learner.name()));
      }
    }
  }

  /** Checks that every learner has room for so many classes. */
  void checkSizes(int known) {
    learners.forEach(each -> LearnerSize.check(each.name(), each.settings(), known));
  }

  /** How many points the shared memory holds. */
  public int memory() {
    return Shared.capacity(learners.stream().map(LearnerSettings::settings).toList());
  }
}
