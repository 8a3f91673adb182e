package io.gyre.learning.blend;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of {@link Blend}, which mixes the learners before it on the list, except other
 * mixers.
 *
 * @param trustRate η, how fast the trust in members that were right grows: 0 to 10
 */
public record BlendSettings(@JsonProperty(defaultValue = "0.2") double trustRate)
    implements KindSettings {

  private static final double MOST = 10;

  public BlendSettings {
    SettingChecks.notNegative("trustRate", trustRate);
    if (trustRate > MOST) {
      throw SettingChecks.outOfRange("trustRate", trustRate, "from 0 to 10");
    }
  }

  @Override
  public Learner create(Shared shared, int classes) {
    return new Blend(trustRate, shared.members());
  }

  @Override
  public boolean mixes() {
    return true;
  }

  @Override
  public String described(int features, int classes) {
    return "blend";
  }

  @Override
  public long numbers(int features, int classes) {
    return 0;
  }
}
