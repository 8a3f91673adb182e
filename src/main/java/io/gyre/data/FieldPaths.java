package io.gyre.data;

import io.gyre.data.FieldPath.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The paths that were met in records, as a tree by the names of members, so that a known path costs
 * a look-up a level and no text. What is said of a path depends on its text and the settings alone.
 * Not thread-safe.
 */
final class FieldPaths {

  /** More are forgotten before the next record. */
  static final int MAX_PATHS = 20_000;

  private final RecordSettings settings;
  private final boolean takesFields;
  private final Map<String, FieldPath> byPath = new HashMap<>();
  private FieldPath root;

  /**
   * @param takesFields whether anything but label, id and time counts
   */
  FieldPaths(RecordSettings settings, boolean takesFields) {
    this.settings = settings;
    this.takesFields = takesFields;
    forget();
  }

  /** Forgets the paths if they are too many; those handed out are not to be used any more. */
  void trim() {
    if (byPath.size() > MAX_PATHS) {
      forget();
    }
  }

  private void forget() {
    byPath.clear();
    root = new FieldPath(this, "", Role.NONE, false, true);
  }

  /** Returns the path of a whole row; only its members mean anything. */
  FieldPath root() {
    return root;
  }

  /** Returns the same object for the same path: a member may have a dot in its name. */
  FieldPath below(FieldPath parent, String name) {
    return byPath.computeIfAbsent(
        parent == root ? name : parent.path + '.' + name, this::described);
  }

  private FieldPath described(String path) {
    boolean ignored = RecordSettings.covers(settings.ignore(), path);
    Stream<String> below = ignored ? Stream.empty() : settings.fields().stream();
    boolean leadsOn =
        Stream.concat(Stream.of(settings.label(), settings.id(), settings.time()), below)
            .anyMatch(
                nested ->
                    nested != null
                        && nested.length() > path.length()
                        && RecordSettings.covers(path, nested));
    boolean category = RecordSettings.covers(settings.categories(), path);
    return new FieldPath(this, path, role(path, ignored), category, leadsOn);
  }

  private Role role(String path, boolean ignored) {
    if (path.equals(settings.label())) {
      return Role.LABEL;
    }
    if (path.equals(settings.id())) {
      return Role.ID;
    }
    if (path.equals(settings.time())) {
      return Role.TIME;
    }
    boolean field =
        takesFields
            && !ignored
            && (settings.fields().isEmpty() || RecordSettings.covers(settings.fields(), path));
    return field ? Role.FIELD : Role.NONE;
  }
}
