package io.gyre.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One path of records, with what the settings say of it. Made by {@link FieldPaths}. */
final class FieldPath {

  enum Role {
    FIELD,
    LABEL,
    ID,
    TIME,
    NONE
  }

  /** Whole, however long. */
  final String path;

  final Role role;

  /** Whether this is the path of a field, and longer than one may be. */
  final boolean tooLong;

  /** Whether numbers are text here. */
  final boolean category;

  /** Whether something nested here may count, though the path itself does not. */
  final boolean leadsOn;

  /** The number of the last record that had it. */
  long seen;

  private final FieldPaths owner;
  private final Map<String, FieldPath> members = new HashMap<>(4);
  private final List<FieldPath> elements = new ArrayList<>(0);

  FieldPath(FieldPaths owner, String path, Role role, boolean category, boolean leadsOn) {
    this.owner = owner;
    this.path = path;
    this.role = role;
    tooLong = role == Role.FIELD && path.length() > RecordSettings.MAX_PATH;
    this.category = category;
    this.leadsOn = leadsOn;
  }

  /** Returns the path of a member of the object that stands here. */
  FieldPath member(String name) {
    FieldPath member = members.get(name);
    if (member == null) {
      member = owner.below(this, name);
      members.put(name, member);
    }
    return member;
  }

  /**
   * Returns the path of an element of the array that stands here.
   *
   * @param index 0, or one more than an index that was asked for before
   */
  FieldPath element(int index) {
    if (index == elements.size()) {
      elements.add(owner.below(this, Integer.toString(index)));
    }
    return elements.get(index);
  }
}
