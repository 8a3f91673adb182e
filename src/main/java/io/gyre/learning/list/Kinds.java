package io.gyre.learning.list;

import io.gyre.learning.KindSettings;
import io.gyre.learning.amounts.LastSettings;
import io.gyre.learning.amounts.MeanSettings;
import io.gyre.learning.amounts.MixSettings;
import io.gyre.learning.blend.BlendSettings;
import io.gyre.learning.blend.LabelChainSettings;
import io.gyre.learning.blend.PriorSettings;
import io.gyre.learning.gradient.LinearSettings;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.neighbours.NeighboursSettings;
import io.gyre.learning.text.NaiveBayesSettings;
import io.gyre.learning.trees.ForestSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of learner, a line each; the only place that lists them. */
public final class Kinds {

  private static final Map<String, Class<? extends KindSettings>> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("network", NetworkSettings.class);
    SETTINGS.put("logistic", LogisticRegressionSettings.class);
    SETTINGS.put("prior", PriorSettings.class);
    SETTINGS.put("label-chain", LabelChainSettings.class);
    SETTINGS.put("neighbours", NeighboursSettings.class);
    SETTINGS.put("forest", ForestSettings.class);
    SETTINGS.put("naive-bayes", NaiveBayesSettings.class);
    SETTINGS.put("blend", BlendSettings.class);
    SETTINGS.put("mean", MeanSettings.class);
    SETTINGS.put("last", LastSettings.class);
    SETTINGS.put("linear", LinearSettings.class);
    SETTINGS.put("mix", MixSettings.class);
  }

  private Kinds() {}

  /** Returns the names of all kinds. */
  public static List<String> names() {
    return List.copyOf(SETTINGS.keySet());
  }

  /**
   * Returns the class of a kind's settings.
   *
   * @param name one of {@link #names}
   */
  public static Class<? extends KindSettings> settings(String name) {
    return SETTINGS.get(name);
  }

  static String name(KindSettings settings) {
    return SETTINGS.entrySet().stream()
        .filter(kind -> kind.getValue() == settings.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kind has " + settings.getClass()));
  }
}
