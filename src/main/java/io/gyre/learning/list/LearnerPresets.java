package io.gyre.learning.list;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The built-in lists of learners, by name. The last learner of each mixes the others. */
public enum LearnerPresets {
  /** For a stream that is too fast for the others. */
  FAST,

  /** For any data. */
  DATA,

  /** Those for data, and slower copies, which are better if labels come late. */
  THOROUGH,

  /** For labels that are amounts. */
  AMOUNTS,

  /** For points on two spirals: the notebook's learners and a stronger one. */
  SPIRALS;

  private static final String NAMES =
      Arrays.stream(values()).map(LearnerPresets::toString).collect(Collectors.joining(", "));

  /** Returns the default list for classes: slow learners win when labels come late. */
  public static LearnerPresets usual(boolean late) {
    return late ? THOROUGH : DATA;
  }

  /** Its learners, in order. */
  public List<LearnerSettings> learners() {
    String name = "learners-" + this + ".json";
    try (InputStream in = LearnerPresets.class.getResourceAsStream("/" + name)) {
      return LearnersJson.parse(new String(in.readAllBytes(), UTF_8), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the list of a name, or else that in a file; a file with such a name needs a path with a
   * folder, as in {@code ./fast}.
   *
   * @throws GyreException when it is neither, or the file cannot be read or says something unusable
   */
  public static List<LearnerSettings> of(String nameOrFile) {
    return of(nameOrFile, false);
  }

  /** Returns the same for classes; for amounts each name stands for the list of amounts. */
  public static List<LearnerSettings> of(String nameOrFile, boolean ofAmounts) {
    for (LearnerPresets list : values()) {
      if (list.toString().equals(nameOrFile)) {
        return (ofAmounts ? AMOUNTS : list).learners();
      }
    }
    try {
      return LearnersJson.parse(Files.readString(Path.of(nameOrFile)), nameOrFile);
    } catch (NoSuchFileException e) {
      throw new GyreException(
          "learners file %s: there is no such file. Expected one of %s, or a file with a JSON list of learners"
              .formatted(nameOrFile, NAMES),
          e);
    } catch (IOException e) {
      throw new GyreException(
          "learners file %s: cannot be read as UTF-8 text (%s)"
              .formatted(nameOrFile, e.getMessage()),
          e);
    }
  }

  /** Returns the name, as a person types it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
