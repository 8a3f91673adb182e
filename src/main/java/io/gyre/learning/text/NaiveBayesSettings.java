package io.gyre.learning.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of {@link NaiveBayes}.
 *
 * @param smoothing how many texts more have had each word, above 0
 */
public record NaiveBayesSettings(@JsonProperty(defaultValue = "0.02") double smoothing)
    implements KindSettings {

  public NaiveBayesSettings {
    SettingChecks.positive("smoothing", smoothing);
  }

  @Override
  public Learner create(Shared shared, int classes) {
    return new NaiveBayes(smoothing, shared, classes);
  }

  @Override
  public String described(int features, int classes) {
    return "frequencies of words";
  }

  @Override
  public long numbers(int features, int classes) {
    return 2L * classes;
  }
}
