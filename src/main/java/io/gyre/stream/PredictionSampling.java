package io.gyre.stream;

import io.gyre.GyreException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** Copies the map. */
  public PredictionSampling {
    own = Map.copyOf(own);
  }

  /**
   * Reads {@code all}, {@code none}, {@code 1/N}, or a list of these of which all but one bear a
   * learner's name: {@code 1/10,challenger=none}.
   *
   * @throws GyreException when it is none of these
   */
  public static PredictionSampling parse(String text) {
    Integer every = null;
    Map<String, Integer> own = new HashMap<>();
    for (String share : text.split(",", -1)) {
      Matcher matcher = SHARE.matcher(share);
      if (!matcher.matches()) {
        throw refusal(text, "found \"" + share + "\"");
      }
      int number =
          matcher.group(2) != null
              ? 1
              : matcher.group(3) != null ? 0 : Integer.parseInt(matcher.group(4));
      String learner = matcher.group(1);
      boolean twice = learner == null ? every != null : own.put(learner, number) != null;
      if (twice) {
        throw refusal(text, learner == null ? "found two for all" : "found two for " + learner);
      }
      every = learner == null ? Integer.valueOf(number) : every;
    }
    return new PredictionSampling(every == null ? 1 : every, own);
  }

  private static GyreException refusal(String text, String found) {
    return new GyreException(
        "predictions \"%s\": expected all, none or 1/N, or such for a learner as in 1/10,challenger=none; %s"
            .formatted(text, found));
  }

  /** Returns N of a learner: 1 for all, 0 for none. */
  int every(String learner) {
    return own.getOrDefault(learner, every);
  }
}
