package io.gyre.learning.optimiser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The optimisers there are, a line each. Nothing else in the program knows them. */
public final class Optimisers {

  private static final Map<String, Function<TrainingSettings, Optimiser>> ALL =
      new LinkedHashMap<>();

  static {
    ALL.put("gradient-descent", GradientDescent::new);
    ALL.put("momentum", Momentum::new);
    ALL.put("adam", Adam::new);
    ALL.put("adagrad", AdaGrad::new);
  }

  private Optimisers() {}

  /** The names of all optimisers. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Makes the optimiser that the settings name. */
  public static Optimiser of(TrainingSettings settings) {
    return ALL.get(settings.optimiser()).apply(settings);
  }
}
