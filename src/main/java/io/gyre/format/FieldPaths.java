package io.gyre.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The paths of records, as a tree by the names of members, so that a known path costs one look-up
 * per level and no text. Not thread-safe.
 */
final class FieldPaths {

  static final int MAX_PATHS = 20_000; // more are forgotten before the next record

  /** The most characters of all paths together; a nested path holds the path around it. */
  private static final int MAX_CHARACTERS = 2 << 20;

  private final RecordSettings settings;
  private final Set<String> keyFields;
  private final boolean takesFields;
  private final Map<String, Role> roles = new HashMap<>();
  private final Map<String, FieldPath> byPath = new HashMap<>();
  FieldPath root;
  private long characters; // of all paths

  /** Makes the root; unless it takes fields, only label, id and time count. */
  FieldPaths(RecordSettings settings, boolean takesFields) {
    this.settings = settings;
    this.takesFields = takesFields;
    keyFields = settings.keyFields();
    roles.put(settings.label(), Role.LABEL);
    roles.put(settings.id(), Role.ID);
    roles.put(settings.time(), Role.TIME);
    root = new FieldPath("");
  }

  /** Forgets the paths if they are too many; those handed out must not be used any more. */
  void trim() {
    if (byPath.size() > MAX_PATHS || characters > MAX_CHARACTERS) {
      characters = 0;
      byPath.clear();
      root = new FieldPath("");
    }
  }

  enum Role {
    FIELD,
    LABEL,
    ID,
    TIME,
    NONE
  }

  /** Tells whether what counts may be nested in a path. */
  private boolean leadsOn(String path) {
    return covers(path, settings.label())
        || covers(path, settings.id())
        || covers(path, settings.time())
        || !settings.fields().isEmpty()
            && !RecordSettings.covers(settings.ignore(), path)
            && settings.fields().stream().anyMatch(field -> covers(path, field));
  }

  private static boolean covers(String path, String nested) {
    return nested != null && nested.length() > path.length() && RecordSettings.covers(path, nested);
  }

  /** One path, with its settings. */
  final class FieldPath {

    final String path; // whole, however long
    final Role role;
    final boolean tooLong; // true if this is the path of a field, and too long
    final boolean category; // true if numbers are text here
    final boolean leadsOn; // true if a nested field may count, though the path itself does not
    long seen; // the number of the last record that had it
    private FieldPath[] ofTime;

    private final Map<String, FieldPath> members = new HashMap<>(4);
    private final List<FieldPath> elements = new ArrayList<>(0);

    private FieldPath(String path) {
      this.path = path;
      characters += path.length();
      boolean field = takesFields && settings.counts(path);
      role = roles.getOrDefault(path, field ? Role.FIELD : Role.NONE);
      tooLong = role == Role.FIELD && path.length() > RecordSettings.MAX_PATH;
      category = RecordSettings.covers(settings.categories(), path) || keyFields.contains(path);
      leadsOn = leadsOn(path);
    }

    /** Returns the path of a member of the object here. */
    FieldPath member(String name) {
      FieldPath member = members.get(name);
      if (member == null) {
        member = below(name);
        members.put(name, member);
      }
      return member;
    }

    /** Returns the path of an element here: 0, or one after an index that was asked for before. */
    FieldPath element(int index) {
      if (index == elements.size()) {
        elements.add(below(Integer.toString(index)));
      }
      return elements.get(index);
    }

    /** Returns the paths of what a time here tells, as {@link TimeFields} lists them. */
    FieldPath[] ofTime() {
      if (ofTime == null) {
        ofTime = TimeFields.NAMES.stream().map(this::below).toArray(FieldPath[]::new);
      }
      return ofTime;
    }

    /** Returns the same object for the same path: a member may have a dot in its name. */
    private FieldPath below(String name) {
      return byPath.computeIfAbsent(this == root ? name : path + '.' + name, FieldPath::new);
    }
  }
}
