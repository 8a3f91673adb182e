package io.gyre.learning;

import io.gyre.GyreException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Everything that makes one learner what it is; immutable, and checked when it is made.
 *
 * @param name identifies the learner on the topics and in its store: letters, digits, {@code . _ -}
 * @param kind the model
 * @param hidden H, hidden units of a network, 1 to 4096; 0 for logistic regression
 * @param initialisation where the weights start; biases start at 0
 * @param optimiser the rule of a step
 * @param learningRate the step size, above 0
 * @param momentum the share of the last step that is kept, 0 to below 1; used by {@link
 *     Optimiser.Rule#MOMENTUM} alone
 * @param batch B, labelled points that are stepped on together, 1 to 100,000
 * @param replay points sampled from the memory that join each batch, 0 to 100,000
 * @param memory R, labelled points that the memory holds, {@code batch} to 1,000,000
 * @param steps steps made on each batch, 1 to 1,000
 * @param l2 penalty: J = mean cross-entropy + l2/2·‖w‖² over the weights, not the biases; 0 or more
 * @param scaling what is done to features before the model sees them
 * @param clip features, after their scaling if there is any, are limited to ±clip; 0: unlimited
 * @param clipNorm a gradient with a larger Euclidean norm is scaled down to it; 0: unlimited
 * @param seed of the initial weights and of the sampling, 0 to 2³²−1
 */
public record LearnerSettings(
    String name,
    Kind kind,
    int hidden,
    Initialisation initialisation,
    Optimiser.Rule optimiser,
    double learningRate,
    double momentum,
    int batch,
    int replay,
    int memory,
    int steps,
    double l2,
    Scaler.Scaling scaling,
    double clip,
    double clipNorm,
    long seed) {

  /** The models there are. */
  public enum Kind {
    /** D–H–1: one tanh layer, sigmoid output. */
    NETWORK,
    /** The baseline: sigmoid of a weighted sum. */
    LOGISTIC;

    @Override
    public String toString() {
      return lowerCase(this);
    }
  }

  /** How weights start. */
  public enum Initialisation {
    /** All zero: for logistic regression only, since equal hidden units would stay equal. */
    ZERO,
    /** Normal × 0.01, the notebook's. */
    NORMAL,
    /** Normal with deviation 1/√(inputs of the layer), LeCun's (Efficient BackProp, 1998, 4.6). */
    FAN_IN;

    @Override
    public String toString() {
      return lowerCase(this);
    }
  }

  /** The largest number of hidden units. */
  public static final int MAX_HIDDEN = 4_096;

  private static final int MAX_BATCH = 100_000;
  private static final int MAX_MEMORY = 1_000_000;
  private static final int MAX_STEPS = 1_000;
  private static final long MAX_SEED = (1L << 32) - 1;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

  /**
   * @throws GyreException when a value is out of its range, naming field, value and range
   */
  public LearnerSettings {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new GyreException(
          "learner %s: name must be 1 to 60 letters, digits, '.', '_' or '-', the first a letter or digit"
              .formatted(name == null ? "without a name" : "\"" + name + "\""));
    }
    checkPresent(name, "kind", kind);
    checkPresent(name, "initialisation", initialisation);
    checkPresent(name, "optimiser", optimiser);
    checkPresent(name, "scaling", scaling);
    boolean network = kind == Kind.NETWORK;
    check(name, "hidden", hidden, network ? 1 : 0, network ? MAX_HIDDEN : 0);
    if (network && initialisation == Initialisation.ZERO) {
      throw new GyreException(
          "learner \"%s\": initialisation is zero, but a network needs normal or fan-in: hidden units that start equal stay equal"
              .formatted(name));
    }
    checkPositive(name, "learningRate", learningRate);
    checkNotNegative(name, "momentum", momentum);
    if (momentum >= 1) {
      throw outOfRange(name, "momentum", momentum, "from 0 to below 1");
    }
    check(name, "batch", batch, 1, MAX_BATCH);
    check(name, "replay", replay, 0, MAX_BATCH);
    check(name, "memory", memory, batch, MAX_MEMORY);
    check(name, "steps", steps, 1, MAX_STEPS);
    checkNotNegative(name, "l2", l2);
    checkNotNegative(name, "clip", clip);
    checkNotNegative(name, "clipNorm", clipNorm);
    check(name, "seed", seed, 0, MAX_SEED);
  }

  private static void check(String name, String field, long value, long min, long max) {
    if (value < min || value > max) {
      String range = min == max ? "%,d" : "%,d to %,d";
      throw outOfRange(name, field, value, String.format(Locale.ROOT, range, min, max));
    }
  }

  private static void checkPresent(String name, String field, Object value) {
    if (value == null) {
      throw outOfRange(name, field, "missing", "one of those that " + field + " can be");
    }
  }

  private static void checkPositive(String name, String field, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw outOfRange(name, field, value, "a finite number above 0");
    }
  }

  private static void checkNotNegative(String name, String field, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw outOfRange(name, field, value, "a finite number of 0 or more");
    }
  }

  private static GyreException outOfRange(String name, String field, Object value, String range) {
    return new GyreException(
        "learner \"%s\": %s is %s, expected %s".formatted(name, field, value, range));
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
