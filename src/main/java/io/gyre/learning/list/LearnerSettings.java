package io.gyre.learning.list;

import io.gyre.GyreException;
import io.gyre.learning.KindSettings;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name and settings of one learner; immutable, and checked when made.
 *
 * @param name identifies the learner on the topics and in the store: letters, digits, {@code . _ -}
 * @param settings those of its kind
 */
public record LearnerSettings(String name, KindSettings settings) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

  /**
   * @throws GyreException when the name cannot name a learner
   */
  public LearnerSettings {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new GyreException(
          "learner %s: name must be 1 to 60 letters, digits, '.', '_' or '-', the first a letter or digit"
              .formatted(name == null ? "without a name" : "\"" + name + "\""));
    }
    Objects.requireNonNull(settings, "settings");
  }

  /** Returns the name of its kind. */
  public String kind() {
    return Kinds.name(settings);
  }
}
