package io.gyre.inference;

import io.gyre.data.record.RecordSettings;
import io.gyre.fold.LiveModel.Understood;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names by which clients may call what the records of a stream have: fields, objects and arrays
 * of fields, the label, the id, the time, and what is ignored.
 */
final class FieldNames {

  private static final String SEVERAL = "";

  private final Set<String> paths = new HashSet<>();
  private final Map<String, String> byLowerCase = new HashMap<>();

  FieldNames(Understood stream) {
    RecordSettings records = stream.records();
    Stream.concat(
            Stream.of(records.label(), records.id(), records.time()).filter(Objects::nonNull),
            records.ignore().stream())
        .forEach(this::add);
    for (String path : stream.fields().keySet()) {
      int end = path.length();
      while (end > 0 && add(path.substring(0, end))) {
        end = path.lastIndexOf('.', end - 1);
      }
    }
  }

  private boolean add(String path) {
    boolean isNew = paths.add(path);
    if (isNew) {
      byLowerCase.merge(path.toLowerCase(Locale.ROOT), path, (one, other) -> SEVERAL);
    }
    return isNew;
  }

  /** Returns the path that a name means, in any case if that is clear; null if there is none. */
  String path(String name) {
    if (paths.contains(name)) {
      return name;
    }
    String found = byLowerCase.get(name.toLowerCase(Locale.ROOT));
    return SEVERAL.equals(found) ? null : found;
  }
}
