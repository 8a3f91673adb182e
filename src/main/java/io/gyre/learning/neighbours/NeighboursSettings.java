package io.gyre.learning.neighbours;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of {@link Neighbours}.
 *
 * @param k the number of nearest points that vote, 1 to 1,000 and at most {@code memory}
 * @param memory R, the number of last labelled points to search, 1 to 1,000,000; fewer if they are
 *     wide: at most 250,000 values, but 250 points
 * @param clip numbers, standardised, are limited to ±clip; 0: unlimited
 */
public record NeighboursSettings(
    @JsonProperty(defaultValue = "5") int k,
    @JsonProperty(defaultValue = "5000") int memory,
    @JsonProperty(defaultValue = "5") double clip)
    implements KindSettings {

  private static final int MAX_K = 1_000;
  private static final int MAX_MEMORY = 1_000_000;

  public NeighboursSettings {
    SettingChecks.whole("k", k, 1, MAX_K);
    SettingChecks.whole("memory", memory, k, MAX_MEMORY);
    SettingChecks.notNegative("clip", clip);
  }

  @Override
  public boolean learnsAmounts() {
    return true;
  }

  @Override
  public Learner create(Shared shared, int classes) {
    return new Neighbours(this, shared, classes);
  }

  @Override
  public boolean standardises() {
    return true;
  }

  @Override
  public String described(int features, int classes) {
    return k == 1 ? "nearest point" : k + " nearest points";
  }

  @Override
  public long numbers(int features, int classes) {
    return classes;
  }
}
