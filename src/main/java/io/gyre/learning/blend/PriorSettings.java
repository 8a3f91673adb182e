package io.gyre.learning.blend;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of {@link Prior}.
 *
 * @param fade the factor on each count when a label comes, 0 to below 1
 */
public record PriorSettings(@JsonProperty(defaultValue = "0.999") double fade)
    implements KindSettings {

  public PriorSettings {
    SettingChecks.belowOne("fade", fade);
  }

  @Override
  public Learner create(Shared shared, int classes) {
    return new Prior(fade, classes);
  }

  @Override
  public String described(int features, int classes) {
    return "frequencies of the classes";
  }

  @Override
  public long numbers(int features, int classes) {
    return classes;
  }
}
