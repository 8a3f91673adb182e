package io.gyre.stream;

import io.gyre.learning.Contributions;
import io.gyre.topic.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;

/** Contributions of fields as they stand in {@link Prediction#why}. */
public final class NamedContributions {

  private NamedContributions() {}

  /** Returns a prediction that says why. */
  static Prediction in(Prediction prediction, Contributions found) {
    return prediction.withWhy(of(found), untried(found));
  }

  /** How many fields were not tried; null if all were, which needs no word. */
  public static Integer untried(Contributions found) {
    return found.untried() == 0 ? null : found.untried();
  }

  /** Returns them by field, then what the others add up to, then the bias, if there are any. */
  public static Map<String, Double> of(Contributions found) {
    Map<String, Double> why = new LinkedHashMap<>(found.fields());
    if (found.others() != 0) {
      why.put(Prediction.OTHERS, found.others());
    }
    if (!Double.isNaN(found.bias())) {
      why.put(Prediction.BIAS, found.bias());
    }
    return why;
  }
}
