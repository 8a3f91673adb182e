package io.gyre.data;

import io.gyre.words.CellText;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes classes of amounts: ranges that meet at edges. */
public final class LabelBins {

  private LabelBins() {}

  /**
   * Returns the edges of n ranges that hold about equally many numbers, which are finite, ascending
   * and not all equal: the quantiles 1/n, 2/n, …, as numbers that occur. Equal ones are one edge;
   * none is the least number, below which is nothing.
   */
  public static List<Double> edges(double[] sorted, int wanted) {
    TreeSet<Double> edges = new TreeSet<>();
    int second = 0;
    while (sorted[second] == sorted[0]) {
      second++;
    }
    for (int k = 1; k < wanted; k++) {
      edges.add(sorted[Math.max(second, k * sorted.length / wanted)]);
    }
    return List.copyOf(edges);
  }

  /**
   * Returns the ranges between ascending edges by their least number: {@code below 12.5}, {@code
   * 12.5 to 20} with 12.5 and without 20, {@code 20 or more}.
   */
  public static NavigableMap<Double, Label> classes(List<Double> edges) {
    NavigableMap<Double, Label> classes = new TreeMap<>();
    for (int i = 0; i <= edges.size(); i++) {
      String from = i == 0 ? "" : shown(edges.get(i - 1));
      String to = i == edges.size() ? "" : shown(edges.get(i));
      String name = i == 0 ? "below " + to : to.isEmpty() ? from + " or more" : from + " to " + to;
      double least = i == 0 ? Double.NEGATIVE_INFINITY : edges.get(i - 1);
      classes.put(least, new Label(name, Label.Form.TEXT));
    }
    return classes;
  }

  /** Returns the class of a label that is a number. */
  public static Label of(Label label, NavigableMap<Double, Label> classes) {
    return classes.floorEntry(label.number().doubleValue()).getValue();
  }

  private static String shown(double number) {
    return CellText.canonical(Double.toString(number));
  }
}
