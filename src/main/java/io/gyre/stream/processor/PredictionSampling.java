package io.gyre.stream.processor;

import io.gyre.GyreException;
import io.gyre.learning.list.LearnerSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The share of its predictions of labelled points that a learner publishes: 1/N publishes those of
 * points whose offset is a multiple of N. Scores count every point, and a point without a label is
 * always answered.
 *
 * @param every N; 1: all, 0: none
 * @param learners the names of those that publish; empty for all
 */
public record PredictionSampling(int every, Set<String> learners) {

  public static final PredictionSampling ALL = new PredictionSampling(1, Set.of());

  /** Only points without a label are answered. */
  public static final PredictionSampling NONE = new PredictionSampling(0, Set.of());

  private static final Pattern SHARE = Pattern.compile("all|none|1/([1-9]\\d{0,8})");
  private static final Pattern NAME = Pattern.compile("[^=,/]+");

  public PredictionSampling {
    learners = Set.copyOf(learners);
  }

  /** Returns the default: the last blend on the list; without a blend, all learners. */
  public static PredictionSampling standard(List<LearnerSettings> learners) {
    return learners.stream()
        .filter(learner -> learner.settings().mixes())
        .reduce((one, next) -> next)
        .map(last -> new PredictionSampling(1, Set.of(last.name())))
        .orElse(ALL);
  }

  /**
   * Reads {@code all}, {@code none} or {@code 1/N}, names of learners, or both: {@code 1/10,blend}.
   *
   * @throws GyreException if the text has another form
   */
  public static PredictionSampling parse(String text) {
    Integer every = null;
    Set<String> names = new HashSet<>();
    for (String part : text.split(",", -1)) {
      Matcher share = SHARE.matcher(part);
      boolean isShare = share.matches();
      if (isShare ? every != null : !NAME.matcher(part).matches() || !names.add(part)) {
        throw new GyreException(
            "predictions \"%s\": expected all, none or 1/N, names of learners, or both as in 1/10,blend; found \"%s\""
                .formatted(text, part));
      }
      every = isShare ? Integer.valueOf(number(share)) : every;
    }
    return new PredictionSampling(every == null ? 1 : every, names);
  }

  private static int number(Matcher share) {
    return switch (share.group()) {
      case "all" -> 1;
      case "none" -> 0;
      default -> Integer.parseInt(share.group(1));
    };
  }

  /**
   * Checks the names, and returns this.
   *
   * @throws GyreException when there is no learner of a name
   */
  public PredictionSampling check(List<LearnerSettings> all) {
    List<String> known = all.stream().map(LearnerSettings::name).sorted().toList();
    for (String name : learners) {
      if (!known.contains(name)) {
        throw new GyreException(
            "predictions of \"%s\": there is no such learner, expected one of %s"
                .formatted(name, String.join(", ", known)));
      }
    }
    return this;
  }

  public List<LearnerSettings> publishing(List<LearnerSettings> all) {
    return all.stream().filter(learner -> every(learner.name()) > 0).toList();
  }

  /** Returns N of a learner: 1 for all, 0 for no predictions. */
  public int every(String learner) {
    return learners.isEmpty() || learners.contains(learner) ? every : 0;
  }

  /**
   * Returns the learners that answer points without a label: those that publish any predictions, or
   * else those that would by default.
   */
  public List<String> answering(List<LearnerSettings> all) {
    PredictionSampling asked = publishing(all).isEmpty() ? standard(all) : this;
    return asked.publishing(all).stream().map(LearnerSettings::name).toList();
  }
}
