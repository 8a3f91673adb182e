package io.gyre.app.score;

import io.gyre.fold.answer.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Compares what each learner said of the same points with what one of them said: where both are
 * mostly right, a small difference may be more than chance. Not thread-safe.
 */
public final class PairedScores {

  private static final int MOST = 20_000; // positive points, each of 8 bytes a learner

  private final int one;
  private final long[] won; // of each learner the points of which it was right, and the one wrong
  private final long[] lost;
  private final List<double[]> positives = new ArrayList<>(); // what each learner said of them

  PairedScores(int learners, int one) {
    this.one = one;
    won = new long[learners];
    lost = new long[learners];
  }

  void add(int number, Answer answer) {
    boolean right = answer.has(one) && answer.predicted(one) == number;
    for (int i = 0; i < won.length; i++) {
      if (answer.has(i)) {
        boolean alone = answer.predicted(i) == number != right;
        won[i] += alone && !right ? 1 : 0;
        lost[i] += alone && right ? 1 : 0;
      }
    }
    if (number == answer.positive() && positives.size() < MOST) {
      double[] said = new double[won.length];
      Arrays.setAll(said, i -> answer.has(i) ? answer.positiveProbability(i) : 0);
      positives.add(said);
    }
  }

  /**
   * Returns by how many standard errors a learner was more often right: (b − c)/√(b + c), where it
   * alone was right of b points, and the other alone of c (McNemar 1947).
   */
  public double lead(int learner) {
    return (won[learner] - lost[learner]) / Math.sqrt(Math.max(1, won[learner] + lost[learner]));
  }

  /**
   * Returns the same of its average precision, the mean of the precision at each positive point: of
   * the differences d of the two, Σd/√Σd², as if there were none.
   *
   * @param total its scores; {@code totalOfOne} those of the other
   */
  public double precisionLead(int learner, Map<String, ?> total, Map<String, ?> totalOfOne) {
    double sum = 0;
    double squares = Double.MIN_NORMAL;
    for (double[] said : positives) {
      double d = precision(total, said[learner]) - precision(totalOfOne, said[one]);
      sum += d;
      squares += d * d;
    }
    return sum / Math.sqrt(squares);
  }

  /** Returns the precision of taking all points of a probability and above. */
  private static double precision(Map<String, ?> total, double probability) {
    double precision = 0;
    if (total.get("precision-recall") instanceof List<?> curve) {
      for (Object each : curve) {
        List<?> row = (List<?>) each; // recall, precision, probability: falling
        precision = (Double) row.get(1);
        if ((Double) row.get(2) <= probability) {
          break;
        }
      }
    }
    return precision;
  }
}
