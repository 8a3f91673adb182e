package io.gyre.learning.amounts;

import io.gyre.learning.AmountSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;

/** The settings of a {@link Guess} that says the recent mean of the amounts: there are none. */
public record MeanSettings() implements AmountSettings {

  @Override
  public Learner create(Shared shared, int classes) {
    return new Guess(shared.amounts(), false);
  }

  @Override
  public String described(int features, int classes) {
    return "mean of the last amounts";
  }

  @Override
  public long numbers(int features, int classes) {
    return 1;
  }
}
