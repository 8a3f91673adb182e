package io.gyre.learning.amounts;

import io.gyre.learning.AmountSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;

/** The settings of {@link Mix}, which mixes the learners before it on the list: there are none. */
public record MixSettings() implements AmountSettings {

  @Override
  public Learner create(Shared shared, int classes) {
    return new Mix(shared.members(), shared.amounts());
  }

  @Override
  public boolean mixes() {
    return true;
  }

  @Override
  public String described(int features, int classes) {
    return "mix";
  }

  @Override
  public long numbers(int features, int classes) {
    return 0;
  }
}
