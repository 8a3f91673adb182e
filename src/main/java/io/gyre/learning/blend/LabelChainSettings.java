package io.gyre.learning.blend;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of {@link LabelChain}.
 *
 * @param fade the factor on a class's counts when a label follows it, 0 to below 1
 */
public record LabelChainSettings(@JsonProperty(defaultValue = "0.98") double fade)
    implements KindSettings {

  public LabelChainSettings {
    SettingChecks.belowOne("fade", fade);
  }

  @Override
  public Learner create(Shared shared, int classes) {
    return new LabelChain(fade, classes);
  }

  @Override
  public String described(int features, int classes) {
    return "what follows the last labels";
  }

  @Override
  public long numbers(int features, int classes) {
    return classes * (classes + 1L);
  }
}
