package io.gyre.learning.list;

import io.gyre.GyreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The built-in lists of learners, by name. The last learner of each blends the others. */
public enum LearnerPresets {
  /** For a stream that is too fast for the others. */
  FAST,

  /** For any data. */
  DATA,

  /** Those for data, and slower copies, which are better if labels come late. */
  THOROUGH,

  /** For points on two spirals: the notebook's learners and a stronger one. */
  SPIRALS;

  private static final String NAMES =
      Arrays.stream(values()).map(LearnerPresets::toString).collect(Collectors.joining(", "));

  /** Its learners, in order. */
  public List<LearnerSettings> learners() {
    return LearnersJson.resource("learners-" + this + ".json");
  }

  /**
   * Returns the list of a name, or else that in a file; a file with such a name needs a path with a
   * folder, as in {@code ./fast}.
   *
   * @throws GyreException when it is neither, or the file says something unusable
   */
  public static List<LearnerSettings> of(String nameOrFile) {
    for (LearnerPresets list : values()) {
      if (list.toString().equals(nameOrFile)) {
        return list.learners();
      }
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw new GyreException(
          "learners file %s: there is no such file. Expected one of %s, or a file with a JSON list of learners"
              .formatted(nameOrFile, NAMES));
    }
    return LearnersJson.read(file);
  }

  /** Returns the name, as a person types it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
