package io.gyre.learning.trees;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.data.NumpyRandom;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Shared;
import io.gyre.learning.settings.FixedOnceTrained;
import io.gyre.learning.settings.SettingChecks;

/**
 * The settings of {@link Forest}.
 *
 * @param trees T, the number of trees that answer, 1 to 100; one more is being rebuilt
 * @param memory R, the number of last labelled points that the trees hold, 1 to 100,000; fewer if
 *     they are wide
 * @param seed of the random splits, 0 to 4,294,967,295
 * @param labels whether the last two labels that are known, if they are amounts, are among the
 *     numbers that it sees; left out where it is false
 */
public record ForestSettings(
    @FixedOnceTrained @JsonProperty(defaultValue = "10") int trees,
    @JsonProperty(defaultValue = "5000") int memory,
    @JsonProperty(defaultValue = "42") long seed,
    @FixedOnceTrained
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @JsonProperty(defaultValue = "false")
        boolean labels)
    implements KindSettings {

  private static final int MOST_TREES = 100;
  private static final int MOST_MEMORY = 100_000;

  public ForestSettings {
    SettingChecks.whole("trees", trees, 1, MOST_TREES);
    SettingChecks.whole("memory", memory, 1, MOST_MEMORY);
    SettingChecks.whole("seed", seed, 0, NumpyRandom.MAX_SEED);
  }

  @Override
  public boolean learnsClasses() {
    return !labels;
  }

  @Override
  public boolean learnsAmounts() {
    return true;
  }

  @Override
  public Learner create(Shared shared, int classes) {
    return new Forest(this, shared, classes);
  }

  @Override
  public String described(int features, int classes) {
    return trees == 1 ? "one tree" : trees + " trees";
  }

  /** Returns the most nodes of a tree of K classes: two a point, fewer if there is no room. */
  int mostNodes(int classes) {
    long fitting = LearnerSize.MOST_NUMBERS / nodeNumbers(classes);
    return (int) Math.min(Math.min(2L * memory, fitting), Tree.MOST_NODES);
  }

  /** Returns the numbers that a node of each tree takes, its split included. */
  private long nodeNumbers(int classes) {
    return (trees + 1L) * (classes + Tree.CLASSES + 2);
  }

  @Override
  public long numbers(int features, int classes) {
    return Math.min(LearnerSize.MOST_NUMBERS, 2L * memory * nodeNumbers(classes));
  }
}
