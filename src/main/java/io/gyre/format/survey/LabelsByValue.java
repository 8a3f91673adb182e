package io.gyre.format.survey;

import io.gyre.data.Label;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares how well labels are foretold by the single values of a number, and by its tenths: groups
 * of neighbouring values, as many points in each. Each label is foretold from all others of its
 * group, as (C + p) / (N + 1): C of the N others are of its class, and p is the class's share of
 * all others. If neighbours have nothing in common, the number is a name.
 */
final class LabelsByValue {

  private static final int GROUPS = 10;
  private static final double LEAST_GAIN = 0.02; // of a label, as a share of its cost by tenths

  private static final double SURE = 3; // the least gain, in standard errors

  private LabelsByValue() {}

  /** Tells whether the values of a number, with their classes, foretell labels clearly better. */
  static boolean tellMore(Map<Object, Map<Label, Integer>> values, Map<Label, Integer> classes) {
    int all = sum(classes.values());
    double gained = 0;
    double squares = 0;
    double costs = 0;
    for (List<Map<Label, Integer>> tenth : tenths(values, all)) {
      Map<Label, Integer> together = new HashMap<>();
      tenth.forEach(
          value -> value.forEach((label, count) -> together.merge(label, count, Integer::sum)));
      for (Map<Label, Integer> value : tenth) {
        for (Map.Entry<Label, Integer> each : value.entrySet()) {
          Label label = each.getKey();
          double share = (classes.get(label) - 1.0) / Math.max(1, all - 1);
          double cost = cost(together, label, share);
          double gain = cost - cost(value, label, share);
          costs += each.getValue() * cost;
          gained += each.getValue() * gain;
          squares += each.getValue() * gain * gain;
        }
      }
    }
    return gained > LEAST_GAIN * costs && gained > SURE * Math.sqrt(squares);
  }

  /** Returns −ln of the probability of a label by the others of its group. */
  private static double cost(Map<Label, Integer> group, Label label, double share) {
    double least = 1e-3;
    return -Math.log(Math.max(least, (group.get(label) - 1 + share) / sum(group.values())));
  }

  private static List<List<Map<Label, Integer>>> tenths(
      Map<Object, Map<Label, Integer>> values, int all) {
    List<List<Map<Label, Integer>>> tenths = new ArrayList<>();
    int before = 0;
    int last = -1;
    for (Map<Label, Integer> value : new TreeMap<>(values).values()) {
      int tenth = (int) ((long) GROUPS * before / Math.max(1, all));
      if (tenth != last) {
        tenths.add(new ArrayList<>());
        last = tenth;
      }
      tenths.get(tenths.size() - 1).add(value);
      before += sum(value.values());
    }
    return tenths;
  }

  static int sum(Collection<Integer> counts) {
    return counts.stream().mapToInt(count -> count).sum();
  }
}
