package io.gyre.learning.gradient;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of logistic regression, a {@link GradientLearner}.
 *
 * @param initialisation where the weights start
 * @param training how it learns
 */
public record LogisticRegressionSettings(
    @JsonProperty(defaultValue = "zero") Initialisation initialisation,
    @JsonUnwrapped TrainingSettings training)
    implements GradientSettings {

  public LogisticRegressionSettings {
    SettingChecks.present("initialisation", initialisation);
  }

  @Override
  public String described(int features, int classes) {
    return "logistic regression";
  }

  public int hidden() {
    return 0;
  }
}
