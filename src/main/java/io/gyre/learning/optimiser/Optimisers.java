package io.gyre.learning.optimiser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The optimisers, a line each; the only place that lists them. */
public final class Optimisers {

  /**
   * One of them.
   *
   * @param clipNorm the default of the setting. The steps of an optimiser that divides by the
   *     gradients so far are no longer when the gradient is. There a limit protects from nothing,
   *     but shortens what a rare class says more than what a frequent one says
   */
  private record Entry(double clipNorm, Function<TrainingSettings, Optimiser> create) {}

  private static final Map<String, Entry> ALL = new LinkedHashMap<>();

  static {
    ALL.put("gradient-descent", new Entry(0.5, s -> new GradientDescent(s.learningRate())));
    ALL.put("momentum", new Entry(0.5, s -> new Momentum(s.learningRate(), s.momentum())));
    ALL.put("adam", new Entry(0, s -> new Adam(s.learningRate())));
    ALL.put("adagrad", new Entry(0, s -> new AdaGrad(s.learningRate())));
  }

  private Optimisers() {}

  /** Returns the names of all optimisers. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  static double clipNorm(String optimiser) {
    return ALL.get(optimiser).clipNorm;
  }

  /** Makes the optimiser that the settings name. */
  public static Optimiser of(TrainingSettings settings) {
    return ALL.get(settings.optimiser()).create.apply(settings);
  }
}
