package io.gyre;

import io.gyre.data.Spirals;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import java.util.List;

/** Points, and learners for them, of which most tests need some. */
public final class Examples {

  private Examples() {}

  /** The notebook's spiral without drift: noise 0.2 and 4.2 radians from centre to rim. */
  public static Spirals spirals(long seed) {
    return new Spirals(2, seed, Spirals.noise(2), 4.2 / (2 * Math.PI), 0, Spirals.NEVER);
  }

  /** The three learners for points on spirals, without the blend of them. */
  public static List<LearnerSettings> learners() {
    return LearnerPresets.SPIRALS.learners().stream()
        .filter(learner -> !learner.settings().mixes())
        .toList();
  }
}
