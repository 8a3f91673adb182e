package io.gyre.learning.optimiser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The optimisers, a line each; the only place that lists them. */
public final class Optimisers {

  private static final Map<String, Function<TrainingSettings, Optimiser>> ALL =
      new LinkedHashMap<>();

  static {
    ALL.put("gradient-descent", s -> new GradientDescent(s.learningRate()));
    ALL.put("momentum", s -> new Momentum(s.learningRate(), s.momentum()));
    ALL.put("adam", s -> new Adam(s.learningRate()));
    ALL.put("adagrad", s -> new AdaGrad(s.learningRate()));
  }

  private Optimisers() {}

  /** Returns the names of all optimisers. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Makes the optimiser that the settings name. */
  public static Optimiser of(TrainingSettings settings) {
    return ALL.get(settings.optimiser()).apply(settings);
  }
}
