package io.gyre.learning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.GyreException;

/**
 * The settings of {@link LogisticRegression}.
 *
 * @param initialisation where the weights start
 * @param training how it learns
 */
public record LogisticRegressionSettings(
    @JsonProperty(defaultValue = "zero") Initialisation initialisation,
    @JsonUnwrapped TrainingSettings training)
    implements GradientSettings {

  /**
   * @throws GyreException when a value is missing
   */
  public LogisticRegressionSettings {
    SettingChecks.present("initialisation", initialisation);
  }

  @Override
  public String described(int features, int classes) {
    return "logistic regression";
  }

  @Override
  public Model model(int features, int classes) {
    return new LogisticRegression(this, features, classes);
  }

  @Override
  public long parameters(int features, int classes) {
    return OutputLayer.rows(classes) * (features + 1L);
  }

  @Override
  public long workspace(int features, int classes) {
    return (long) points() * Math.max(features, classes);
  }
}
