package io.gyre.stream.processor;

import io.gyre.GyreException;
import io.gyre.learning.list.LearnerSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many of the predictions of labelled points are published, of each learner. Scores count every
 * point all the same, and a point without a label is always answered: somebody asks.
 *
 * <p>1/N keeps the points whose offset is a multiple of N: the same for every learner, whatever
 * restarts.
 *
 * @param every N of those learners that have none of their own; 1: all, 0: none
 * @param own N by the learner's name
 */
public record PredictionSampling(int every, Map<String, Integer> own) {

  /** Every prediction is published. */
  public static final PredictionSampling ALL = new PredictionSampling(1, Map.of());

  /** Only points without a label are answered. */
  public static final PredictionSampling NONE = new PredictionSampling(0, Map.of());

  private static final Pattern SHARE =
      Pattern.compile("(?:([^=,]+)=)?(?:(all)|(none)|1/([1-9]\\d{0,8}))");

  /** No learner has this name. */
  private static final String ALL_OTHERS = "";

  private static final Pattern NAME = Pattern.compile("[^=,/]+");

  /** Copies the map. */
  public PredictionSampling {
    own = Map.copyOf(own);
  }

  /**
   * What is published if nobody says otherwise: the predictions of the last learner on the list
   * that blends others, or if none does, all.
   */
  public static PredictionSampling standard(List<LearnerSettings> learners) {
    PredictionSampling standard = ALL;
    for (LearnerSettings learner : learners) {
      if (learner.settings().mixes()) {
        standard = new PredictionSampling(0, Map.of(learner.name(), 1));
      }
    }
    return standard;
  }

  /**
   * Reads {@code all}, {@code none}, {@code 1/N}, or a list of these of which all but one bear a
   * learner's name: {@code 1/10,challenger=none}. A name alone stands for all of that learner's;
   * where none goes without a name, those that are named are the only ones, unless each is named to
   * be left out.
   *
   * @throws GyreException when it is none of these
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
    if (share.group(2) != null) {
      return 1;
    }
    return share.group(3) != null ? 0 : Integer.parseInt(share.group(4));
  }

  private static GyreException refusal(String text, String found) {
    return new GyreException(
        "predictions \"%s\": expected all, none or 1/N, names of learners, or such for a learner as in 1/10,challenger=none; %s"
            .formatted(text, found));
  }

  /**
   * Checks the names.
   *
   * @throws GyreException when there is no learner of a name
   */
  public void check(Collection<LearnerSettings> learners) {
    TreeSet<String> names =
        learners.stream().map(LearnerSettings::name).collect(Collectors.toCollection(TreeSet::new));
    for (String name : own.keySet()) {
      if (!names.contains(name)) {
        throw new GyreException(
            "predictions of \"%s\": there is no such learner, expected one of %s"
                .formatted(name, String.join(", ", names)));
      }
    }
  }

  /** Returns those on a list of whose predictions some are published. */
  public List<LearnerSettings> publishing(List<LearnerSettings> learners) {
    return learners.stream().filter(learner -> every(learner.name()) > 0).toList();
  }

  /** Returns N of a learner: 1 for all, 0 for none. */
  int every(String learner) {
    return own.getOrDefault(learner, every);
  }

  List<String> answering(List<LearnerSettings> learners) {
    return learners.stream()
        .map(LearnerSettings::name)
        .filter(name -> answers(name, learners))
        .toList();
  }

  /**
   * Tells whether a learner answers points without a label, and questions: if it publishes any
   * predictions, or none on the list does and it would if nobody said otherwise.
   *
   * @param learners the list
   */
  boolean answers(String learner, List<LearnerSettings> learners) {
    PredictionSampling asked = publishing(learners).isEmpty() ? standard(learners) : this;
    return asked.every(learner) > 0;
  }
}
