package io.gyre.learning.optimiser;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.GyreException;
import io.gyre.data.NumpyRandom;
import io.gyre.learning.settings.ColumnView;
import io.gyre.learning.settings.FixedOnceTrained;
import io.gyre.learning.settings.SettingChecks;
import java.util.Locale;

/**
 * The settings that all kinds that learn by gradient steps share.
 *
 * @param optimiser the rule of a step, one of {@link Optimisers}
 * @param learningRate the step size, above 0
 * @param momentum the share of the last step that is kept, 0 to below 1; used by the optimiser
 *     {@code momentum} alone
 * @param batch B, the labelled points of one step, 1 to 100,000
 * @param replay points sampled from the memory that join each batch, 0 to 100,000 and at most
 *     {@code memory}; fewer join a point of more than {@value Batch#WIDE} active columns
 * @param memory R, the number of last labelled points to sample from, {@code batch} to 1,000,000; 0
 *     for the default: 2,000 with replay, 64 without, and {@code batch} at least
 * @param steps steps made on each batch, 1 to 1,000
 * @param l2 penalty: J = mean cross-entropy + l2/2·‖w‖² over the weights, not the biases; 0 or
 *     more; with the view {@code full} a step lets it pull only at the weights of columns that are
 *     active in its batch
 * @param view the encoder's columns that the model sees
 * @param clip numbers, after their standardisation if there is any, are limited to ±clip; 0:
 *     unlimited
 * @param clipNorm a gradient with a larger Euclidean norm is scaled down to it; 0: unlimited; -1
 *     for the default: 0.5, but 0 for optimisers whose steps are no longer when the gradient is
 * @param seed of the initial weights and of the sampling, 0 to 2³²−1
 */
public record TrainingSettings(
    @FixedOnceTrained @JsonProperty(defaultValue = "gradient-descent") String optimiser,
    double learningRate,
    @JsonProperty(defaultValue = "0.9") double momentum,
    @JsonProperty(defaultValue = "8") int batch,
    @JsonProperty(defaultValue = "0") int replay,
    @JsonProperty(defaultValue = "0") int memory,
    @JsonProperty(defaultValue = "1") int steps,
    @JsonProperty(defaultValue = "0") double l2,
    @FixedOnceTrained @JsonProperty(defaultValue = "full") ColumnView view,
    @JsonProperty(defaultValue = "10") double clip,
    @JsonProperty(defaultValue = "-1") double clipNorm,
    @JsonProperty(defaultValue = "42") long seed) {

  private static final int MAX_BATCH = 100_000;
  private static final int MAX_MEMORY = 1_000_000;
  private static final int MAX_STEPS = 1_000;

  private static final int DEFAULT_MEMORY = 2_000;

  /** More than a batch of any default, and what the scaler begins with. */
  private static final int LEAST_MEMORY = 64;

  public TrainingSettings {
    SettingChecks.oneOf(Optimisers.names(), "optimiser", optimiser);
    SettingChecks.positive("learningRate", learningRate);
    SettingChecks.belowOne("momentum", momentum);
    SettingChecks.whole("batch", batch, 1, MAX_BATCH);
    SettingChecks.whole("replay", replay, 0, MAX_BATCH);
    memory = memory == 0 ? Math.max(batch, replay == 0 ? LEAST_MEMORY : DEFAULT_MEMORY) : memory;
    SettingChecks.whole("memory", memory, batch, MAX_MEMORY);
    if (replay > memory) {
      throw new GyreException(
          String.format(
              Locale.ROOT,
              "replay is %,d, expected at most the points of its memory, %,d; lower it, or raise memory",
              replay,
              memory));
    }
    SettingChecks.whole("steps", steps, 1, MAX_STEPS);
    SettingChecks.notNegative("l2", l2);
    SettingChecks.present("view", view);
    SettingChecks.notNegative("clip", clip);
    clipNorm = clipNorm == -1 ? Optimisers.clipNorm(optimiser) : clipNorm;
    SettingChecks.notNegative("clipNorm", clipNorm);
    SettingChecks.whole("seed", seed, 0, NumpyRandom.MAX_SEED);
  }
}
