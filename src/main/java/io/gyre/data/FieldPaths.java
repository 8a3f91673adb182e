package io.gyre.data;

import io.gyre.data.FieldPath.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    root = new FieldPath(this, "", Role.NONE, false, true, false);
  }

  /** The path of a whole record; only its members mean anything. */
  FieldPath root() {
    return root;
  }

  /** One object a path: a member may have a dot in its name. */
  FieldPath below(FieldPath parent, String name) {
    String path = parent == root ? name : parent.path + '.' + name;
    return byPath.computeIfAbsent(path, this::made);
  }

  private FieldPath made(String path) {
    boolean ignored = RecordSettings.covers(settings.ignore(), path);
    boolean named = settings.fields().isEmpty() || RecordSettings.covers(settings.fields(), path);
    Role role = role(path, takesFields && named && !ignored);
    boolean category = RecordSettings.covers(settings.categories(), path);
    boolean roleWithin =
        leadsTo(path, settings.label())
            || leadsTo(path, settings.id())
            || leadsTo(path, settings.time());
    boolean leadsOn = roleWithin || (!ignored && leadsTo(path, settings.fields()));
    boolean uniform =
        role == Role.FIELD
            && !category
            && !roleWithin
            && !leadsTo(path, settings.ignore())
            && !leadsTo(path, settings.categories());
    return new FieldPath(this, path, role, category, leadsOn, uniform);
  }

  private Role role(String path, boolean counts) {
    if (path.equals(settings.label())) {
      return Role.LABEL;
    }
    if (path.equals(settings.id())) {
      return Role.ID;
    }
    if (path.equals(settings.time())) {
      return Role.TIME;
    }
    return counts ? Role.FIELD : Role.NONE;
  }

  private static boolean leadsTo(String path, List<String> nested) {
    for (String one : nested) {
      if (leadsTo(path, one)) {
        return true;
      }
    }
    return false;
  }

  private static boolean leadsTo(String path, String nested) {
    return nested != null && nested.length() > path.length() && RecordSettings.covers(path, nested);
  }
}
