package io.gyre.stream.processor;

import io.gyre.GyreException;
import io.gyre.learning.list.LearnerSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The share of its predictions of labelled points that each learner publishes: 1/N publishes those
 * of points whose offset is a multiple of N. Scores count every point, and a point without a label
 * is always answered.
 *
 * @param every N of the learners without an N of their own; 1: all, 0: none
 * @param own N by the learner's name
 */
public record PredictionSampling(int every, Map<String, Integer> own) {

  public static final PredictionSampling ALL = new PredictionSampling(1, Map.of());

  /** Only points without a label are answered. */
  public static final PredictionSampling NONE = new PredictionSampling(0, Map.of());

  private static final Pattern SHARE =
      Pattern.compile("(?:([^=,]+)=)?(all|none|1/([1-9]\\d{0,8}))");

  private static final Pattern NAME = Pattern.compile("[^=,/]+");

  /** No learner has this name. */
  private static final String ALL_OTHERS = "";

  public PredictionSampling {
    own = Map.copyOf(own);
  }

  /** Returns the default: the last blend on the list; without a blend, all learners. */
  public static PredictionSampling standard(List<LearnerSettings> learners) {
    return learners.stream()
        .filter(learner -> learner.settings().mixes())
        .reduce((one, next) -> next)
        .map(last -> new PredictionSampling(0, Map.of(last.name(), 1)))
        .orElse(ALL);
  }

  /**
   * Reads {@code all}, {@code none}, {@code 1/N}, or a list of these, all but one with a learner's
   * name: {@code 1/10,challenger=none}. A name alone means all of that learner's. If each has a
   * name, the others publish nothing, or everything if all named ones publish nothing.
   *
   * @throws GyreException if the text has another form
   */
  public static PredictionSampling parse(String text) {
    Map<String, Integer> shares = new HashMap<>();
    for (String share : text.split(",", -1)) {
      Matcher matcher = SHARE.matcher(share);
      boolean isShare = matcher.matches();
      if (!isShare && !NAME.matcher(share).matches()) {
        throw refusal(text, "found \"" + share + "\"");
      }
      String learner = isShare ? Objects.requireNonNullElse(matcher.group(1), ALL_OTHERS) : share;
      if (shares.put(learner, isShare ? number(matcher) : 1) != null) {
        throw refusal(text, "found two for " + (learner.equals(ALL_OTHERS) ? "all" : learner));
      }
    }
    Integer every = shares.remove(ALL_OTHERS);
    boolean exceptionsOnly = shares.values().stream().allMatch(number -> number == 0);
    int others = exceptionsOnly ? 1 : 0;
    return new PredictionSampling(every == null ? others : every, shares);
  }

  private static int number(Matcher share) {
    return switch (share.group(2)) {
      case "all" -> 1;
      case "none" -> 0;
      default -> Integer.parseInt(share.group(3));
    };
  }

  private static GyreException refusal(String text, String found) {
    return new GyreException(
        "predictions \"%s\": expected all, none or 1/N, names of learners, or such for a learner as in 1/10,challenger=none; %s"
            .formatted(text, found));
  }

  /**
   * Checks the names, and returns this.
   *
   * @throws GyreException when there is no learner of a name
   */
  public PredictionSampling check(List<LearnerSettings> learners) {
    List<String> names = learners.stream().map(LearnerSettings::name).sorted().toList();
    for (String name : own.keySet()) {
      if (!names.contains(name)) {
        throw new GyreException(
            "predictions of \"%s\": there is no such learner, expected one of %s"
                .formatted(name, String.join(", ", names)));
      }
    }
    return this;
  }

  public List<LearnerSettings> publishing(List<LearnerSettings> learners) {
    return learners.stream().filter(learner -> every(learner.name()) > 0).toList();
  }

  /** Returns N of a learner: 1 for all, 0 for no predictions. */
  public int every(String learner) {
    return own.getOrDefault(learner, every);
  }

  /**
   * Returns the learners that answer points without a label: those that publish any predictions, or
   * else those that would by default.
   */
  public List<String> answering(List<LearnerSettings> learners) {
    PredictionSampling asked = publishing(learners).isEmpty() ? standard(learners) : this;
    return asked.publishing(learners).stream().map(LearnerSettings::name).toList();
  }
}
