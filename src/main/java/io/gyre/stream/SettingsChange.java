package io.gyre.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.learning.LearnerSettings;
import java.util.ArrayList;
import java.util.List;

/** Compares the settings of a learner's state with those it is started with. */
final class SettingsChange {

  /** What the state's arrays are made for; the rest may change. */
  private static final List<String> FIXED =
      List.of("kind", "hidden", "optimiser", "memory", "scaling");

  private SettingsChange() {}

  /**
   * Lists what changed, as {@code field: old → new}.
   *
   * @param name of the learner and partition, for messages
   * @throws GyreException when something changed that the state is made for
   */
  static List<String> between(String name, LearnerSettings state, LearnerSettings started) {
    ObjectNode before = Learners.toJson(state);
    ObjectNode after = Learners.toJson(started);
    List<String> changes = new ArrayList<>();
    before
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!before.get(field).equals(after.get(field))) {
                if (FIXED.contains(field)) {
                  throw new GyreException(
                      "%s: its state was made with %s %s, but the learners file says %s"
                          .formatted(
                              name, field, before.get(field).asText(), after.get(field).asText()),
                      Remedy.of(Remedy.Kind.SET_BACK, field, before.get(field).asText()),
                      Remedy.of(Remedy.Kind.RENAME_LEARNER),
                      Remedy.of(Remedy.Kind.START_ANEW));
                }
                changes.add(
                    "%s: %s → %s"
                        .formatted(field, before.get(field).asText(), after.get(field).asText()));
              }
            });
    return changes;
  }
}
