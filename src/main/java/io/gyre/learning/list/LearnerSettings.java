package io.gyre.learning.list;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.learning.KindSettings;
import io.gyre.learning.settings.FixedOnceTrained;
import io.gyre.learning.settings.SettingsJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Lists what is different in others, as {@code field: old → new}. These are those of a state.
   *
   * @param owner the learner and its partition, for messages
   * @throws GyreException when something changed that the state is made for: the kind, or a field
   *     that is {@link FixedOnceTrained}
   */
  public List<String> changesTo(LearnerSettings others, String owner) {
    if (!kind().equals(others.kind())) {
      throw refused(owner, "kind", kind(), others.kind());
    }
    ObjectNode before = LearnersJson.toJson(this);
    ObjectNode after = LearnersJson.toJson(others);
    List<String> changes = new ArrayList<>();
    for (RecordComponent component : SettingsJson.fields(settings.getClass())) {
      String field = component.getName();
      String old = before.path(field).asText("false"); // left out where it is
      String now = after.path(field).asText("false");
      if (old.equals(now)) {
        continue;
      }
      if (component.getAccessor().isAnnotationPresent(FixedOnceTrained.class)) {
        throw refused(owner, field, old, now);
      }
      changes.add("%s: %s → %s".formatted(field, old, now));
    }
    return changes;
  }

  private GyreException refused(String owner, String field, String old, String now) {
    return new GyreException(
        "%s: its state was made with %s %s, but the learners file says %s"
            .formatted(owner, field, old, now),
        Remedy.of(Kind.SET_BACK, field, old),
        Remedy.of(Kind.RENAME_LEARNER),
        Remedy.of(Kind.FORGET_LEARNER, name));
  }
}
