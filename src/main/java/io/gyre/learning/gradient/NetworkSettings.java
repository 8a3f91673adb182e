package io.gyre.learning.gradient;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.GyreException;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.AmountView;
import io.gyre.learning.settings.FixedOnceTrained;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of a network of one hidden layer, a {@link GradientLearner}.
 *
 * @param hidden H, hidden units, 1 to 4,096
 * @param initialisation where the weights start, {@code normal} or {@code fan-in}
 * @param training how it learns
 * @param amounts how it sees labels that are amounts
 */
public record NetworkSettings(
    @FixedOnceTrained @JsonProperty(defaultValue = "4") int hidden,
    @JsonProperty(defaultValue = "fan-in") Initialisation initialisation,
    @JsonUnwrapped TrainingSettings training,
    @JsonUnwrapped AmountView amounts)
    implements GradientSettings {

  /** The largest number of hidden units. */
  public static final int MAX_HIDDEN = 4_096;

  public NetworkSettings {
    SettingChecks.whole("hidden", hidden, 1, MAX_HIDDEN);
    SettingChecks.present("initialisation", initialisation);
    if (initialisation == Initialisation.ZERO) {
      throw new GyreException(
          "initialisation is zero, but a network needs normal or fan-in: hidden units that start equal stay equal");
    }
  }

  /** Sees nothing of labels. */
  public NetworkSettings(int hidden, Initialisation initialisation, TrainingSettings training) {
    this(hidden, initialisation, training, AmountView.PLAIN);
  }

  @Override
  public boolean learnsClasses() {
    return amounts.equals(AmountView.PLAIN);
  }

  @Override
  public boolean learnsAmounts() {
    return true;
  }

  @Override
  public String described(int features, int classes) {
    return "%d–%d–%d network".formatted(features, hidden, classes > 2 ? classes : 1);
  }
}
