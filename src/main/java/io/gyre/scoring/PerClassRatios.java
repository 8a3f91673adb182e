package io.gyre.scoring;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Shares by class, of the classes that are most often the label. */
final class PerClassRatios {

  private static final int MOST = 20;

  private PerClassRatios() {}

  /** The share of each class's points for which it was predicted; null if no label occurs. */
  static Map<Integer, Double> recall(ConfusionSums counts) {
    return shares(counts, counts.hits(), counts.labels());
  }

  /**
   * The share of each class's predictions that were right, null for a class never predicted; null
   * if no label occurs.
   */
  static Map<Integer, Double> precision(ConfusionSums counts) {
    return shares(counts, counts.hits(), counts.predictions());
  }

  /**
   * Divides by class, for the 20 most frequent labels, ties to the lower number.
   *
   * @param parts K numbers
   * @param wholes K numbers
   * @return part/whole by class number, in ascending order, null where the whole is 0, or has faded
   *     to next to nothing; null if no label occurs
   */
  private static Map<Integer, Double> shares(
      ConfusionSums counts, double[] parts, double[] wholes) {
    Map<Integer, Double> shares = new TreeMap<>();
    double least = counts.n() * ConfusionSums.LEAST_SHARE;
    for (int k : mostFrequent(counts)) {
      shares.put(k, wholes[k] <= least ? null : (Double) (parts[k] / wholes[k]));
    }
    return shares.isEmpty() ? null : shares;
  }

  private static List<Integer> mostFrequent(ConfusionSums counts) {
    double[] labels = counts.labels();
    double least = counts.n() * ConfusionSums.LEAST_SHARE;
    return IntStream.range(0, labels.length)
        .filter(k -> labels[k] > least)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -labels[k])) // stable
        .limit(MOST)
        .toList();
  }
}
