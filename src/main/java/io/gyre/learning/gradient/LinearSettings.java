package io.gyre.learning.gradient;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.learning.AmountSettings;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.AmountView;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of a linear model of amounts, a {@link GradientLearner} without hidden units.
 *
 * @param initialisation where the weights start
 * @param training how it learns
 * @param amounts how it sees the labels
 */
public record LinearSettings(
    @JsonProperty(defaultValue = "zero") Initialisation initialisation,
    @JsonUnwrapped TrainingSettings training,
    @JsonUnwrapped AmountView amounts)
    implements GradientSettings, AmountSettings {

  public LinearSettings {
    SettingChecks.present("initialisation", initialisation);
  }

  @Override
  public String described(int features, int classes) {
    return "linear model";
  }

  public int hidden() {
    return 0;
  }
}
