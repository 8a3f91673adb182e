package io.gyre.learning.list;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.learning.settings.FixedOnceTrained;
import io.gyre.learning.settings.SettingsJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Compares the settings of a learner's state with the present ones. */
public final class SettingsChange {

  private SettingsChange() {}

  /**
   * Lists what changed, as {@code field: old → new}.
   *
   * @param name of the learner and partition, for messages
   * @throws GyreException when something changed that the state is made for: the kind, or a field
   *     that is {@link FixedOnceTrained}
   */
  public static List<String> between(String name, LearnerSettings state, LearnerSettings started) {
    if (!state.kind().equals(started.kind())) {
      throw refused(name, started.name(), "kind", state.kind(), started.kind());
    }
    ObjectNode before = LearnersJson.toJson(state);
    ObjectNode after = LearnersJson.toJson(started);
    List<String> changes = new ArrayList<>();
    for (RecordComponent component : SettingsJson.fields(state.settings().getClass())) {
      String field = component.getName();
      String old = before.get(field).asText();
      String now = after.get(field).asText();
      if (old.equals(now)) {
        continue;
      }
      if (component.getAccessor().isAnnotationPresent(FixedOnceTrained.class)) {
        throw refused(name, started.name(), field, old, now);
      }
      changes.add("%s: %s → %s".formatted(field, old, now));
    }
    return changes;
  }

  private static GyreException refused(
      String name, String learner, String field, String old, String now) {
    return new GyreException(
        "%s: its state was made with %s %s, but the learners file says %s"
            .formatted(name, field, old, now),
        Remedy.of(Kind.SET_BACK, field, old),
        Remedy.of(Kind.RENAME_LEARNER),
        Remedy.of(Kind.FORGET_LEARNER, learner));
  }
}
